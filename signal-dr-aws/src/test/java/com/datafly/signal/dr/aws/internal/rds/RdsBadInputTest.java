package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.InstanceSpec;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets a clear answer, and changes nothing. */
class RdsBadInputTest {

    private final RdsHarness rds = new RdsHarness(Duration.ofMinutes(5));
    private final DatabaseDriver driver = rds.open(RdsHarness.ORDERS);

    @AfterEach
    void close() {
        driver.close();
        rds.close();
    }

    @Test
    void aSnapshotOfAStoppedInstanceIsNotSupportedAndTheRemedyIsNamed() {
        rds.rds().stopInstance(RdsHarness.ORDERS);

        DrException refusal = refused(ErrorCode.UNSUPPORTED, () -> driver.startSnapshot(snapshot()));

        assertThat(refusal).hasMessageContaining("stopped").hasMessageContaining("start-db-instance");
        assertThat(driver.capabilities().supports(Capability.SNAPSHOT)).isFalse();
        assertThat(driver.capabilities().supports(Capability.RECOVER_TO_LATEST)).isTrue();
    }

    @Test
    void aRecoveryWithBackupsOffIsNotSupportedAndTheSettingIsNamed() {
        try (DatabaseDriver off = create("off", instance -> instance.backupRetention(0))) {
            DrException refusal = refused(
                    ErrorCode.UNSUPPORTED, () -> off.startRestore(RdsHarness.request("copy", RecoveryTarget.latest())));

            assertThat(refusal).hasMessageContaining("retention period is 0");
            assertThat(off.restorableWindow()).isEmpty();
            assertThat(off.describe().warnings()).anyMatch(warning -> warning.contains("Automated backups are off"));
        }
    }

    @Test
    void aTimeOutsideOfTheWindowIsRefusedWithTheWindow() {
        RestorableWindow window = driver.restorableWindow().orElseThrow();
        RecoveryTarget tooLate = RecoveryTarget.at(window.latest().plusSeconds(1));
        RecoveryTarget tooEarly = RecoveryTarget.at(window.earliest().minusSeconds(1));

        for (RecoveryTarget target : new RecoveryTarget[] {tooLate, tooEarly}) {
            assertThat(refused(
                            ErrorCode.FAILED_PRECONDITION,
                            () -> driver.startRestore(RdsHarness.request("copy", target))))
                    .hasMessageContaining(window.earliest().toString())
                    .hasMessageContaining(window.latest().toString());
        }
        assertThat(rds.server().count("RestoreDBInstanceToPointInTime")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Orders", "1orders", "or--ders", "orders-", "or_ders", "o.r", "ärger"})
    void anIllegalNameIsRefusedBeforeAnyCall(String name) {
        assertThat(refused(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> driver.startRestore(RdsHarness.request(name, RecoveryTarget.latest()))))
                .hasMessageContaining("'" + name + "'");
        assertThat(rds.server().calls()).isEmpty();
    }

    @Test
    void aNameThatIsTakenIsAConflictBeforeAnythingIsMade() {
        rds.rds().createInstance("taken");

        assertThat(refused(
                        ErrorCode.CONFLICT,
                        () -> driver.startRestore(RdsHarness.request("taken", RecoveryTarget.latest()))))
                .hasMessageContaining("'taken'");
        assertThat(rds.server().count("RestoreDBInstanceToPointInTime")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-setting, x",
        "multi-az, maybe",
        "port, 54a",
        "backup-retention-period, 36",
        "default-security-group, yes",
        "kms-key-id, alias/other",
        "db-instance-class, ''",
        "vpc-security-group-ids, ''"
    })
    void aSettingOfTheWrongKindIsRefusedBeforeAnyCall(String name, String value) {
        TargetProfile profile = TargetProfile.builder().setting(name, value).build();

        assertThat(refused(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> driver.startRestore(RdsHarness.request("copy", RecoveryTarget.latest(), profile))))
                .hasMessageContaining(name)
                .hasMessageContaining("HINT");
        assertThat(rds.server().calls()).isEmpty();
    }

    @Test
    void aZoneDoesNotGoWithTwoZones() {
        TargetProfile profile = TargetProfile.builder()
                .setting("availability-zone", "eu-west-1a")
                .build();

        assertThat(refused(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> driver.startRestore(RdsHarness.request("copy", RecoveryTarget.latest(), profile))))
                .hasMessageContaining("multi-az");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:mine", "signal-dr:operation", "signal-dr:state"})
    void aTagThatIsNotTheCallersIsRefused(String name) {
        TargetProfile profile = TargetProfile.builder().tag(name, "x").build();

        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> driver.startRestore(RdsHarness.request("copy", RecoveryTarget.latest(), profile)));
        refused(ErrorCode.INVALID_ARGUMENT, () -> driver.annotate(Map.of(name, "x"), Set.of()));
    }

    @Test
    void aKeyThatRdsMayNotUseIsNamedWithTheRemedy() {
        String key = rds.rds().key("1234abcd-12ab-34cd-56ef-1234567890ab", true);
        try (DatabaseDriver sealed = create("sealed", instance -> instance.kmsKey(key))) {
            rds.rds().key("1234abcd-12ab-34cd-56ef-1234567890ab", false);

            DrException refusal = refused(
                    ErrorCode.FAILED_PRECONDITION,
                    () -> sealed.startRestore(RdsHarness.request("copy", RecoveryTarget.latest())));

            assertThat(refusal).hasMessageContaining("KMS").hasMessageContaining("HINT");
        }
    }

    @Test
    void aFullQuotaIsToldWithLimitAndCount() {
        rds.rds().quota("DBInstances", 1);
        rds.rds().quota("ManualSnapshots", 0);

        DrException instances = refused(
                ErrorCode.QUOTA, () -> driver.startRestore(RdsHarness.request("copy", RecoveryTarget.latest())));
        DrException snapshots = refused(ErrorCode.QUOTA, () -> driver.startSnapshot(snapshot()));

        assertThat(instances).hasMessageContaining("of DBInstances, 1 of 1 are used");
        assertThat(snapshots).hasMessageContaining("of ManualSnapshots, 0 of 0 are used");
        assertThat(instances.details()).containsEntry("limit", "1").containsEntry("used", "1");
    }

    @Test
    void theRefusalOfAQuotaIsToldEvenIfNobodyMayAskForTheCount() {
        rds.rds().quota("DBInstances", 1);
        try (DatabaseDriver limited = rds.open(
                RdsHarness.ORDERS,
                rds.server()
                        .accessKey(Set.of(
                                "rds:DescribeDB*", "rds:RestoreDBInstanceToPointInTime", "rds:AddTagsToResource")))) {
            DrException refusal = refused(
                    ErrorCode.QUOTA, () -> limited.startRestore(RdsHarness.request("copy", RecoveryTarget.latest())));

            assertThat(refusal.getSuppressed()).hasSize(1);
        }
    }

    @Test
    void aMemberOfAClusterIsSentToItsCluster() {
        try (DatabaseDriver member = create("member", instance -> instance.cluster("ledger"))) {
            DrException snapshot = refused(ErrorCode.UNSUPPORTED, () -> member.startSnapshot(snapshot()));
            DrException restore = refused(
                    ErrorCode.UNSUPPORTED,
                    () -> member.startRestore(RdsHarness.request("copy", RecoveryTarget.latest())));

            assertThat(snapshot).hasMessageContaining("aws-rds:eu-west-1/cluster:ledger");
            assertThat(restore).hasMessageContaining("aws-rds:eu-west-1/cluster:ledger");
            assertThat(member.describe().warnings())
                    .anyMatch(warning -> warning.contains("aws-rds:eu-west-1/cluster:ledger"));
        }
    }

    @Test
    void aSnapshotOfAnotherInstanceIsNotThisOnes() {
        String id = rds.snapshot();
        try (DatabaseDriver other = create("other", instance -> {})) {
            assertThat(other.findSnapshot(id)).isEmpty();
            refused(ErrorCode.NOT_FOUND, () -> other.startDeleteSnapshot(id));
            refused(
                    ErrorCode.NOT_FOUND,
                    () -> other.startRestore(RdsHarness.request("copy", RecoveryTarget.snapshot(id))));
        }
    }

    @Test
    void anAutomatedSnapshotIsNotDeleted() {
        String automated = driver.listSnapshots().stream()
                .filter(found -> found.automated())
                .findFirst()
                .orElseThrow()
                .id();

        refused(ErrorCode.FAILED_PRECONDITION, () -> driver.startDeleteSnapshot(automated));
    }

    @Test
    void anOldSnapshotDoesNotGetTheParameterGroupOfANewerVersion() {
        String id;
        try (DatabaseDriver old = create("grown", instance -> instance.engine("postgres", "16.4"))) {
            OperationKey key = OperationKey.random();
            old.startSnapshot(SnapshotRequest.of(key, "before"));
            id = rds.eventually(() -> old.findOperation(key).flatMap(status -> status.resultId()));
            rds.rds().deleteInstance("grown");
        }
        try (DatabaseDriver grown = create("grown", instance -> instance.engine("postgres", "17.2"))) {
            RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.snapshot(id));

            assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> grown.startRestore(request)))
                    .hasMessageContaining("db-parameter-group-name");
        }
    }

    private DatabaseDriver create(String name, Consumer<InstanceSpec> settings) {
        rds.rds().createInstance(name, settings);
        rds.clock().advance(Duration.ofHours(1));
        return rds.open(name);
    }

    private static SnapshotRequest snapshot() {
        return SnapshotRequest.of(OperationKey.random(), "now");
    }

    private static DrException refused(ErrorCode code, ThrowingCallable call) {
        DrException refusal = catchThrowableOfType(DrException.class, call);
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.code()).as(refusal::toString).isEqualTo(code);
        assertThat(refusal.effect()).isEqualTo(Effect.NONE);
        return refusal;
    }
}
