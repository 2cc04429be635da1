package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Looks at the clusters of a region, at their members, and at what is kept of one that is gone. */
final class Clusters {

    /** The longest id of a cluster's snapshot, which an instance's does not have. */
    private static final int LONGEST_SNAPSHOT = 63;

    private static final int DIGEST = 13;
    private static final int PAGE = 100;
    private static final Set<String> NO_CLUSTER = Set.of("DBClusterNotFoundFault");
    private static final Set<String> NO_SNAPSHOT = Set.of("DBClusterSnapshotNotFoundFault", "DBClusterNotFoundFault");
    private static final Set<String> NO_BACKUP =
            Set.of("DBClusterAutomatedBackupNotFoundFault", "DBClusterNotFoundFault");
    private static final Set<String> NO_INSTANCE = Set.of("DBInstanceNotFound");

    private final RdsClient rds;

    Clusters(RdsClient rds) {
        this.rds = rds;
    }

    Optional<DBCluster> find(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_CLUSTER,
                        () -> rds.describeDBClusters(call -> call.dbClusterIdentifier(name)).dbClusters().stream()
                                .findFirst())
                .flatMap(found -> found);
    }

    /**
     * Returns a cluster.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none of that name
     */
    DBCluster require(String operation, String name) {
        return find(operation, name)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "there is no cluster '" + name + "' in this region",
                        failure -> failure.hint("Check the region and the name. Its snapshots and retained automated"
                                + " backups, if there are any, can still be restored under this address.")));
    }

    /** Returns the key under which this library made a cluster, if it did. */
    static Optional<OperationKey> copyKey(DBCluster cluster) {
        return RdsTags.copyKey(cluster.tagList(), cluster.dbClusterIdentifier());
    }

    /** Tells whether a cluster was made under {@code key}. */
    static boolean isMadeBy(DBCluster cluster, OperationKey key) {
        return copyKey(cluster).filter(key::equals).isPresent();
    }

    /** Looks for the cluster that was made under a key. There is no filter by tags, so this reads the whole list. */
    Optional<DBCluster> findMadeBy(String operation, OperationKey key) {
        return RdsCalls.read(
                operation,
                () -> rds.describeDBClustersPaginator(call -> call.maxRecords(PAGE)).dbClusters().stream()
                        .filter(cluster -> isMadeBy(cluster, key))
                        .findFirst());
    }

    /** Looks a snapshot up; one of RDS's own is found only if its type is named, too. */
    Optional<DBClusterSnapshot> findSnapshot(String operation, String id) {
        return RdsCalls.find(
                        operation,
                        NO_SNAPSHOT,
                        () -> rds
                                .describeDBClusterSnapshots(call -> {
                                    call.dbClusterSnapshotIdentifier(id);
                                    if (id.startsWith("rds:")) {
                                        call.snapshotType("automated");
                                    }
                                })
                                .dbClusterSnapshots()
                                .stream()
                                .findFirst())
                .flatMap(found -> found);
    }

    List<DBClusterSnapshot> snapshotsOf(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_SNAPSHOT,
                        () -> rds
                                .describeDBClusterSnapshotsPaginator(
                                        call -> call.dbClusterIdentifier(name).maxRecords(PAGE))
                                .dbClusterSnapshots()
                                .stream()
                                .toList())
                .orElse(List.of());
    }

    /** Lists the automated backups of all clusters, past and present, that had a name. */
    List<DBClusterAutomatedBackup> backupsOf(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_BACKUP,
                        () -> rds
                                .describeDBClusterAutomatedBackupsPaginator(
                                        call -> call.dbClusterIdentifier(name).maxRecords(PAGE))
                                .dbClusterAutomatedBackups()
                                .stream()
                                .toList())
                .orElse(List.of());
    }

    Optional<DBInstance> findInstance(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_INSTANCE,
                        () -> rds.describeDBInstances(call -> call.dbInstanceIdentifier(name)).dbInstances().stream()
                                .findFirst())
                .flatMap(found -> found);
    }

    /** Returns the instance that writes, if the cluster has one. */
    Optional<DBInstance> writer(String operation, DBCluster cluster) {
        return writerName(cluster).flatMap(name -> findInstance(operation, name));
    }

    /** Returns the name of the instance that writes, if the cluster has one. */
    static Optional<String> writerName(DBCluster cluster) {
        return cluster.dbClusterMembers().stream()
                .filter(Clusters::isWriter)
                .map(DBClusterMember::dbInstanceIdentifier)
                .findFirst();
    }

    static boolean isWriter(DBClusterMember member) {
        return Boolean.TRUE.equals(member.isClusterWriter());
    }

    /** Tells whether the cluster's data lie in Aurora's volume, and not on the disks of its instances. */
    static boolean isAurora(DBCluster cluster) {
        return isAurora(cluster.engine());
    }

    static boolean isAurora(String engine) {
        return engine.startsWith("aurora");
    }

    /** Returns the id of the snapshot of a cluster under {@code key}. */
    static String snapshotId(String cluster, OperationKey key) {
        int length = Math.min(cluster.length(), LONGEST_SNAPSHOT - DIGEST);
        String begin = cluster.substring(0, length);
        return SnapshotIds.of(begin.endsWith("-") ? begin.substring(0, length - 1) : begin, key);
    }

    /** Returns the name of the instance that this library makes for an Aurora cluster. */
    static String memberName(String cluster) {
        return cluster + "-1";
    }
}
