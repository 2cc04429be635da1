package com.datafly.signal.dr.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating, changing, rebooting, promoting and deleting instances. */
class InstanceChangeTest extends RdsFixture {

    @Test
    void aNewInstanceIsBackedUpBeforeItIsAvailable() {
        done(
                "CreateDBInstance",
                "DBInstanceIdentifier",
                "fresh",
                "DBInstanceClass",
                "db.t4g.micro",
                "Engine",
                "postgres",
                "AllocatedStorage",
                "20",
                "MasterUsername",
                "admin1",
                "MasterUserPassword",
                "correct-horse",
                "MonitoringInterval",
                "60",
                "MonitoringRoleArn",
                "arn:aws:iam::123456789012:role/monitoring");

        assertThat(statuses(ireland, "fresh"))
                .containsExactly("creating", "backing-up", "configuring-enhanced-monitoring", "available");
        assertThat(ireland.snapshots()).anyMatch(name -> name.startsWith("rds:fresh-2025-01-15-10-"));
    }

    @Test
    void automatedSnapshotsComeDailyAndGoWithTheirRetention() {
        pass(Duration.ofDays(10));

        assertThat(ireland.snapshots())
                .hasSize(7)
                .allMatch(name -> name.startsWith("rds:orders-2025-01-"))
                .contains("rds:orders-2025-01-25-03-20")
                .doesNotContain("rds:orders-2025-01-18-03-20");
    }

    @Test
    void aChangeWaitsForTheMaintenanceWindowUnlessItIsWantedAtOnce() {
        RawAnswer later = done("ModifyDBInstance", "DBInstanceIdentifier", "orders", "DBInstanceClass", "db.r6g.large");
        assertThat(later.text("DBInstanceStatus")).isEqualTo("available");
        assertThat(later.texts("DBInstanceClass")).containsExactly("db.m6g.large", "db.r6g.large");

        pass(Duration.ofDays(4));

        assertThat(statuses(ireland, "orders")).endsWith("available");
        assertThat(ireland.setting("orders", "DBInstanceClass")).isEqualTo("db.r6g.large");
        done(
                "ModifyDBInstance",
                "DBInstanceIdentifier",
                "orders",
                "ApplyImmediately",
                "true",
                "AllocatedStorage",
                "40");
        assertThat(statuses(ireland, "orders")).containsExactly("modifying", "storage-optimization", "available");
    }

    @Test
    void anotherParameterGroupIsInForceAfterAReboot() {
        done("ModifyDBInstance", "DBInstanceIdentifier", "orders", "DBParameterGroupName", "default.postgres17");
        assertThat(statuses(ireland, "orders")).containsExactly("modifying", "available");
        assertThat(ireland.setting("orders", "ParameterApplyStatus")).isEqualTo("pending-reboot");

        done("RebootDBInstance", "DBInstanceIdentifier", "orders");

        assertThat(statuses(ireland, "orders")).containsExactly("rebooting", "available");
        assertThat(ireland.setting("orders", "ParameterApplyStatus")).isEqualTo("in-sync");
    }

    @Test
    void switchingBackupsOffTakesTheAutomatedSnapshotsAway() {
        pass(Duration.ofMinutes(10));
        done(
                "ModifyDBInstance",
                "DBInstanceIdentifier",
                "orders",
                "ApplyImmediately",
                "true",
                "BackupRetentionPeriod",
                "0");
        assertThat(statuses(ireland, "orders")).containsExactly("modifying", "available");
        assertThat(ireland.snapshots()).isEmpty();
        assertThat(done("DescribeDBInstances").text("LatestRestorableTime")).isEmpty();

        done(
                "ModifyDBInstance",
                "DBInstanceIdentifier",
                "orders",
                "ApplyImmediately",
                "true",
                "BackupRetentionPeriod",
                "14",
                "PreferredBackupWindow",
                "02:00-03:00");

        assertThat(statuses(ireland, "orders")).containsExactly("modifying", "backing-up", "available");
        assertThat(ireland.snapshots()).hasSize(1);
    }

    @Test
    void aFailoverSwapsTheZones() {
        assertThat(ireland.setting("orders", "AvailabilityZone")).isEqualTo("eu-west-1a");

        done("RebootDBInstance", "DBInstanceIdentifier", "orders", "ForceFailover", "true");

        assertThat(statuses(ireland, "orders")).containsExactly("rebooting", "available");
        assertThat(ireland.setting("orders", "AvailabilityZone")).isEqualTo("eu-west-1b");
        assertThat(ireland.setting("orders", "SecondaryAvailabilityZone")).isEqualTo("eu-west-1a");
        assertThat(done("DescribeEvents", "Duration", "600", "SourceType", "db-instance")
                        .texts("Message"))
                .contains("Multi-AZ instance failover completed");
        ireland.createInstance("single");
        assertThat(refused("RebootDBInstance", "DBInstanceIdentifier", "single", "ForceFailover", "true"))
                .isEqualTo("InvalidParameterCombination");
    }

    @Test
    void aPromotedReplicaHasWhatItsSourceHad() {
        done("CreateDBInstanceReadReplica", "DBInstanceIdentifier", "replica", "SourceDBInstanceIdentifier", "orders");
        assertThat(statuses(ireland, "replica")).containsExactly("creating", "available");
        assertThat(done("DescribeDBInstances", "DBInstanceIdentifier", "orders")
                        .text("ReadReplicaDBInstanceIdentifier"))
                .isEqualTo("replica");
        data.write(orders, "one");

        done("PromoteReadReplica", "DBInstanceIdentifier", "replica");

        assertThat(statuses(ireland, "replica")).containsExactly("modifying", "backing-up", "available");
        assertThat(data.markers(ireland.dataId("replica"))).containsExactly("one");
        assertThat(ireland.setting("replica", "BackupRetentionPeriod")).isEqualTo("1");
        assertThat(ireland.setting("replica", "ReadReplicaSourceDBInstanceIdentifier"))
                .isEmpty();
        assertThat(refused("PromoteReadReplica", "DBInstanceIdentifier", "replica"))
                .isEqualTo("InvalidDBInstanceState");
    }

    @Test
    void whatIsProtectedIsNotDeletedAndALastSnapshotIsAskedFor() {
        assertThat(refused("DeleteDBInstance", "DBInstanceIdentifier", "orders", "SkipFinalSnapshot", "true"))
                .isEqualTo("InvalidParameterCombination");
        done("ModifyDBInstance", "DBInstanceIdentifier", "orders", "DeletionProtection", "false");
        assertThat(refused("DeleteDBInstance", "DBInstanceIdentifier", "orders"))
                .isEqualTo("InvalidParameterCombination");

        done("DeleteDBInstance", "DBInstanceIdentifier", "orders", "FinalDBSnapshotIdentifier", "last");

        assertThat(refused("DeleteDBInstance", "DBInstanceIdentifier", "orders", "SkipFinalSnapshot", "true"))
                .isEqualTo("InvalidDBInstanceState");
        assertThat(statuses(ireland, "orders")).containsExactly("deleting", "gone");
        assertThat(ireland.snapshots()).containsExactly("last");
        assertThat(data.reach(orders)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "backing-up", "storage-full", "modifying", "failed", "incompatible-network"})
    void onlyAnInstanceThatIsReadyCanBeSnapshotted(String status) {
        ireland.setStatus("orders", status);

        assertThat(refused("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", "now"))
                .isEqualTo("InvalidDBInstanceState");
        pass(Duration.ofDays(2));
        assertThat(ireland.status("orders")).contains(status);
    }

    @Test
    void aStoppedInstanceIsNotBackedUpUntilItIsStarted() {
        ireland.stopInstance("orders");
        assertThat(ireland.status("orders")).contains("stopped");
        assertThat(refused("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", "one"))
                .isEqualTo("InvalidDBInstanceState");

        ireland.startInstance("orders");

        done("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", "one");
    }

    @Test
    void listsComeByPage() {
        for (int i = 10; i < 55; i++) {
            ireland.createInstance("many-" + i);
        }
        RawAnswer first = done("DescribeDBInstances", "MaxRecords", "20");
        ireland.deleteInstance("many-29");
        RawAnswer second = done("DescribeDBInstances", "MaxRecords", "20", "Marker", first.text("Marker"));
        RawAnswer third = done("DescribeDBInstances", "MaxRecords", "20", "Marker", second.text("Marker"));

        assertThat(List.of(first, second, third))
                .extracting(page -> page.texts("DBInstanceIdentifier").size())
                .containsExactly(20, 20, 6);
        assertThat(third.texts("Marker")).isEmpty();
        assertThat(refused("DescribeDBInstances", "MaxRecords", "19")).isEqualTo("InvalidParameterValue");
        assertThat(refused("DescribeDBInstances", "MaxRecords", "101")).isEqualTo("InvalidParameterValue");
    }
}
