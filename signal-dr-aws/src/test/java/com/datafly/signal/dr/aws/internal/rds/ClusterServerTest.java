package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.aws.testing.ClusterSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.RdsException;

/** What the testing server refuses of clusters, in the words of the real SDK. */
class ClusterServerTest {

    private ClusterHarness here = new ClusterHarness(cluster -> {});
    private AwsSession session = open();

    private AwsSession open() {
        return AwsSession.open(
                ClusterHarness.REGION,
                AwsOptions.at(here.server(), here.server().accessKey()).with(here.clock()),
                Set.of());
    }

    private void use(Consumer<ClusterSpec> kind) {
        close();
        here = new ClusterHarness(kind);
        session = open();
    }

    private RdsClient rds() {
        return session.rds();
    }

    @AfterEach
    void close() {
        session.close();
        here.close();
    }

    private void refused(String code, Consumer<RdsClient> call) {
        assertThatExceptionOfType(RdsException.class)
                .isThrownBy(() -> call.accept(rds()))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode())
                        .as(e.getMessage())
                        .isEqualTo(code));
    }

    private DBCluster orders() {
        return rds().describeDBClusters(call -> call.dbClusterIdentifier("orders"))
                .dbClusters()
                .get(0);
    }

    @Test
    void aMembersSnapshotAndPastAreTheClusters() {
        refused(
                "InvalidParameterValue",
                rds -> rds.createDBSnapshot(
                        call -> call.dbInstanceIdentifier("orders-1").dbSnapshotIdentifier("s")));
        refused(
                "InvalidParameterCombination",
                rds -> rds.restoreDBInstanceToPointInTime(call -> call.sourceDBInstanceIdentifier("orders-1")
                        .targetDBInstanceIdentifier("t")
                        .useLatestRestorableTime(true)));
    }

    @Test
    void anInstanceOfAClusterHasTheClustersEngineAndNoneOfItsSettings() {
        refused(
                "InvalidParameterCombination",
                rds -> rds.createDBInstance(call -> call.dbInstanceIdentifier("a")
                        .dbClusterIdentifier("orders")
                        .engine("postgres")
                        .dbInstanceClass("db.r6g.large")));
        refused(
                "InvalidParameterCombination",
                rds -> rds.createDBInstance(call -> call.dbInstanceIdentifier("a")
                        .dbClusterIdentifier("orders")
                        .engine("aurora-postgresql")
                        .dbInstanceClass("db.r6g.large")
                        .backupRetentionPeriod(7)));
        refused(
                "DBClusterNotFoundFault",
                rds -> rds.createDBInstance(call -> call.dbInstanceIdentifier("a")
                        .dbClusterIdentifier("absent")
                        .engine("aurora-postgresql")
                        .dbInstanceClass("db.r6g.large")));
    }

    @Test
    void aClusterWithInstancesOrProtectionStays() {
        refused(
                "InvalidParameterCombination",
                rds -> rds.deleteDBCluster(
                        call -> call.dbClusterIdentifier("orders").skipFinalSnapshot(true)));
        rds().modifyDBCluster(call -> call.dbClusterIdentifier("orders").deletionProtection(false));
        refused(
                "InvalidDBClusterStateFault",
                rds -> rds.deleteDBCluster(
                        call -> call.dbClusterIdentifier("orders").skipFinalSnapshot(true)));
        refused("InvalidParameterCombination", rds -> rds.deleteDBCluster(call -> call.dbClusterIdentifier("orders")));
    }

    @Test
    void anotherInstanceWritesWhenTheWriterIsDeleted() {
        rds().deleteDBInstance(call -> call.dbInstanceIdentifier("orders-1").skipFinalSnapshot(true));

        assertThat(Clusters.writerName(orders())).contains("orders-2");
        here.eventually(() -> Optional.of(orders())
                .filter(cluster -> cluster.dbClusterMembers().size() == 1));
    }

    @Test
    void onlyAuroraIsClonedAndOnlyAsItIsNow() {
        use(ClusterSpec::multiAz);
        refused(
                "InvalidParameterCombination",
                rds -> rds.restoreDBClusterToPointInTime(call -> call.dbClusterIdentifier("c")
                        .sourceDBClusterIdentifier("orders")
                        .restoreType("copy-on-write")
                        .useLatestRestorableTime(true)));
        use(cluster -> cluster.instances(0));
        refused(
                "InvalidDBClusterStateFault",
                rds -> rds.restoreDBClusterToPointInTime(call -> call.dbClusterIdentifier("c")
                        .sourceDBClusterIdentifier("orders")
                        .restoreType("copy-on-write")
                        .useLatestRestorableTime(true)));
        refused(
                "InvalidParameterCombination",
                rds -> rds.restoreDBClusterToPointInTime(call -> call.dbClusterIdentifier("c")
                        .sourceDBClusterIdentifier("orders")
                        .restoreType("copy-on-write")
                        .restoreToTime(here.clock().instant())));
    }

    @Test
    void whatIsNotNamedIsNotInherited() {
        rds().restoreDBClusterToPointInTime(call -> call.dbClusterIdentifier("bare")
                .sourceDBClusterIdentifier("orders")
                .useLatestRestorableTime(true));

        assertThat(here.clusters().securityGroups("bare")).containsExactly("sg-default");
        assertThat(here.clusters().setting("bare", "DBSubnetGroup")).isEqualTo("default");
        assertThat(here.clusters().setting("bare", "DBClusterParameterGroup")).isEqualTo("default.aurora-postgresql17");
        assertThat(here.clusters().setting("bare", "DeletionProtection")).isEqualTo("false");
        assertThat(here.clusters().setting("bare", "Port")).isEqualTo("5432");
        assertThat(here.clusters().setting("bare", "BackupRetentionPeriod")).isEqualTo("14");
        assertThat(here.clusters().instances("bare")).isEmpty();
    }

    @Test
    void aClustersBackupsAreNeverSwitchedOff() {
        refused(
                "InvalidParameterValue",
                rds -> rds.modifyDBCluster(
                        call -> call.dbClusterIdentifier("orders").backupRetentionPeriod(0)));
        refused(
                "InvalidParameterValue",
                rds -> rds.modifyDBCluster(
                        call -> call.dbClusterIdentifier("orders").preferredBackupWindow("02:00-02:10")));
        refused(
                "DBClusterParameterGroupNotFound",
                rds -> rds.modifyDBCluster(
                        call -> call.dbClusterIdentifier("orders").dbClusterParameterGroupName("absent")));
    }

    @Test
    void whatIsNotToBeAppliedAtOnceIsPending() {
        rds().modifyDBCluster(call -> call.dbClusterIdentifier("orders").backupRetentionPeriod(21));

        assertThat(orders().status()).isEqualTo("available");
        assertThat(orders().backupRetentionPeriod()).isEqualTo(14);
        assertThat(orders().pendingModifiedValues().backupRetentionPeriod()).isEqualTo(21);
    }

    @Test
    void automatedSnapshotsAreFoundByTheirTypeOnly() {
        String automated = here.clusters().snapshots().get(0);

        refused(
                "DBClusterSnapshotNotFoundFault",
                rds -> rds.describeDBClusterSnapshots(call -> call.dbClusterSnapshotIdentifier(automated)));
        assertThat(rds().describeDBClusterSnapshots(call ->
                                call.dbClusterSnapshotIdentifier(automated).snapshotType("automated"))
                        .dbClusterSnapshots())
                .hasSize(1);
    }

    @Test
    void progressOfASnapshotIsTold() {
        rds().createDBClusterSnapshot(call -> call.dbClusterIdentifier("orders").dbClusterSnapshotIdentifier("half"));
        here.clock().advance(Duration.ofMillis(1500));

        assertThat(rds().describeDBClusterSnapshots(call -> call.dbClusterSnapshotIdentifier("half"))
                        .dbClusterSnapshots())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.percentProgress()).isEqualTo(50));
    }
}
