package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Looks at the clusters of a region and at their members. */
final class Clusters {

    private static final Set<String> ABSENT = Set.of("DBClusterNotFoundFault");
    private static final Set<String> MEMBER_ABSENT = Set.of("DBInstanceNotFound");

    private final RdsClient rds;

    Clusters(RdsClient rds) {
        this.rds = rds;
    }

    /** Looks a cluster up by its name. */
    Optional<DBCluster> find(String name) {
        return RdsCalls.find(
                        "describe cluster " + name,
                        ABSENT,
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
        return find(name).orElseThrow(() -> notFound(operation, name));
    }

    /** Lists all clusters of the region. */
    List<DBCluster> all() {
        return RdsCalls.read(
                "list the clusters",
                () -> rds.describeDBClustersPaginator(call -> {}).dbClusters().stream().toList());
    }

    /** Looks up an instance by its name. */
    Optional<DBInstance> instance(String name) {
        return RdsCalls.find(
                        "describe instance " + name,
                        MEMBER_ABSENT,
                        () -> rds.describeDBInstances(call -> call.dbInstanceIdentifier(name)).dbInstances().stream()
                                .findFirst())
                .flatMap(found -> found);
    }

    /** Returns the instance that writes, if the cluster has one. */
    Optional<DBInstance> writer(DBCluster cluster) {
        return writerName(cluster).flatMap(this::instance);
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
    static boolean isAurora(String engine) {
        return engine.startsWith("aurora");
    }

    static DrException notFound(String operation, String name) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                operation,
                "there is no cluster '" + name + "' in this region",
                failure -> failure.hint("Check the region and the name. Its snapshots and retained backups, if there are"
                        + " any, can still be listed and restored under this address."));
    }
}
