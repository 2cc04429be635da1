package com.datafly.signal.dr.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.tck.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasesTest extends ReleaseFixture {

    /** How often revisions are listed before an upgrade. */
    private static final int LOOKS_BEFORE = 3;

    @Test
    void aReleaseIsInstalledAndItsHistoryIsReadWithoutContent() {
        StoredRelease installed = install();

        assertThat(installed.revision()).isEqualTo(1);
        assertThat(installed.status()).isEqualTo(Status.DEPLOYED);
        assertThat(installed.chart()).contains("datafly-1.4.2");
        assertThat(installed.content()).isEmpty();
        assertThat(releases.list()).extracting(StoredRelease::name).containsExactly("datafly");
        assertThat(releases.history("datafly"))
                .extracting(one -> one.description().orElse(""))
                .containsExactly("signal-dr " + key("install"));
        assertThat(world.value("db", "url")).contains(OLD);
    }

    @Test
    void valuesAndManifestAreReadAndPrintNothing() {
        install();

        try (ReleaseContent content = releases.read("datafly")) {
            assertThat(content.values().<String>use(String::new))
                    .isEqualTo("url: \"" + OLD + "\"\npassword: " + yaml(password()) + "\n");
            assertThat(content.manifest().<String>use(String::new)).contains("\"kind\": \"Deployment\"");
            assertThat(content.subcharts()).isEmpty();
            secrets.search("a content", content + " " + content.values() + content.release());
        }
        refused(ErrorCode.NOT_FOUND, () -> releases.read("datafly", 7));
        refused(ErrorCode.NOT_FOUND, () -> releases.history("other"));
    }

    @Test
    void oneValueIsReplacedAndTheOthersStay() {
        install();

        StoredRelease upgraded = releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));

        assertThat(upgraded.revision()).isEqualTo(2);
        assertThat(world.value("db", "url")).contains("jdbc:postgresql://new.example/datafly");
        assertThat(world.value("db", "password")).contains(password());
        assertThat(releases.history("datafly"))
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.DEPLOYED);
    }

    @Test
    void theSameChangeIsMadeOnce() {
        install();
        ReleaseChange change = toUrl("jdbc:postgresql://new.example/datafly", more -> more.key(key("switch")));
        releases.upgrade(change);

        assertThat(releases.upgrade(change).revision()).isEqualTo(2);
        assertThat(world.faults().count("upgrade")).isEqualTo(1);
    }

    @Test
    void aLaterRevisionThatInheritedTheLabelIsNotTakenForTheChange() {
        install();
        ReleaseChange change = toUrl("jdbc:postgresql://new.example/datafly", more -> more.key(key("switch")));
        releases.upgrade(change);
        releases.upgrade(toUrl("jdbc:postgresql://other.example/datafly", more -> {}));
        releases.rollBack(ReleaseChange.of("datafly", more -> more.base(3)), 2);

        assertThat(releases.upgrade(change).revision()).isEqualTo(2);
    }

    @Test
    void aLostAnswerIsLookedUp() {
        install();
        world.faults().next("upgrade", Fault.ANSWER_LOST);

        StoredRelease upgraded = releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));

        assertThat(upgraded.revision()).isEqualTo(2);
        assertThat(world.faults().count("upgrade")).isEqualTo(1);
    }

    @Test
    void aLostRequestIsReportedAsUnknownAndLeavesNothing() {
        install();
        world.faults().next("upgrade", Fault.REQUEST_LOST);
        ReleaseChange change = toUrl("jdbc:postgresql://new.example/datafly", more -> {});

        DrException failure = failed(ErrorCode.UNAVAILABLE, () -> releases.upgrade(change));

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.key()).contains(change.key());
        assertThat(releases.upgrade(change).revision()).isEqualTo(2);
    }

    @Test
    void anUpgradeWhosePlatformVanishesIsNotTakenForNothing() {
        install();
        world.faults().next("upgrade", Fault.ANSWER_LOST);
        ReleaseChange change = toUrl("jdbc:postgresql://new.example/datafly", more -> {});
        world.faults().before("stored", LOOKS_BEFORE + 1, world::kill);

        DrException failure = failed(ErrorCode.INDETERMINATE, () -> releases.upgrade(change));

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.key()).contains(change.key());
        world.revive();
        assertThat(releases.upgrade(change).revision()).isEqualTo(2);
        assertThat(world.faults().count("upgrade")).isEqualTo(1);
    }

    @Test
    void aPendingOperationIsToldRefusedAndUnlockedOnlyOnPurpose() {
        install();
        world.chart(chart(TEMPLATE + "# hangs\n"));
        ReleaseChange hanging =
                toUrl("jdbc:postgresql://new.example/datafly", change -> change.within(Duration.ofMinutes(1)));
        DrException left = failed(ErrorCode.FAILED_PRECONDITION, () -> releases.upgrade(hanging));
        assertThat(left.effect()).isEqualTo(Effect.APPLIED);
        assertThat(left).hasMessageContaining("pending-upgrade").hasMessageContaining("unlock");

        DrException busy = refused(ErrorCode.FAILED_PRECONDITION, () -> releases.upgrade(toUrl("x", change -> {})));
        assertThat(busy).hasMessageContaining("another operation is in progress");
        refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> releases.rollBack(ReleaseChange.of("datafly", more -> more.base(2)), 1));

        StoredRelease seen = releases.pending().get(0);
        releases.unlock(seen);
        assertThat(releases.pending()).isEmpty();
        assertThat(releases.rollBack(ReleaseChange.of("datafly", more -> more.base(2)), 1)
                        .revision())
                .isEqualTo(3);
        assertThat(world.value("db", "url")).contains(OLD);
    }

    @Test
    void aPendingOperationWhoseRunnerLivesIsNotUnlocked() {
        install();
        world.release(StoredRelease.create("datafly", 2, Status.PENDING_UPGRADE, more -> {}));
        StoredRelease seen = releases.pending().get(0);
        world.release(StoredRelease.create("datafly", 2, Status.DEPLOYED, more -> {}));

        refused(ErrorCode.CONFLICT, () -> releases.unlock(seen));
    }

    @Test
    void aRevisionThatFailsIsReportedAsApplied() {
        install();
        world.chart(chart(TEMPLATE + "# fails\n"));

        DrException failure = failed(
                ErrorCode.FAILED_PRECONDITION,
                () -> releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {})));

        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
    }

    @Test
    void aChangeThatWasMeantForAnotherRevisionIsRefused() {
        install();
        releases.upgrade(toUrl("jdbc:postgresql://other.example/datafly", change -> {}));

        DrException failure = refused(
                ErrorCode.CONFLICT,
                () -> releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> change.base(1))));

        assertThat(failure).hasMessageContaining("newest revision is 2");
        assertThat(releases.history("datafly")).hasSize(2);
    }

    @Test
    void aChartWithOthersWithinItMustBeGiven() {
        world.chart(chart(TEMPLATE, "postgresql"));
        install();

        DrException failure = refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {})));

        assertThat(failure).hasMessageContaining("postgresql").hasMessageContaining("Give the chart");
        assertThat(releases.upgrade(toUrl(
                                "jdbc:postgresql://new.example/datafly",
                                change ->
                                        change.chart(ChartSource.registry("oci://registry.example/datafly", "1.4.2"))))
                        .revision())
                .isEqualTo(2);
    }

    @Test
    void aRollbackIsMadeOnceAndOnlyFromTheRevisionThatWasMeant() {
        install();
        releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));
        world.faults().next("rollBack", Fault.ANSWER_LOST);
        ReleaseChange back = ReleaseChange.of("datafly", change -> change.base(2));

        assertThat(releases.rollBack(back, 1).revision()).isEqualTo(3);
        assertThat(releases.rollBack(back, 1).revision()).isEqualTo(3);

        assertThat(world.faults().count("rollBack")).isEqualTo(1);
        refused(ErrorCode.CONFLICT, () -> releases.rollBack(back, 2));
        refused(ErrorCode.NOT_FOUND, () -> releases.rollBack(ReleaseChange.of("datafly", more -> more.base(3)), 9));
        refused(ErrorCode.INVALID_ARGUMENT, () -> releases.rollBack(ReleaseChange.of("datafly", more -> {}), 1));
    }

    @Test
    void aReleaseThatIsThereIsNotInstalledAgain() {
        install();

        DrException failure = refused(
                ErrorCode.ALREADY_EXISTS,
                () -> releases.install(
                        ReleaseChange.of("datafly", change -> change.chart(ChartSource.path(Path.of("datafly"))))));

        assertThat(failure).hasMessageContaining("deployed");
        releases.uninstall(ReleaseChange.of("datafly", change -> {}));
        releases.uninstall(ReleaseChange.of("datafly", change -> {}));
        assertThat(releases.list()).isEmpty();
    }

    @Test
    void theValuesThatLedToASecretAreFoundAndWhatTheNextUpgradeWillWriteIsKnown() {
        install();

        assertThat(releases.places("datafly", Secret.of(OLD))).containsExactly("url");
        assertThat(releases.places("datafly", Secret.of("a.example"))).containsExactly("hosts[0].name");
        assertThat(releases.places("datafly", Secret.of("jdbc:postgresql://nowhere/datafly")))
                .as("a default that a value goes before")
                .isEmpty();
        assertThat(releases.keeps("datafly", "db", "url")).isTrue();
        refused(ErrorCode.NOT_FOUND, () -> releases.keeps("datafly", "db", "other"));

        world.put("db", "url", "jdbc:postgresql://new.example/datafly");
        assertThat(releases.keeps("datafly", "db", "url")).isFalse();
        releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));

        assertThat(releases.keeps("datafly", "db", "url")).isTrue();
    }

    @Test
    void aValueInAListOfDefaultsIsSetWithTheWholeList() {
        install();

        releases.upgrade(ReleaseChange.of("datafly", change -> change.set("hosts[0].name", Secret.of("b.example"))));

        try (ReleaseContent content = releases.read("datafly")) {
            assertThat(content.values().<String>use(String::new)).contains("hosts:\n  -\n    name: b.example\n");
        }
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> releases.upgrade(ReleaseChange.of("datafly", more -> more.set("hosts[3].name", Secret.of("x")))));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> releases.upgrade(ReleaseChange.of("datafly", more -> more.set("url.host", Secret.of("x")))));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> releases.upgrade(ReleaseChange.of("datafly", more -> more.set("a..b", Secret.of("x")))));
    }

    @Test
    void theFileOfValuesIsTheOwnersAndNeverOverwritten() throws Exception {
        install();

        Path first = releases.writeValues("datafly", folder);
        Path same = releases.writeValues("datafly", folder);
        releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));
        Path second = releases.writeValues("datafly", folder);

        assertThat(first).hasFileName("values-backup-20250115.yaml").isEqualTo(same);
        assertThat(second).hasFileName("values-backup-20250115-2.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                .isEqualTo("rw-------");
        assertThat(first).content().contains("url: \"" + OLD + "\"");
        refused(ErrorCode.FAILED_PRECONDITION, () -> releases.writeValues("datafly", folder.resolve("missing")));
    }

    @Test
    void driftIsToldFieldByFieldWithoutValuesOfSecrets() {
        install();
        assertThat(releases.drift("datafly").isNone())
                .as("%s", releases.drift("datafly"))
                .isFalse();
        live(2, "0.5", "Y29ycmVjdA==");

        List<ReleaseDrift.Difference> found = releases.drift("datafly").differences();

        assertThat(found).extracting(one -> one.object().kind()).containsExactly("Secret");
        assertThat(found.get(0).fields()).containsExactly("/data/password: another value is wanted than is there");
        secrets.search("drift", found.toString());

        live(5, "1", "Y29ycmVjdA==");
        assertThat(releases.drift("datafly").differences().get(1).fields())
                .containsExactly(
                        "/spec/replicas: 2 is wanted, 5 is there",
                        "/spec/template/spec/containers/api/resources/limits/cpu: 0.5 is wanted, 1 is there",
                        "/spec/template/spec/containers/sidecar: is there, is not wanted");
    }

    /** Writes what the platform holds: the Secret with data, the Deployment with what an API server adds. */
    private void live(int replicas, String cpu, String base64Password) {
        String url = Base64.getEncoder().encodeToString(OLD.getBytes(UTF_8));
        String sidecar = replicas == 5 ? ",{\"name\":\"sidecar\",\"image\":\"x\"}" : "";
        String amount = cpu.equals("0.5") ? "500m" : cpu;
        world.object(
                new ObjectRef("v1", "Secret", "releases", "db"),
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\",\"uid\":\"u\"},\"data\":{\"url\":\""
                        + url + "\",\"password\":\"" + base64Password + "\"}}");
        world.object(
                new ObjectRef("apps/v1", "Deployment", "releases", "api"),
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"api\",\"generation\":4},"
                        + "\"spec\":{\"replicas\":" + replicas
                        + ",\"revisionHistoryLimit\":10,\"template\":{\"spec\":{\"containers\":[{\"name\":\"api\","
                        + "\"image\":\"registry.example/api:1.4.2\",\"resources\":{\"limits\":{\"cpu\":\"" + amount
                        + "\"}}}" + sidecar + "]}}},\"status\":{\"replicas\":1}}");
    }

    private static String yaml(String text) {
        return text.matches("[A-Za-z/][A-Za-z0-9_./-]*") ? text : "\"" + text + "\"";
    }
}
