package com.datafly.signal.dr.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a restored instance has of its source, and when it may be restored to. */
class InstanceRestoreTest extends RdsFixture {

    @Test
    void aSnapshotBringsBackTheDataAndLittleElse() {
        data.write(orders, "one");
        done("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", "before");
        assertThat(statuses(ireland, "orders")).containsExactly("backing-up", "available");
        data.write(orders, "two");

        done("RestoreDBInstanceFromDBSnapshot", "DBInstanceIdentifier", "copy", "DBSnapshotIdentifier", "before");

        assertThat(statuses(ireland, "copy")).containsExactly("creating", "backing-up", "available");
        assertThat(data.markers(ireland.dataId("copy"))).containsExactly("one");
        RawAnswer copy = done("DescribeDBInstances", "DBInstanceIdentifier", "copy");
        assertThat(copy.texts("DBSubnetGroupName")).containsExactly("default");
        assertThat(copy.texts("VpcSecurityGroupId")).containsExactly("sg-default");
        assertThat(copy.texts("DBParameterGroupName")).containsExactly("default.postgres17");
        assertThat(copy.text("MultiAZ")).isEqualTo("false");
        assertThat(copy.text("DeletionProtection")).isEqualTo("false");
        assertThat(copy.text("IAMDatabaseAuthenticationEnabled")).isEqualTo("false");
        assertThat(copy.text("PubliclyAccessible")).isEqualTo("true");
        assertThat(copy.text("MaxAllocatedStorage")).isEmpty();
        assertThat(copy.body()).doesNotContain("<member>postgresql</member>");
        assertThat(copy.text("BackupRetentionPeriod")).isEqualTo("7");
        assertThat(copy.text("KmsKeyId")).endsWith("key/orders-key");
        assertThat(copy.text("DBInstanceClass")).isEqualTo("db.m6g.large");
    }

    @Test
    void whatTheRestoreIsToldItHas() {
        pass(Duration.ofMinutes(10));

        done(
                "RestoreDBInstanceToPointInTime",
                "SourceDBInstanceIdentifier",
                "orders",
                "TargetDBInstanceIdentifier",
                "copy",
                "UseLatestRestorableTime",
                "true",
                "DBSubnetGroupName",
                "private",
                "VpcSecurityGroupIds.VpcSecurityGroupId.1",
                "sg-orders",
                "DBParameterGroupName",
                "orders-17",
                "MultiAZ",
                "true",
                "DeletionProtection",
                "true",
                "Tags.Tag.1.Key",
                "signal-dr:operation",
                "Tags.Tag.1.Value",
                "k1");

        RawAnswer copy = done("DescribeDBInstances", "DBInstanceIdentifier", "copy");
        assertThat(copy.text("VpcSecurityGroupId")).isEqualTo("sg-orders");
        assertThat(copy.text("DBParameterGroupName")).isEqualTo("orders-17");
        assertThat(copy.text("PubliclyAccessible")).isEqualTo("false");
        assertThat(copy.text("SecondaryAvailabilityZone")).isEqualTo("eu-west-1b");
        assertThat(copy.texts("Key")).containsExactly("signal-dr:operation");
    }

    @Test
    void groupsHaveToBeThereAndInTheSameVpc() {
        pass(Duration.ofMinutes(10));
        assertThat(restoredInto("dr-subnets", "sg-dr", "orders-dr")).isEqualTo("DBSubnetGroupNotFoundFault");
        ireland.createSubnetGroup("dr-subnets", "vpc-dr");
        assertThat(restoredInto("dr-subnets", "sg-dr", "orders-dr")).isEqualTo("InvalidParameterValue");
        ireland.createSecurityGroup("sg-dr", "vpc-dr");
        assertThat(restoredInto("dr-subnets", "sg-orders", "orders-dr")).isEqualTo("InvalidVPCNetworkStateFault");
        assertThat(restoredInto("dr-subnets", "sg-dr", "orders-dr")).isEqualTo("OptionGroupNotFoundFault");
        ireland.createOptionGroup("orders-dr");

        assertThat(restoredInto("dr-subnets", "sg-dr", "orders-dr")).isEmpty();
    }

    private String restoredInto(String subnets, String securityGroup, String options) {
        return rds.call(
                        "RestoreDBInstanceToPointInTime",
                        "SourceDBInstanceIdentifier",
                        "orders",
                        "TargetDBInstanceIdentifier",
                        "copy",
                        "UseLatestRestorableTime",
                        "true",
                        "DBSubnetGroupName",
                        subnets,
                        "VpcSecurityGroupIds.VpcSecurityGroupId.1",
                        securityGroup,
                        "OptionGroupName",
                        options)
                .code();
    }

    @Test
    void theWindowMovesEveryFiveMinutesAndIsKept() {
        assertThat(refused(
                        "RestoreDBInstanceToPointInTime",
                        "SourceDBInstanceIdentifier",
                        "orders",
                        "TargetDBInstanceIdentifier",
                        "copy",
                        "UseLatestRestorableTime",
                        "true"))
                .isEqualTo("InvalidDBInstanceState");
        pass(Duration.ofMinutes(12));

        RawAnswer backups = done("DescribeDBInstanceAutomatedBackups");

        assertThat(backups.text("EarliestTime")).isEqualTo("2025-01-15T10:02:03.000Z");
        assertThat(backups.text("LatestTime")).isEqualTo("2025-01-15T10:10:00.000Z");
        assertThat(toTime("2025-01-15T10:10:01Z")).isEqualTo("InvalidParameterValue");
        assertThat(toTime("2025-01-15T10:02:02Z")).isEqualTo("InvalidParameterValue");
        assertThat(toTime("2025-01-15T10:10:00.900Z")).isEmpty();
    }

    @Test
    void aTimeIsTakenToTheSecond() {
        pass(Duration.ofSeconds(60));
        data.write(orders, "at the second");
        pass(Duration.ofMillis(400));
        data.write(orders, "later in the second");
        pass(Duration.ofMinutes(10));

        assertThat(toTime("2025-01-15T10:03:03.900Z")).isEmpty();

        assertThat(statuses(ireland, "copy")).endsWith("available");
        assertThat(data.markers(ireland.dataId("copy"))).containsExactly("at the second");
    }

    @Test
    void aDeletedInstanceCanBeBroughtBackFromWhatWasRetained() {
        data.write(orders, "one");
        pass(Duration.ofMinutes(10));
        done("ModifyDBInstance", "DBInstanceIdentifier", "orders", "DeletionProtection", "false");
        done(
                "DeleteDBInstance",
                "DBInstanceIdentifier",
                "orders",
                "SkipFinalSnapshot",
                "true",
                "DeleteAutomatedBackups",
                "false");
        assertThat(statuses(ireland, "orders")).containsExactly("deleting", "gone");
        RawAnswer backups = done("DescribeDBInstanceAutomatedBackups", "DbiResourceId", orders);
        assertThat(backups.text("Status")).isEqualTo("retained");

        done(
                "RestoreDBInstanceToPointInTime",
                "SourceDbiResourceId",
                orders,
                "TargetDBInstanceIdentifier",
                "orders",
                "UseLatestRestorableTime",
                "true");

        assertThat(statuses(ireland, "orders")).endsWith("available");
        assertThat(data.markers(ireland.dataId("orders"))).containsExactly("one");
        pass(Duration.ofDays(8));
        assertThat(refused("DescribeDBInstanceAutomatedBackups", "DbiResourceId", orders))
                .isEqualTo("DBInstanceAutomatedBackupNotFound");
        assertThat(data.reach(orders)).isEmpty();
    }

    @Test
    void backupsThatWereReplicatedBringTheDatabaseBackElsewhere() {
        String key = frankfurt.key("frankfurt-key", true);
        String arn = "arn:aws:rds:eu-west-1:123456789012:db:orders";
        done(rdsInFrankfurt, "StartDBInstanceAutomatedBackupsReplication", "SourceDBInstanceArn", arn, "KmsKeyId", key);
        pass(Duration.ofMinutes(30));
        data.write(orders, "one");
        pass(Duration.ofMinutes(30));
        RawAnswer replicated = done(rdsInFrankfurt, "DescribeDBInstanceAutomatedBackups");
        assertThat(replicated.text("Status")).isEqualTo("replicating");
        assertThat(replicated.text("Region")).isEqualTo("eu-west-1");
        ireland.deleteInstance("orders");

        done(
                rdsInFrankfurt,
                "RestoreDBInstanceToPointInTime",
                "TargetDBInstanceIdentifier",
                "orders-dr",
                "SourceDBInstanceAutomatedBackupsArn",
                replicated.text("DBInstanceAutomatedBackupsArn"),
                "RestoreTime",
                Instant.parse(replicated.text("LatestTime")).toString());

        assertThat(statuses(frankfurt, "orders-dr")).endsWith("available");
        assertThat(data.markers(frankfurt.dataId("orders-dr"))).containsExactly("one");
        assertThat(frankfurt.setting("orders-dr", "KmsKeyId")).isEqualTo(key);
    }

    @Test
    void aRestoreCanEndBadly() {
        done("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", "before");
        assertThat(statuses(ireland, "orders")).endsWith("available");
        ireland.failNextRestoreWith("incompatible-restore");

        done("RestoreDBInstanceFromDBSnapshot", "DBInstanceIdentifier", "copy", "DBSnapshotIdentifier", "before");

        assertThat(statuses(ireland, "copy")).containsExactly("creating", "incompatible-restore");
        assertThat(refused("DeleteDBInstance", "DBInstanceIdentifier", "copy", "FinalDBSnapshotIdentifier", "last"))
                .isEqualTo("InvalidDBInstanceState");
        done("DeleteDBInstance", "DBInstanceIdentifier", "copy", "SkipFinalSnapshot", "true");
        assertThat(statuses(ireland, "copy")).containsExactly("deleting", "gone");
    }

    @Test
    void aRestoreThatIsDeletedBeforeItIsDoneLeavesNothing() {
        pass(Duration.ofMinutes(10));
        List<String> before = ireland.snapshots();
        assertThat(toTime("2025-01-15T10:05:00Z")).isEmpty();
        String id = ireland.dataId("copy");

        done("DeleteDBInstance", "DBInstanceIdentifier", "copy", "SkipFinalSnapshot", "true");

        assertThat(statuses(ireland, "copy")).containsExactly("deleting", "gone");
        assertThat(ireland.snapshots()).isEqualTo(before);
        assertThat(data.reach(id)).isEmpty();
    }

    @Test
    void whatCannotBeRestoredIsRefused() {
        pass(Duration.ofMinutes(10));
        ireland.createInstance("no-backups", spec -> spec.backupRetention(0));
        ireland.createInstance("member", spec -> spec.cluster("c1"));
        List<String> latest = List.of("UseLatestRestorableTime", "true", "TargetDBInstanceIdentifier", "copy");

        assertThat(refused("RestoreDBInstanceToPointInTime", with(latest, "SourceDBInstanceIdentifier", "no-backups")))
                .isEqualTo("PointInTimeRestoreNotEnabled");
        assertThat(refused("RestoreDBInstanceToPointInTime", with(latest, "SourceDBInstanceIdentifier", "member")))
                .isEqualTo("InvalidParameterCombination");
        assertThat(refused("RestoreDBInstanceToPointInTime", with(latest, "SourceDBInstanceIdentifier", "nobody")))
                .isEqualTo("DBInstanceNotFound");
        assertThat(refused(
                        "RestoreDBInstanceFromDBSnapshot", "DBInstanceIdentifier", "copy", "DBSnapshotIdentifier", "x"))
                .isEqualTo("DBSnapshotNotFound");
        ireland.key("orders-key", false);
        assertThat(refused("RestoreDBInstanceToPointInTime", with(latest, "SourceDBInstanceIdentifier", "orders")))
                .isEqualTo("KMSKeyNotAccessibleFault");
        ireland.key("orders-key", true);
        ireland.quota("DBInstances", 3);
        assertThat(refused("RestoreDBInstanceToPointInTime", with(latest, "SourceDBInstanceIdentifier", "orders")))
                .isEqualTo("InstanceQuotaExceeded");
        assertThat(refused(
                        "RestoreDBInstanceToPointInTime",
                        "SourceDBInstanceIdentifier",
                        "orders",
                        "TargetDBInstanceIdentifier",
                        "no-backups",
                        "UseLatestRestorableTime",
                        "true"))
                .isEqualTo("DBInstanceAlreadyExists");
    }

    private String toTime(String time) {
        return rds.call(
                        "RestoreDBInstanceToPointInTime",
                        "SourceDBInstanceIdentifier",
                        "orders",
                        "TargetDBInstanceIdentifier",
                        "copy",
                        "RestoreTime",
                        time)
                .code();
    }

    private static String[] with(List<String> some, String name, String value) {
        List<String> all = new ArrayList<>(some);
        all.add(name);
        all.add(value);
        return all.toArray(String[]::new);
    }
}
