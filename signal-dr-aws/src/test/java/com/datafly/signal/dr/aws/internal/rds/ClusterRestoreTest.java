package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterRestoreTest {

    private static final String COPY = "orders-copy";

    private ClusterHarness here = aurora();

    private static ClusterHarness aurora() {
        return new ClusterHarness(cluster -> cluster.instanceSetting("DBInstanceClass", "db.r6g.xlarge")
                .instanceSetting("DBParameterGroupName", "orders-parameters"));
    }

    private void use(Consumer<ClusterSpec> kind) {
        here.close();
        here = new ClusterHarness(kind);
    }

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void anAuroraClusterGetsTheInstanceThatItNeedsAndIsLikeItsSource() {
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));

        here.restore(request);

        assertThat(here.clusters().instances(COPY)).containsExactly(COPY + "-1");
        assertThat(here.clusters().writer(COPY)).contains(COPY + "-1");
        assertThat(here.rds().setting(COPY + "-1", "DBInstanceClass")).isEqualTo("db.r6g.xlarge");
        assertThat(here.rds().setting(COPY + "-1", "DBParameterGroupName")).isEqualTo("orders-parameters");
        assertThat(here.clusters().securityGroups(COPY)).containsExactly("sg-0a1b2c3d4e5f60718");
        for (String setting : List.of(
                "DBSubnetGroup",
                "DBClusterParameterGroup",
                "DeletionProtection",
                "BackupRetentionPeriod",
                "Port",
                "PreferredBackupWindow",
                "PreferredMaintenanceWindow",
                "CopyTagsToSnapshot",
                "IAMDatabaseAuthenticationEnabled",
                "EngineVersion")) {
            assertThat(here.clusters().setting(COPY, setting))
                    .as(setting)
                    .isEqualTo(here.clusters().setting(ClusterHarness.ORDERS, setting));
        }
        Provenance provenance = here.provenance(COPY);
        assertThat(provenance.differences()).isEmpty();
        assertThat(provenance.tags()).containsEntry("team", "orders");
    }

    @Test
    void aMultiAzClusterComesWithItsThreeInstances() {
        use(ClusterSpec::multiAz);
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));

        here.restore(request);

        assertThat(here.clusters().instances(COPY)).hasSize(3);
        assertThat(here.clusters().setting(COPY, "DBClusterInstanceClass"))
                .isEqualTo(here.clusters().setting(ClusterHarness.ORDERS, "DBClusterInstanceClass"));
        assertThat(here.provenance(COPY).differences()).isEmpty();
        assertThat(here.server().count("CreateDBInstance")).isZero();
    }

    @Test
    void whatTheRestoreCallDoesNotTakeIsModifiedOnce() {
        here.restore(here.request(COPY, RecoveryTarget.snapshot(here.snapshot())));

        assertThat(here.changes())
                .containsExactly(
                        "CreateDBClusterSnapshot",
                        "RestoreDBClusterFromSnapshot",
                        "ModifyDBCluster",
                        "CreateDBInstance",
                        "AddTagsToResource");
    }

    @ParameterizedTest
    @CsvSource({
        "RestoreDBClusterFromSnapshot, REQUEST_LOST",
        "RestoreDBClusterFromSnapshot, ANSWER_LOST",
        "CreateDBInstance, REQUEST_LOST",
        "CreateDBInstance, ANSWER_LOST",
        "CreateDBInstance, THROTTLED",
        "CreateDBInstance, REFUSED",
        "ModifyDBCluster, REQUEST_LOST",
        "ModifyDBCluster, ANSWER_LOST",
        "AddTagsToResource, REQUEST_LOST",
        "AddTagsToResource, ANSWER_LOST"
    })
    void aRestoreThatBreaksOffAtAnyCallIsFinishedByOthers(String action, AwsFault fault) {
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));
        here.server().faults().next(action, fault);

        assertThatExceptionOfType(DrException.class).isThrownBy(() -> here.restore(request));
        here.clock().advance(Duration.ofMinutes(1));

        assertThat(here.restore(request)).isEqualTo(COPY);
        assertThat(here.clusters().names()).containsExactly(ClusterHarness.ORDERS, COPY);
        assertThat(here.clusters().instances(COPY)).containsExactly(COPY + "-1");
        assertThat(here.provenance(COPY).differences()).isEmpty();
    }

    @Test
    void aCloneOfAuroraSharesTheVolumeAndAnotherIsAFullCopy() {
        RestoreRequest request = here.request(COPY, RecoveryTarget.latest());
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            driver.startClone(request);
        }
        assertThat(restoreType()).isEqualTo("copy-on-write");
        assertThat(here.finish(request).state()).isEqualTo(OperationState.SUCCEEDED);

        use(ClusterSpec::multiAz);
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            driver.startClone(request);
        }
        assertThat(restoreType()).isEqualTo("none");
    }

    private String restoreType() {
        return here.server().calls().stream()
                .filter(call -> call.action().equals("RestoreDBClusterToPointInTime"))
                .map(call -> call.parameters().getOrDefault("RestoreType", "none"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTimeOutsideTheWindowIsRefusedWithTheWindow() {
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            RestorableWindow window = driver.restorableWindow().orElseThrow();
            RestoreRequest request =
                    here.request(COPY, RecoveryTarget.at(window.earliest().minusSeconds(60)));

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> driver.startRestore(request))
                    .withMessageContaining(window.earliest().toString())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                    .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
        }
        assertThat(here.server().count("RestoreDBClusterToPointInTime")).isZero();
    }

    @Test
    void whatADeletedClusterLeftIsRecovered() {
        here.write("before the loss");
        here.clock().advance(Duration.ofMinutes(10));
        here.clusters().deleteRetainingBackups(ClusterHarness.ORDERS);
        RestoreRequest request = here.request(
                COPY,
                RecoveryTarget.latest(),
                profile -> profile.setting("vpc-security-group-ids", "sg-0a1b2c3d4e5f60718")
                        .setting("db-subnet-group-name", "orders-subnets")
                        .setting("db-instance-class", "db.r6g.large"));

        here.restore(request);

        assertThat(here.markers(COPY)).containsExactly("before the loss");
        assertThat(here.clusters().instances(COPY)).hasSize(1);
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(driver::describe)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void withoutASourceTheSecurityGroupsHaveToBeNamed() {
        here.clusters().deleteRetainingBackups(ClusterHarness.ORDERS);
        RestoreRequest request = here.request(
                COPY, RecoveryTarget.latest(), profile -> profile.setting("db-instance-class", "db.r6g.large"));

        refused(request, ErrorCode.FAILED_PRECONDITION, "default-security-group=allowed");
        assertThat(here.server().count("RestoreDBClusterToPointInTime")).isZero();
    }

    @Test
    void aSettingOfTheOtherKindOfClusterIsRefusedWithTheRightOne() {
        String snapshot = here.snapshot();
        RestoreRequest request = here.request(
                COPY,
                RecoveryTarget.snapshot(snapshot),
                profile -> profile.setting("db-cluster-instance-class", "db.m6gd.large"));

        refused(request, ErrorCode.INVALID_ARGUMENT, "db-instance-class");
    }

    @Test
    void theNameOfTheInstanceIsAskedForBeforeAnythingIsMade() {
        here.rds().createInstance(COPY + "-1");
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));

        refused(request, ErrorCode.CONFLICT, COPY + "-1");
        assertThat(here.clusters().names()).containsExactly(ClusterHarness.ORDERS);
    }

    private void refused(RestoreRequest request, ErrorCode code, String says) {
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> driver.startRestore(request))
                    .withMessageContaining(says)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                    .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
        }
    }

    @ParameterizedTest
    @CsvSource({"incompatible-restore", "restore-error", "cloning-failed", "inaccessible-encryption-credentials"})
    void aClusterThatEndsBadlyIsAFailureWhoseRemainsCanBeDiscarded(String status) {
        here.rds().failNextRestoreWith(status);
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            driver.startRestore(request);
            OperationStatus end = here.finish(request);

            assertThat(end.state()).isEqualTo(OperationState.FAILED);
            assertThat(end.failure()).hasValueSatisfying(failure -> {
                assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
                assertThat(failure).hasMessageContaining(status);
                assertThat(failure.hint()).isPresent();
            });
            assertThat(driver.findRestored(COPY)).isPresent();
        }
    }

    @Test
    void aStateThatNobodyKnowsIsNotGuessed() {
        RestoreRequest request = here.request(COPY, RecoveryTarget.snapshot(here.snapshot()));
        try (DatabaseDriver driver = here.open(ClusterHarness.ORDERS)) {
            driver.startRestore(request);
            here.clusters().setStatus(COPY, "levitating");

            assertThat(driver.findOperation(request.key()))
                    .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(OperationState.INDETERMINATE));
        }
    }

    @Test
    void aChosenSettingIsNotTheSourcesAndIsReported() {
        here.restore(here.request(
                COPY,
                RecoveryTarget.snapshot(here.snapshot()),
                profile -> profile.setting("backup-retention-period", "3")
                        .setting("deletion-protection", "false")
                        .setting("db-instance-class", "db.r6g.large")));

        assertThat(here.clusters().setting(COPY, "BackupRetentionPeriod")).isEqualTo("3");
        assertThat(here.clusters().setting(COPY, "DeletionProtection")).isEqualTo("false");
        assertThat(here.provenance(COPY).differences())
                .hasSize(3)
                .anyMatch(difference -> difference.startsWith("backup-retention-period is 3, of the source 14"));
    }
}
