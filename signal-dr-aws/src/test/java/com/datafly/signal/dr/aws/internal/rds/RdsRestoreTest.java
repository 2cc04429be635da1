package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.RdsClient;

/** What RDS does not inherit, a copy has all the same. */
class RdsRestoreTest {

    private static final List<String> COMPARED = List.of(
            "DBInstanceClass",
            "MultiAZ",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
            "DBSubnetGroupName",
            "DBParameterGroupName",
            "DeletionProtection",
            "CopyTagsToSnapshot",
            "MaxAllocatedStorage",
            "PerformanceInsightsEnabled",
            "PerformanceInsightsRetentionPeriod",
            "MonitoringInterval",
            "MonitoringRoleArn",
            "IAMDatabaseAuthenticationEnabled");

    private final RdsHarness rds = new RdsHarness(Duration.ofMinutes(5));
    private final DatabaseDriver driver = rds.open(RdsHarness.ORDERS);

    @AfterEach
    void close() {
        driver.close();
        rds.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "latest"})
    void aCopyIsConfiguredAsItsSourceIs(String target) {
        RecoveryTarget point =
                target.equals("snapshot") ? RecoveryTarget.snapshot(rds.snapshot()) : RecoveryTarget.latest();

        String copy = rds.restore(driver, RdsHarness.request("copy", point));

        for (String setting : COMPARED) {
            assertThat(rds.rds().setting(copy, setting))
                    .as(setting)
                    .isEqualTo(rds.rds().setting(RdsHarness.ORDERS, setting));
        }
        var provenance = driver.openRestored(copy).provenance();
        assertThat(provenance.differences()).isEmpty();
        assertThat(provenance.warnings()).isEmpty();
        assertThat(provenance.tags()).containsEntry("team", "orders");
        assertThat(rds.server().count("ModifyDBInstance")).isEqualTo(1);
    }

    @Test
    void theProfileStandsAboveTheSourceAndTheReportSaysSo() {
        TargetProfile profile = TargetProfile.builder()
                .setting("multi-az", "false")
                .setting("deletion-protection", "false")
                .setting("db-instance-class", "db.t4g.medium")
                .setting("monitoring-interval", "0")
                .tag("signal-dr:run", "drill-1")
                .build();

        String copy = rds.restore(driver, RdsHarness.request("drill", RecoveryTarget.latest(), profile));

        assertThat(rds.rds().setting(copy, "MultiAZ")).isEqualTo("false");
        assertThat(rds.rds().setting(copy, "DBInstanceClass")).isEqualTo("db.t4g.medium");
        assertThat(driver.openRestored(copy).provenance().differences())
                .contains(
                        "multi-az is 'false' where the source has 'true'.",
                        "db-instance-class is 'db.t4g.medium' where the source has 'db.r6g.xlarge'.");
        assertThat(driver.openRestored(copy).provenance().tags()).containsEntry("signal-dr:run", "drill-1");
    }

    @Test
    void theRestoreCallNamesTheNetworkSoThatRdsNeverChoosesOne() {
        rds.restore(driver, RdsHarness.request("copy", RecoveryTarget.latest()));

        Call call = rds.server().calls().stream()
                .filter(made -> made.action().equals("RestoreDBInstanceToPointInTime"))
                .findFirst()
                .orElseThrow();
        assertThat(call.parameters())
                .containsEntry("DBSubnetGroupName", "orders-subnets")
                .containsValue("sg-0a1b2c3d4e5f60718")
                .containsEntry("DBParameterGroupName", "orders-parameters")
                .containsEntry("MultiAZ", "true");
    }

    @Test
    void aSettingThatRdsDropsIsChangedAfterwards() {
        RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.latest());
        driver.startRestore(request);
        rds.clock().advance(Duration.ofHours(1));
        driver.unwrap(RdsClient.class)
                .orElseThrow()
                .modifyDBInstance(call -> call.dbInstanceIdentifier("copy")
                        .copyTagsToSnapshot(false)
                        .applyImmediately(true));
        rds.clock().advance(Duration.ofHours(1));

        rds.finish(driver, request);

        assertThat(rds.rds().setting("copy", "CopyTagsToSnapshot")).isEqualTo("true");
    }

    @Test
    void aParameterGroupThatWaitsForARebootGetsOne() {
        RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.latest());
        driver.startRestore(request);
        rds.clock().advance(Duration.ofHours(1));
        rds.rds().createParameterGroup("other-parameters");
        driver.unwrap(RdsClient.class)
                .orElseThrow()
                .modifyDBInstance(call -> call.dbInstanceIdentifier("copy")
                        .dbParameterGroupName("other-parameters")
                        .applyImmediately(true));
        rds.clock().advance(Duration.ofHours(1));

        rds.finish(driver, request);

        assertThat(rds.rds().setting("copy", "DBParameterGroupName")).isEqualTo("orders-parameters");
        assertThat(rds.server().count("RebootDBInstance")).isEqualTo(1);
        try (DatabaseDriver copy = driver.openRestored("copy").driver()) {
            assertThat(copy.describe().warnings()).noneMatch(warning -> warning.contains("wait for a reboot"));
        }
    }

    @Test
    void aRestoreIsNoSuccessBeforeItsSettingsAreMade() {
        RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.latest());
        driver.startRestore(request);
        OperationStatus before = driver.findOperation(request.key()).orElseThrow();
        assertThat(before.state()).isEqualTo(OperationState.RUNNING);
        assertThat(before.needsCall()).isFalse();
        assertThat(before.lookAgainAfter()).isPresent();

        rds.clock().advance(Duration.ofHours(1));
        OperationStatus available = driver.findOperation(request.key()).orElseThrow();

        assertThat(available.state()).isEqualTo(OperationState.RUNNING);
        assertThat(available.needsCall()).isTrue();
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> driver.openRestored("copy"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(driver.findRestored("copy")).isPresent();
    }

    @Test
    void aLookAtARestoreIsOneCall() {
        RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.latest());
        driver.startRestore(request);
        int before = rds.server().calls().size();

        for (int look = 0; look < 10; look++) {
            assertThat(driver.findOperation(request.key())).isPresent();
        }

        List<Call> looks =
                rds.server().calls().subList(before, rds.server().calls().size());
        assertThat(looks)
                .hasSize(10)
                .allSatisfy(look -> assertThat(look.parameters()).containsEntry("DBInstanceIdentifier", "copy"));
    }

    @Test
    void aCloneHoldsTheLatestRestorableState() {
        rds.write("old");
        rds.clock().advance(Duration.ofMinutes(10));
        rds.write("young");
        Instant latest = driver.restorableWindow().orElseThrow().latest();
        RestoreRequest request = RdsHarness.request("clone", RecoveryTarget.latest());

        driver.startClone(request);
        rds.finish(driver, request);

        assertThat(latest).isBefore(rds.clock().instant());
        assertThat(rds.markers("clone")).contains("old");
        assertThat(driver.capabilities().status(Capability.CLONE).toString()).contains("latest restorable time");
    }

    @Test
    void aProtectedCopyIsDiscarded() {
        String copy = rds.restore(driver, RdsHarness.request("copy", RecoveryTarget.latest()));
        assertThat(rds.rds().setting(copy, "DeletionProtection")).isEqualTo("true");

        driver.startDiscard(copy);
        driver.startDiscard(copy);

        rds.eventually(
                () -> Optional.of(true).filter(gone -> driver.findRestored(copy).isEmpty()));
        assertThat(rds.rds().instances()).contains(RdsHarness.ORDERS).doesNotContain(copy);
        assertThat(rds.rds().snapshots()).noneMatch(name -> name.contains(copy));
    }

    @Test
    void theSourceIsNeverDiscardedThoughItWasACopyItself() {
        String copy = rds.restore(driver, RdsHarness.request("copy", RecoveryTarget.latest()));

        try (DatabaseDriver ofCopy = driver.openRestored(copy).driver()) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> ofCopy.startDiscard(copy))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        }
        assertThat(rds.rds().status(copy)).contains("available");
    }

    @Test
    void whatIsSaidByHandIsMadeOfConcreteNames() {
        RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.at(Instant.parse("2025-01-15T10:30:00Z")));

        List<String> lines = driver.byHand(request);

        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("aws rds restore-db-instance-to-point-in-time --region eu-west-1")
                        .contains("--source-db-instance-identifier orders")
                        .contains("--target-db-instance-identifier copy")
                        .contains("--restore-time 2025-01-15T10:30:00Z")
                        .contains("--vpc-security-group-ids sg-0a1b2c3d4e5f60718")
                        .contains("--multi-az")
                        .contains("Key=signal-dr:operation,Value=" + request.key()));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("aws rds modify-db-instance")
                        .contains("--deletion-protection")
                        .contains("--preferred-maintenance-window sun:05:10-sun:05:40")
                        .contains("--apply-immediately"));
        rds.rds().deleteInstanceRetainingBackups(RdsHarness.ORDERS);
        assertThat(driver.byHand(request))
                .anySatisfy(line -> assertThat(line).contains("--source-dbi-resource-id db-"));
        rds.server().close();
        assertThat(driver.byHand(request)).anySatisfy(line -> assertThat(line).contains("could not be read"));
    }
}
