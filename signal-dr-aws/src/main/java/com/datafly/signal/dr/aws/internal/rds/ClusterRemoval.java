package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;

/**
 * Removes a cluster that this library made, with its instances, its data and its automated backups.
 *
 * <p>RDS deletes an Aurora cluster only when all its instances are at least being deleted, and one that is protected
 * not at all; so one call here makes several there. Each may be repeated.
 */
final class ClusterRemoval {

    private static final Duration LOOK = Duration.ofSeconds(15);
    private static final Set<String> BUSY = Set.of("InvalidDBClusterStateFault");
    private static final Set<String> MEMBER_GONE = Set.of("DBInstanceNotFound", "InvalidDBInstanceState");

    private final RdsClient rds;
    private final RdsAddress source;
    private final Clusters clusters;

    ClusterRemoval(RdsClient rds, RdsAddress source) {
        this.rds = rds;
        this.source = source;
        this.clusters = new Clusters(rds);
    }

    void start(String name) {
        String operation = "discard cluster '" + name + "'";
        DBCluster cluster = clusters.require(operation, name);
        boolean isItself = name.equals(source.name());
        if (isItself || !isMadeHere(cluster)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    isItself
                            ? "it is the database itself"
                            : "this library did not make it: it lacks the tags " + RdsTags.OPERATION
                                    + " and, with its own name, " + RdsTags.NAME,
                    failure -> failure.hint("Remove it by hand if it is really meant."));
        }
        if (!"deleting".equals(cluster.status())) {
            unprotect(operation, cluster);
            deleteMembers(operation, cluster);
            delete(operation, name);
        }
    }

    /** Tells whether a restore or a clone of this library made the cluster. */
    static boolean isMadeHere(DBCluster cluster) {
        return Clusters.copyKey(cluster).isPresent()
                && RdsTags.find(cluster.tagList(), RdsTags.SOURCE).isPresent();
    }

    private void unprotect(String operation, DBCluster cluster) {
        if (Boolean.TRUE.equals(cluster.deletionProtection())) {
            boolean taken = RdsCalls.tryChange(
                            operation,
                            BUSY,
                            () -> rds.modifyDBCluster(call -> call.dbClusterIdentifier(cluster.dbClusterIdentifier())
                                    .deletionProtection(false)
                                    .applyImmediately(true)))
                    .isPresent();
            if (!taken) {
                throw busy(operation, "it cannot be changed now");
            }
        }
    }

    /** Readers first, so that no failover is made for nothing. A Multi-AZ DB cluster takes its own with it. */
    private void deleteMembers(String operation, DBCluster cluster) {
        if (!Clusters.isAurora(cluster)) {
            return;
        }
        cluster.dbClusterMembers().stream()
                .filter(member -> !Clusters.isWriter(member))
                .forEach(member -> delete(operation, member));
        cluster.dbClusterMembers().stream().filter(Clusters::isWriter).forEach(member -> delete(operation, member));
    }

    private void delete(String operation, DBClusterMember member) {
        Optional<?> deleted = RdsCalls.tryChange(
                operation,
                MEMBER_GONE,
                () -> rds.deleteDBInstance(call ->
                        call.dbInstanceIdentifier(member.dbInstanceIdentifier()).skipFinalSnapshot(true)));
        if (deleted.isEmpty()) {
            requireOnItsWay(operation, member.dbInstanceIdentifier());
        }
    }

    private void requireOnItsWay(String operation, String member) {
        boolean stays = clusters.findInstance(operation, member)
                .filter(instance -> !"deleting".equals(instance.dbInstanceStatus()))
                .isPresent();
        if (stays) {
            throw busy(operation, "its instance '" + member + "' cannot be deleted now");
        }
    }

    private void delete(String operation, String name) {
        boolean begun = RdsCalls.tryChange(
                        operation,
                        BUSY,
                        () -> rds.deleteDBCluster(call -> call.dbClusterIdentifier(name)
                                .skipFinalSnapshot(true)
                                .deleteAutomatedBackups(true)))
                .isPresent();
        if (!begun) {
            throw busy(operation, "it cannot be deleted now");
        }
    }

    /** Nothing is lost by repeating what was done so far, so the caller is told to come back. */
    private static DrException busy(String operation, String problem) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                operation,
                problem + ", for RDS is at work on it",
                failure -> failure.retryAfter(LOOK).hint("Discard it again when RDS is done."));
    }
}
