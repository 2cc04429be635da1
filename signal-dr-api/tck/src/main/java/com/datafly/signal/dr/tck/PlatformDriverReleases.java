package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.spi.ReleaseDriver;
import com.datafly.signal.dr.spi.ReleaseOrder;
import com.datafly.signal.dr.tck.PlatformHarness.Hook;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every driver does with the releases that its platform keeps. */
abstract class PlatformDriverReleases extends PlatformDriverSecrets {

    @Test
    void releasesAreListedWithoutTheirContent() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        store(name, 10, Status.PENDING_UPGRADE);
        store(name, 2, Status.DEPLOYED);
        store(name, 1, Status.SUPERSEDED);

        List<StoredRelease> stored = releases().stored().stream()
                .filter(release -> release.name().equals(name))
                .toList();

        assertThat(stored).extracting(StoredRelease::revision).containsExactly(1, 2, 10);
        assertThat(stored)
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.DEPLOYED, Status.PENDING_UPGRADE);
        assertThat(stored).allSatisfy(release -> {
            assertThat(release.content()).isEmpty();
            assertThat(release.storedIn()).isPresent();
            assertThat(release.version()).isPresent();
        });
    }

    @Test
    void aRevisionIsReadWithItsContent() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        String password = store(name, 1, Status.DEPLOYED);

        StoredRelease release = closedLater(releases().read(name, 1).orElseThrow());

        assertThat(release.status()).isEqualTo(Status.DEPLOYED);
        assertThat(release.content().orElseThrow().<String>use(String::new)).contains(name, password);
        here().secrets().search("a release", release.toString() + release.content());
        assertThat(releases().read(name, 2)).isEmpty();
        assertThat(releases().read(freshName(), 1)).isEmpty();
    }

    @Test
    void aRevisionThatCannotBeReadIsToldAndTheOthersAreRead() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        store(name, 1, Status.SUPERSEDED);
        store(name, 2, Status.DEPLOYED);
        here().damageRelease(name, 1);

        refused(ErrorCode.INTEGRITY_FAILED, () -> releases().read(name, 1));

        closedLater(releases().read(name, 2).orElseThrow());
        assertThat(releases().stored())
                .filteredOn(release -> release.name().equals(name))
                .hasSize(2);
    }

    @Test
    void aPendingRevisionIsUnlockedAsAFailedOne() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        String password = store(name, 2, Status.PENDING_UPGRADE);

        releases().unlock(name, 2, version(name, 2));

        StoredRelease release = closedLater(releases().read(name, 2).orElseThrow());
        assertThat(release.status()).isEqualTo(Status.FAILED);
        assertThat(release.content().orElseThrow().<String>use(String::new)).contains(password);
        assertThat(releases().stored())
                .filteredOn(one -> one.name().equals(name))
                .extracting(StoredRelease::status)
                .containsExactly(Status.FAILED);
        refused(ErrorCode.FAILED_PRECONDITION, () -> releases().unlock(name, 2, version(name, 2)));
    }

    @Test
    void aRevisionIsUnlockedFromTheStateThatWasSeenAlone() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        store(name, 1, Status.PENDING_UPGRADE);
        String seen = version(name, 1);
        store(name, 1, Status.PENDING_ROLLBACK);

        DrException refusal = refused(ErrorCode.CONFLICT, () -> releases().unlock(name, 1, seen));

        assertThat(refusal).hasMessageContaining(name);
        assertThat(closedLater(releases().read(name, 1).orElseThrow()).status()).isEqualTo(Status.PENDING_ROLLBACK);
        refused(ErrorCode.NOT_FOUND, () -> releases().unlock(name, 7, seen));
    }

    @Test
    void aRevisionThatRunsIsNotUnlocked() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        store(name, 1, Status.DEPLOYED);

        refused(ErrorCode.FAILED_PRECONDITION, () -> releases().unlock(name, 1, version(name, 1)));

        assertThat(closedLater(releases().read(name, 1).orElseThrow()).status()).isEqualTo(Status.DEPLOYED);
    }

    /** By them the runner of an operation finds what became of it: what it noted in words is lost when it fails. */
    @Test
    void theLabelsThatUsersGaveARevisionAreListed() {
        if (cannotKeepReleases()) {
            return;
        }
        String name = freshName();
        Map<String, String> labels = Map.of(ReleaseOrder.KEY_LABEL, "op-1");
        try (Secret content = Secret.of("{\"name\":\"" + name + "\",\"version\":1,\"info\":{\"status\":\"failed\"}}")) {
            here().storeRelease(StoredRelease.create(
                    name, 1, Status.FAILED, release -> release.labels(labels).content(content)));
        }

        assertThat(releases().stored())
                .filteredOn(release -> release.name().equals(name))
                .extracting(StoredRelease::labels)
                .containsExactly(labels);
    }

    @Test
    void aManifestIsReadAsItsObjects() {
        if (cannotKeepReleases()) {
            return;
        }
        Secret manifest =
                closedLater(Secret.of("---\n# Source: a/templates/a.yaml\n{\"kind\": \"ConfigMap\", \"n\": 1}\n"
                        + "---\n\n---\n{\"kind\": \"Secret\", \"data\": {\"größe\": \"MQ==\"}}\n"));

        String objects = closedLater(releases().objects(manifest)).use(String::new);

        assertThat(objects.replaceAll("\\s", ""))
                .isEqualTo("[{\"kind\":\"ConfigMap\",\"n\":1},{\"kind\":\"Secret\",\"data\":{\"größe\":\"MQ==\"}}]");
        refused(ErrorCode.INTEGRITY_FAILED, () -> releases().objects(closedLater(Secret.of("---\nno object\n"))));
    }

    @Test
    void anObjectIsReadAsItIsNow() {
        if (!has(Hook.OBJECTS, () -> here().putObject("any", Map.of()))) {
            return;
        }
        ObjectRef object = here().putObject(freshName(), Map.of("tck", "Größe"));

        Secret json = closedLater(releases().live(object).orElseThrow());

        assertThat(json.<String>use(String::new)).contains("\"tck\"", "Größe", object.name());
        assertThat(releases().live(new ObjectRef(object.apiVersion(), object.kind(), object.namespace(), freshName())))
                .isEmpty();
    }

    private ReleaseDriver releases() {
        return driver().releases().orElseThrow();
    }

    private boolean cannotKeepReleases() {
        return !has(Hook.RELEASES, () -> store(freshName(), 1, Status.DEPLOYED));
    }

    /** Keeps a revision, and gives the password in its values. */
    private String store(String name, int revision, Status status) {
        try (Secret password = here().secrets().plant("password of " + name + " " + revision)) {
            String value = password.use(String::new);
            String word = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
            String json = "{\"name\":\"" + name + "\",\"version\":" + revision + ",\"info\":{\"status\":\"" + word
                    + "\"},\"config\":{\"password\":\"" + value + "\"}}";
            Secret content = closedLater(Secret.of(json));
            here().storeRelease(StoredRelease.create(name, revision, status, release -> release.content(content)));
            return value;
        }
    }

    private String version(String name, int revision) {
        Optional<String> version = releases().stored().stream()
                .filter(release -> release.name().equals(name) && release.revision() == revision)
                .findFirst()
                .flatMap(StoredRelease::version);
        return version.orElseThrow();
    }
}
