package com.datafly.signal.dr.internal.platform.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.platform.release.ReleaseHooks;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretOwner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A connection secret as it was when somebody looked. It prints no value. Not thread-safe. */
final class LiveSecret {

    private final PlatformResource resource;
    private final String name;
    private final String version;
    private final boolean immutable;
    private final List<SecretOwner> marked;
    private final List<String> copies;
    private final Marks marks;
    private final Map<String, String> values = new TreeMap<>();
    private @Nullable List<SecretOwner> owners;

    private LiveSecret(PlatformResource resource, PlatformSecret seen) {
        this.resource = resource;
        this.name = seen.name();
        this.version = seen.version();
        this.immutable = seen.immutable();
        this.marked = seen.owners();
        this.copies = seen.copies();
        this.marks = Marks.of(seen.annotations());
        seen.values().forEach((key, value) -> values.put(key, value.use(String::new)));
    }

    /**
     * Reads one.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none of that name
     */
    static LiveSecret read(PlatformResource resource, String name) {
        Optional<PlatformSecret> seen = resource.read("read secret/" + name, driver -> driver.secret(name));
        try (PlatformSecret secret = seen.orElseThrow(() -> resource.refusal(
                ErrorCode.NOT_FOUND,
                "read secret/" + name,
                "there is none of that name in " + resource.address(),
                "Name the secret that the workloads use."))) {
            return new LiveSecret(resource, secret);
        }
    }

    String name() {
        return name;
    }

    /** Tells whether another look saw the same state. */
    boolean isVersion(LiveSecret other) {
        return version.equals(other.version);
    }

    boolean immutable() {
        return immutable;
    }

    /** Returns who writes it besides us, a release whose hook made it by its name where that can be found out. */
    List<SecretOwner> owners() {
        if (owners == null) {
            owners = ReleaseHooks.named(resource, name, marked);
        }
        return owners;
    }

    /** Returns those that it bears marks of, without another look: meant for hints, which must not fail. */
    List<SecretOwner> markedOwners() {
        return marked;
    }

    /** Tells whether an owner is one of which the secret bears no mark: a hook of it made the secret. */
    boolean isUnmarked(SecretOwner owner) {
        return !marked.contains(owner);
    }

    /** Returns who copies it to other namespaces. */
    List<String> copies() {
        return copies;
    }

    Marks marks() {
        return marks;
    }

    Collection<String> keys() {
        return values.keySet();
    }

    /**
     * Returns the values of some keys.
     *
     * @throws DrException with {@code NOT_FOUND} if it has no such key
     */
    Map<String, String> values(Collection<String> keys) {
        Map<String, String> chosen = new TreeMap<>();
        for (String key : keys) {
            String value = values.get(key);
            if (value == null) {
                throw resource.refusal(
                        ErrorCode.NOT_FOUND,
                        "read secret/" + name,
                        "it has no key '" + key + "', only " + values.keySet(),
                        "Name a key that it has.");
            }
            chosen.put(key, value);
        }
        return chosen;
    }

    /** Returns the SHA-256 of the values of some keys, for comparison with what a container holds. */
    Map<String, String> hashes(Collection<String> keys) {
        Map<String, String> hashes = new TreeMap<>();
        values(keys).forEach((key, value) -> hashes.put(key, sha256(value)));
        return hashes;
    }

    /** Changes values and marks from this state on; a mark of {@code newer} that is there already is enough. */
    void change(Map<String, String> newValues, Marks newer) {
        apply(newValues, newer.annotations(), newer);
    }

    /** Takes the marks away, from this state on. */
    void clear() {
        apply(Map.of(), Marks.none(), Marks.of(Map.of()));
    }

    private void apply(Map<String, String> newValues, Map<String, Optional<String>> annotations, Marks wanted) {
        Map<String, Secret> lent = new TreeMap<>();
        newValues.forEach((key, value) -> lent.put(key, Secret.of(value)));
        try {
            resource.change(
                    "change secret/" + name,
                    driver -> {
                        driver.changeSecret(SecretChange.of(name, version, lent, annotations))
                                .close();
                    },
                    () -> read(resource, name).marks().equals(wanted));
        } finally {
            lent.values().forEach(Secret::close);
        }
    }

    private static String sha256(String value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "secret/" + name + " " + values.keySet() + " " + marks.state();
    }
}
