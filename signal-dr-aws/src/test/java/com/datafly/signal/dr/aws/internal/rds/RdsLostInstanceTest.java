package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An instance that is gone leaves snapshots and automated backups, which its address still reaches. */
class RdsLostInstanceTest {

    private static final TargetProfile NETWORK = TargetProfile.builder()
            .setting("db-subnet-group-name", "orders-subnets")
            .setting("vpc-security-group-ids", "sg-0a1b2c3d4e5f60718")
            .build();

    private final RdsHarness rds = new RdsHarness(Duration.ofMinutes(5));
    private final DatabaseDriver driver = rds.open(RdsHarness.ORDERS);

    @AfterEach
    void close() {
        driver.close();
        rds.close();
    }

    @Test
    void whatIsLeftIsSaid() {
        rds.snapshot();
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);

        DrException gone = catchThrowableOfType(DrException.class, driver::describe);

        assertThat(gone.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(gone.hint().orElseThrow()).contains("snapshots: ").contains("aws-rds:eu-west-1/auto-backup:ab-");
        assertThat(driver.capabilities().supports(Capability.RECOVER_TO_INSTANT))
                .isTrue();
        assertThat(driver.capabilities().supports(Capability.SNAPSHOT_RESTORE)).isTrue();
        assertThat(driver.capabilities().status(Capability.SNAPSHOT)).isInstanceOf(CapabilityStatus.Unsupported.class);
    }

    @Test
    void itsRetainedBackupsAreRecoveredByItsResourceId() {
        rds.write("before");
        rds.clock().advance(Duration.ofMinutes(20));
        Instant latest = driver.restorableWindow().orElseThrow().latest();
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);

        String copy = rds.restore(driver, RdsHarness.request("copy", RecoveryTarget.at(latest), NETWORK));

        assertThat(rds.markers(copy)).contains("before");
        Call call = restoreCall();
        assertThat(call.parameters())
                .containsKey("SourceDbiResourceId")
                .doesNotContainKey("SourceDBInstanceIdentifier");
        assertThat(driver.openRestored(copy).provenance().warnings())
                .anyMatch(warning -> warning.contains("source is gone"));
        assertThat(driver.openRestored(copy).provenance().tags()).containsEntry("team", "orders");
    }

    @Test
    void itsSnapshotsAreListedAndRestored() {
        rds.write("before");
        String id = rds.snapshot();
        rds.rds().deleteInstance(RdsHarness.ORDERS);

        assertThat(driver.listSnapshots()).extracting(Snapshot::id).contains(id);
        String copy = rds.restore(driver, RdsHarness.request("copy", RecoveryTarget.snapshot(id), NETWORK));

        assertThat(rds.markers(copy)).contains("before");
        assertThat(driver.capabilities().supports(Capability.RECOVER_TO_LATEST)).isFalse();
    }

    @Test
    void aNetworkThatNobodyNamesIsNotLeftToRds() {
        String id = rds.snapshot();
        rds.rds().deleteInstance(RdsHarness.ORDERS);

        DrException refusal = catchThrowableOfType(
                DrException.class, () -> driver.startRestore(RdsHarness.request("copy", RecoveryTarget.snapshot(id))));

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal)
                .hasMessageContaining("db-subnet-group-name")
                .hasMessageContaining("vpc-security-group-ids")
                .hasMessageContaining("default-security-group");
        TargetProfile consent = TargetProfile.builder()
                .setting("default-security-group", "allowed")
                .build();
        assertThat(rds.restore(driver, RdsHarness.request("copy", RecoveryTarget.snapshot(id), consent)))
                .isEqualTo("copy");
    }

    @Test
    void backupsAreReachedByTheirOwnAddress() {
        rds.write("before");
        rds.clock().advance(Duration.ofMinutes(20));
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);
        String address = catchThrowableOfType(DrException.class, driver::describe)
                .hint()
                .orElseThrow()
                .replaceAll(".*(auto-backup:ab-[a-z0-9]+).*", "$1");

        try (DatabaseDriver backups = rds.open(address)) {
            assertThat(backups.describe().state()).isEqualTo(DatabaseState.STOPPED);
            assertThat(backups.restorableWindow()).isPresent();
            String copy = rds.restore(backups, RdsHarness.request("copy", RecoveryTarget.latest(), NETWORK));

            assertThat(rds.markers(copy)).contains("before");
            assertThat(restoreCall().parameters()).containsKey("SourceDBInstanceAutomatedBackupsArn");
            assertThat(catchThrowableOfType(DrException.class, backups::listSnapshots)
                            .code())
                    .isEqualTo(ErrorCode.UNSUPPORTED);
        }
    }

    @Test
    void twoInstancesOfOneNameAreToldApartByTheirBackups() {
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);
        rds.rds().createInstance(RdsHarness.ORDERS, RdsHarness::unlikeTheDefaults);
        rds.clock().advance(Duration.ofHours(1));
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);

        assertThat(driver.capabilities().status(Capability.RECOVER_TO_LATEST).toString())
                .contains("auto-backup:")
                .contains("several");
    }

    @Test
    void theBackupsOfAnEarlierInstanceAreNotThoseOfThePresentOne() {
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);
        rds.clock().advance(Duration.ofHours(3));
        Instant between = rds.clock().instant();
        rds.rds().createInstance(RdsHarness.ORDERS, RdsHarness::unlikeTheDefaults);
        rds.clock().advance(Duration.ofHours(1));

        assertThat(driver.restorableWindow().orElseThrow().earliest()).isAfterOrEqualTo(between);
    }

    @Test
    void whatWasNeverThereIsNotFoundAndTheNameIsDoubted() {
        try (DatabaseDriver absent = rds.open("odrers")) {
            DrException missing = catchThrowableOfType(DrException.class, absent::describe);
            assertThat(missing.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(missing.hint().orElseThrow()).contains("Check the region and the name");
            assertThat(absent.listSnapshots()).isEmpty();
            DrException snapshot = catchThrowableOfType(
                    DrException.class, () -> absent.startSnapshot(SnapshotRequest.of(OperationKey.random(), "now")));
            assertThat(snapshot.code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void aNoteOnWhatIsGoneIsNotSupported() {
        rds.rds().deleteInstance(RdsHarness.ORDERS);

        DrException refusal =
                catchThrowableOfType(DrException.class, () -> driver.annotate(Map.of("a", "b"), Set.of()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    private Call restoreCall() {
        return rds.server().calls().stream()
                .filter(call -> call.action().equals("RestoreDBInstanceToPointInTime"))
                .findFirst()
                .orElseThrow();
    }
}
