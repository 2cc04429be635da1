package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import java.util.Map;
import java.util.Optional;

/**
 * The secret that keeps, encrypted, what a switch replaces and by what. Its name is the switch's own, so that whoever
 * finds it knows whose it is.
 */
final class Backup {

    private static final String SEALED = "sealed";
    private static final String BACKUP_OF = "signal-dr.datafly.com/backup-of";
    private static final String RUN = "signal-dr.datafly.com/run";
    private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/managed-by", "signal-dr");

    private final PlatformResource resource;
    private final String name;
    private final String secret;

    /** Means the backup of that name of {@code secret}. */
    Backup(PlatformResource resource, String name, String secret) {
        this.resource = resource;
        this.name = name;
        this.secret = secret;
    }

    /**
     * Keeps values, in the place of what an attempt before kept.
     *
     * @throws DrException with {@code CONFLICT} if somebody else has a secret of that name
     */
    void keep(BackupKey key, SwitchValues values, String run) {
        try (Secret sealed = Secret.of(key.seal(bound(), values.toJson()))) {
            Optional<PlatformSecret> former = look();
            if (former.isEmpty()) {
                create(sealed, run);
            } else {
                try (PlatformSecret present = former.get()) {
                    requireOurs(present);
                    replace(present, sealed);
                }
            }
        }
        if (!read(key).newer().equals(values.newer())) {
            throw resource.refusal(
                    ErrorCode.INTEGRITY_FAILED,
                    "keep the former values of secret/" + secret,
                    "secret/" + name + " does not hold what was just written",
                    "Look who else writes it, and repeat this.");
        }
    }

    private void create(Secret sealed, String run) {
        // Not closed with the secret: that would overwrite what the caller lends.
        PlatformSecret wanted = PlatformSecret.create(
                name,
                "",
                more -> more.metadata(LABELS, Map.of(BACKUP_OF, secret, RUN, run))
                        .values(Map.of(SEALED, sealed)));
        resource.change(
                "make secret/" + name,
                driver -> {
                    driver.createSecret(wanted).close();
                },
                this::isThere);
    }

    private void replace(PlatformSecret present, Secret sealed) {
        resource.change("change secret/" + name, driver -> {
            driver.changeSecret(SecretChange.of(name, present.version(), Map.of(SEALED, sealed), Map.of()))
                    .close();
            return true;
        });
    }

    /**
     * Reads what is kept.
     *
     * @throws DrException with {@code NOT_FOUND} if it is gone, {@code CONFLICT} if it is somebody else's,
     *     {@code INTEGRITY_FAILED} if it was changed or the key is another one
     */
    SwitchValues read(BackupKey key) {
        try (PlatformSecret present = look().orElseThrow(() -> resource.refusal(
                ErrorCode.NOT_FOUND,
                "read the former values of secret/" + secret,
                "secret/" + name + " is gone",
                "Somebody removed the backup: set the former values by hand."))) {
            requireOurs(present);
            String sealed = Optional.ofNullable(present.values().get(SEALED))
                    .map(value -> value.use(String::new))
                    .orElse("");
            return SwitchValues.ofJson(key.unseal(bound(), sealed));
        }
    }

    /** Removes it; one that is gone is removed. */
    void remove() {
        Optional<PlatformSecret> former = look();
        if (former.isPresent()) {
            try (PlatformSecret present = former.get()) {
                requireOurs(present);
                resource.change(
                        "remove secret/" + name,
                        driver -> {
                            driver.deleteSecret(name, present.version());
                        },
                        () -> !isThere());
            }
        }
    }

    boolean isThere() {
        Optional<PlatformSecret> present = look();
        present.ifPresent(PlatformSecret::close);
        return present.isPresent();
    }

    private Optional<PlatformSecret> look() {
        return resource.read("read secret/" + name, driver -> driver.secret(name));
    }

    private void requireOurs(PlatformSecret present) {
        if (!secret.equals(present.annotations().get(BACKUP_OF))) {
            throw resource.refusal(
                    ErrorCode.CONFLICT,
                    "keep the former values of secret/" + secret,
                    "secret/" + name + " is somebody else's",
                    "Look what it is; this library leaves it alone.");
        }
    }

    private String bound() {
        return "secret/" + name + " of secret/" + secret;
    }
}
