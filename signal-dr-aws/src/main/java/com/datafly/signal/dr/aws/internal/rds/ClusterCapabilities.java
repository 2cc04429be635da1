package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.CapabilityStatus.Supported;
import com.datafly.signal.dr.database.CapabilityStatus.Unsupported;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.rds.model.DBCluster;

/** What can be done with a cluster as it is now, or with what is left of it. */
final class ClusterCapabilities {

    private static final String RECOVERY_LIMITS =
            "within the automated backups, to the second, and usually to five minutes ago";

    private ClusterCapabilities() {}

    static Capabilities of(ClusterOrigin origin, boolean sql) {
        Map<Capability, CapabilityStatus> statuses = new EnumMap<>(Capability.class);
        statuses.put(Capability.SNAPSHOT, ifPresent(origin, ClusterCapabilities::snapshot));
        statuses.put(Capability.SNAPSHOT_DELETE, new Supported("manual snapshots only"));
        statuses.put(Capability.SNAPSHOT_RESTORE, new Supported("into a new cluster of the same region"));
        CapabilityStatus recovery = recovery(origin);
        statuses.put(Capability.RECOVER_TO_INSTANT, recovery);
        statuses.put(Capability.RECOVER_TO_LATEST, recovery);
        statuses.put(
                Capability.RECOVER_TO_LSN,
                new Unsupported("RDS recovers to instants only; recover to the instant of that position"));
        statuses.put(Capability.CLONE, ifPresent(origin, cluster -> clone(cluster, recovery)));
        statuses.put(Capability.DISCARD, new Supported("copies with this library's tags only"));
        statuses.put(Capability.ANNOTATE, ifPresent(origin, cluster -> new Supported("as tags, 50 at most")));
        statuses.put(
                Capability.AUTOMATED_BACKUPS,
                ifPresent(origin, cluster -> new Supported("1 to 35 days; a cluster always has them")));
        statuses.put(Capability.SNAPSHOT_COPY, new Supported("to any region of the account"));
        statuses.put(Capability.FAILOVER, ifPresent(origin, ClusterCapabilities::failover));
        statuses.put(
                Capability.PROMOTE, new Unsupported("the cluster follows no other that this library could cut off"));
        statuses.put(Capability.SQL, ifPresent(origin, cluster -> sql(cluster, sql)));
        return Capabilities.of(statuses);
    }

    private static CapabilityStatus ifPresent(ClusterOrigin origin, Function<DBCluster, CapabilityStatus> status) {
        return origin.cluster()
                .map(status)
                .orElseGet(
                        () -> new Unsupported("there is no such cluster any more; its snapshots and retained automated"
                                + " backups, if there are any, can be restored"));
    }

    private static CapabilityStatus snapshot(DBCluster cluster) {
        String status = String.valueOf(cluster.status());
        return status.equals("stopped")
                ? new Unsupported("the cluster is stopped, and RDS makes no snapshot of it then; start it with"
                        + " aws rds start-db-cluster --db-cluster-identifier " + cluster.dbClusterIdentifier())
                : new Supported("while the cluster is available; 100 manual ones in a region unless AWS raised it");
    }

    private static CapabilityStatus recovery(ClusterOrigin origin) {
        if (origin.cluster().isPresent()) {
            return new Supported(RECOVERY_LIMITS);
        }
        if (origin.backups().size() > 1) {
            return new Unsupported("several clusters of that name left automated backups, and their name alone does not"
                    + " tell which is meant; restore with aws rds restore-db-cluster-to-point-in-time"
                    + " --source-db-cluster-resource-id");
        }
        return origin.backups().isEmpty()
                ? new Unsupported("the cluster is gone, and no automated backups of it were retained")
                : new Supported(RECOVERY_LIMITS + "; from the retained automated backups");
    }

    private static CapabilityStatus clone(DBCluster cluster, CapabilityStatus recovery) {
        if (!Clusters.isAurora(cluster)) {
            return recovery instanceof Supported
                    ? new Supported("as of the latest restorable time, usually at most five minutes ago")
                    : recovery;
        }
        return cluster.dbClusterMembers().isEmpty()
                ? new Unsupported("the cluster has no instance, and Aurora clones none without; make one first")
                : new Supported("shares the volume until pages change");
    }

    private static CapabilityStatus failover(DBCluster cluster) {
        return cluster.dbClusterMembers().size() > 1
                ? new Supported("to a reader, under the same cluster endpoint")
                : new Unsupported("the cluster has no reader to take over; add an instance");
    }

    private static CapabilityStatus sql(DBCluster cluster, boolean sql) {
        if (sql) {
            return new Supported("");
        }
        return new Unsupported(
                cluster.endpoint() == null
                        ? "the cluster has no endpoint yet"
                        : "there are no credentials for it; give the secret password, or set sql-auth to iam");
    }
}
