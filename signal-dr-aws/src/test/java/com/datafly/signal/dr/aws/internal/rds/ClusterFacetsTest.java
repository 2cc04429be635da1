package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFacetsTest {

    private ClusterHarness here = new ClusterHarness(cluster -> {});
    private DatabaseDriver driver = here.open(ClusterHarness.ORDERS);

    private void use(Consumer<ClusterSpec> kind) {
        close();
        here = new ClusterHarness(kind);
        driver = here.open(ClusterHarness.ORDERS);
    }

    @AfterEach
    void close() {
        driver.close();
        here.close();
    }

    private HighAvailabilityDriver standbys() {
        return driver.highAvailability().orElseThrow();
    }

    private AutomatedBackupsDriver backups() {
        return driver.automatedBackups().orElseThrow();
    }

    private SnapshotCopyDriver copies() {
        return driver.snapshotCopies().orElseThrow();
    }

    private static void refused(ErrorCode code, String says, ThrowingCallable action) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(action)
                .withMessageContaining(says)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
    }

    @Test
    void aMultiAzClusterIsSemisynchronousAndLosesNoCommit() {
        use(ClusterSpec::multiAz);

        HighAvailabilityStatus status = standbys().status();

        assertThat(status.replication()).isEqualTo(Replication.SEMISYNCHRONOUS);
        assertThat(status.meetsZeroRpo()).isTrue();
        assertThat(status.standbyPlace()).contains("eu-west-1b");
        assertThat(status.evidence()).anyMatch(sentence -> sentence.contains("orders-instance-2"));
    }

    @Test
    void auroraIsSynchronousByItsVolumeAndSaysWhatIsOnlyDocumented() {
        HighAvailabilityStatus status = standbys().status();

        assertThat(status.replication()).isEqualTo(Replication.SYNCHRONOUS);
        assertThat(status.healthy()).isTrue();
        assertThat(status.evidence()).anyMatch(sentence -> sentence.contains("AWS documents, and no call shows"));
    }

    @Test
    void auroraWithoutAReaderHasNobodyToHandOverTo() {
        use(cluster -> cluster.instances(1));

        assertThat(driver.capabilities().status(Capability.FAILOVER)).isInstanceOf(CapabilityStatus.Unsupported.class);
        assertThat(standbys().status().evidence()).anyMatch(sentence -> sentence.contains("no reader"));
        refused(ErrorCode.FAILED_PRECONDITION, "no reader", () -> standbys().startFailover(OperationKey.random()));
        assertThat(here.server().count("FailoverDBCluster")).isZero();
    }

    @Test
    void aClusterThatIsFailingOverIsNotHealthy() {
        here.clusters().setStatus(ClusterHarness.ORDERS, "failing-over");

        assertThat(standbys().status().meetsZeroRpo()).isFalse();
    }

    @Test
    void aFailoverIsNotRepeatedEvenWhenTheFirstWriterWritesAgain() {
        OperationKey there = OperationKey.random();
        handOver(there);
        String heir = here.clusters().writer(ClusterHarness.ORDERS).orElseThrow();
        handOver(OperationKey.random());
        assertThat(here.clusters().writer(ClusterHarness.ORDERS)).isNotEqualTo(Optional.of(heir));
        OperationKey last = OperationKey.random();
        handOver(last);

        standbys().startFailover(last);

        assertThat(here.server().count("FailoverDBCluster")).isEqualTo(3);
    }

    private void handOver(OperationKey key) {
        standbys().startFailover(key);
        here.eventually(() ->
                standbys().findFailover(key).filter(status -> status.resultId().isPresent()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 36})
    void aRetentionThatClustersDoNotHaveIsRefused(int days) {
        AutomatedBackupSettings wanted = backups().settings().with(settings -> settings.retentionDays(days));

        refused(
                ErrorCode.INVALID_ARGUMENT,
                "retentionDays is " + days,
                () -> backups().startChange(wanted));
        assertThat(here.server().count("ModifyDBCluster")).isZero();
    }

    @Test
    void aShorterRetentionIsWarnedOf() {
        AutomatedBackupSettings wanted = backups().settings().with(settings -> settings.retentionDays(7));

        assertThat(backups().check(wanted)).singleElement().asString().contains("7 days");
    }

    @Test
    void aWindowThatIsTooShortIsRefused() {
        AutomatedBackupSettings wanted = backups().settings().with(settings -> settings.window("02:00-02:15"));

        refused(ErrorCode.INVALID_ARGUMENT, "02:00-02:15", () -> backups().check(wanted));
    }

    @Test
    void aSnapshotOfAStoppedClusterIsRefusedWithTheCommandThatStartsIt() {
        here.clusters().setStatus(ClusterHarness.ORDERS, "stopped");

        assertThat(driver.capabilities().status(Capability.SNAPSHOT).toString()).contains("start-db-cluster");
        refused(
                ErrorCode.FAILED_PRECONDITION,
                "InvalidDBClusterStateFault",
                () -> driver.startSnapshot(SnapshotRequest.of(OperationKey.random(), "kept")));
    }

    @Test
    void theQuotaIsNamedWhenItIsReached() {
        here.rds().quota("ManualClusterSnapshots", 0);

        refused(
                ErrorCode.QUOTA,
                "0 manual cluster snapshots",
                () -> driver.startSnapshot(SnapshotRequest.of(OperationKey.random(), "kept")));
    }

    @Test
    void automatedSnapshotsAreListedAndNotDeleted() {
        Snapshot automated = driver.listSnapshots().stream()
                .filter(Snapshot::automated)
                .findFirst()
                .orElseThrow();

        assertThat(driver.findSnapshot(automated.id())).isPresent();
        refused(ErrorCode.FAILED_PRECONDITION, "automated", () -> driver.startDeleteSnapshot(automated.id()));
    }

    @Test
    void snapshotsOfOtherClustersAreNotThisOnes() {
        here.rds().createCluster("other", cluster -> {});
        String own = here.snapshot();

        try (DatabaseDriver other = here.open("other")) {
            assertThat(other.findSnapshot(own)).isEmpty();
            refused(ErrorCode.NOT_FOUND, own, () -> other.startDeleteSnapshot(own));
        }
    }

    @Test
    void anEncryptedCopyNeedsAKeyOfItsPlace() {
        use(cluster -> cluster.kmsKey("key-of-orders"));
        String snapshot = here.snapshot();
        String key = here.server().rds("eu-central-1").key("key-of-copies", true);

        refused(
                ErrorCode.INVALID_ARGUMENT,
                "no key of eu-central-1",
                () -> copies().startCopy(copy(snapshot, Optional.empty())));
        refused(
                ErrorCode.FAILED_PRECONDITION,
                "KMSKeyNotAccessible",
                () -> copies().startCopy(copy(snapshot, Optional.of("key-of-nobody"))));
        SnapshotCopyRequest request = copy(snapshot, Optional.of(key));
        copies().startCopy(request);
        here.eventually(() ->
                copies().findCopy(request).filter(status -> status.resultId().isPresent()));
        assertThat(here.server().rds("eu-central-1").clusters().snapshots()).hasSize(1);
    }

    @Test
    void whatIsNotEncryptedIsNotEncryptedByItsCopy() {
        String snapshot = here.snapshot();

        refused(
                ErrorCode.INVALID_ARGUMENT,
                "not encrypted",
                () -> copies().startCopy(copy(snapshot, Optional.of("alias/aws/rds"))));
    }

    private static SnapshotCopyRequest copy(String snapshot, Optional<String> key) {
        return SnapshotCopyRequest.of(OperationKey.random(), snapshot, "kept elsewhere", "eu-central-1", key);
    }

    @Test
    void aClusterMemberIsNoInstanceToCopy() {
        refused(
                ErrorCode.UNSUPPORTED,
                "cluster:orders",
                () -> member(member -> member.capabilities().require(Capability.SNAPSHOT, "make a snapshot")));
    }

    private void member(Consumer<DatabaseDriver> use) {
        try (DatabaseDriver member = here.openInstance(ClusterHarness.ORDERS + "-1")) {
            use.accept(member);
        }
    }

    @Test
    void aPersonIsToldAllThatRdsDoesNotInheritAndTheInstanceThatAuroraNeeds() {
        RestoreRequest request = here.request("orders-copy", RecoveryTarget.snapshot(here.snapshot()));

        assertThat(driver.byHand(request))
                .anyMatch(line -> line.startsWith("aws rds restore-db-cluster-from-snapshot")
                        && line.contains("--vpc-security-group-ids sg-0a1b2c3d4e5f60718")
                        && line.contains("--engine-version 17.6")
                        && line.contains("--deletion-protection"))
                .anyMatch(line ->
                        line.startsWith("aws rds modify-db-cluster") && line.contains("--preferred-maintenance-window"))
                .anyMatch(line -> line.startsWith("aws rds create-db-instance")
                        && line.contains("--db-instance-class db.r6g.large"));
    }

    @Test
    void aPersonIsToldOfNoInstanceWhereTheClusterBringsThem() {
        use(ClusterSpec::multiAz);

        assertThat(driver.byHand(here.request("orders-copy", RecoveryTarget.latest())))
                .anyMatch(line ->
                        line.contains("--use-latest-restorable-time") && line.contains("--db-cluster-instance-class"))
                .noneMatch(line -> line.contains("create-db-instance"));
    }
}
