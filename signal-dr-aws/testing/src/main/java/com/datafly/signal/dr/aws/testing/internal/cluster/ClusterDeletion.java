package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Action;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.RdsCall;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.Rules;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * DeleteDBCluster. An Aurora cluster goes when all its instances are being deleted; a Multi-AZ DB cluster takes its own
 * with it. Automated backups go too unless they are to be kept.
 */
final class ClusterDeletion {

    private static final Set<String> DELETABLE = Set.of(
            "available",
            "stopped",
            "failed",
            "cloning-failed",
            "incompatible-restore",
            "incompatible-parameters",
            "inaccessible-encryption-credentials",
            "migration-failed",
            "restore-error");

    private ClusterDeletion() {}

    static Map<String, Action> actions() {
        return Map.of("DeleteDBCluster", ClusterDeletion::delete);
    }

    private static List<Xml> delete(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        Clusters clusters = Clusters.of(region);
        Facts cluster = clusters.require(in.required("DBClusterIdentifier"));
        check(region, in, cluster);
        Facts deleting = cluster.with("Status", "deleting").without("stuck");
        clusters.put(deleting);
        World world = region.world();
        Instant due = world.due(Work.DELETE);
        if (!in.is("SkipFinalSnapshot")) {
            String id = Rules.name("FinalDBSnapshotIdentifier", in.required("FinalDBSnapshotIdentifier"), 63);
            ClusterSnapshots.take(region, cluster, ClusterSnapshots.of(region, cluster, id, Map.of()));
            due = due.plus(world.delay(Work.SNAPSHOT));
        }
        boolean retaining = in.flag("DeleteAutomatedBackups").map(gone -> !gone).orElse(false);
        String data = cluster.text("data");
        world.agenda().at(due, data, () -> world.data().delete(data), failure -> end(region, deleting, retaining));
        return List.of(ClusterXml.cluster(region, deleting));
    }

    private static void check(Region region, Parameters in, Facts cluster) {
        boolean named = in.has("FinalDBSnapshotIdentifier");
        if (in.is("SkipFinalSnapshot") == named) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    named
                            ? "FinalDBSnapshotIdentifier can not be specified when deleting without a final snapshot."
                            : "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        }
        if (cluster.is("DeletionProtection")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Cannot delete protected Cluster, please disable deletion protection and try again.");
        }
        if (!DELETABLE.contains(Clusters.status(cluster))) {
            throw Clusters.notReady(cluster);
        }
        boolean inUse = Members.of(region, cluster).stream()
                .anyMatch(member -> !member.text("DBInstanceStatus").equals("deleting"));
        if (Clusters.isAurora(cluster) && inUse) {
            throw Refusal.of(
                    "InvalidDBClusterStateFault",
                    "Cluster cannot be deleted, it still contains DB instances in non-deleting state.");
        }
    }

    private static void end(Region region, Facts cluster, boolean retaining) {
        Clusters clusters = Clusters.of(region);
        Members.of(region, cluster).forEach(member -> Members.remove(region, member));
        clusters.current(cluster)
                .ifPresent(now -> clusters.clusters()
                        .remove(Clusters.name(now), region.world().now()));
        leave(region, cluster, retaining);
    }

    /** Keeps the backups of a cluster whose data were deleted until their retention is over, or lets them go. */
    static void leave(Region region, Facts cluster, boolean retaining) {
        World world = region.world();
        if (!retaining) {
            forget(world, cluster);
            return;
        }
        Clusters clusters = Clusters.of(region);
        String id = Clusters.resourceId(cluster);
        clusters.retained().put(id, ClusterBackups.frozen(world, cluster), world.now());
        Instant end = world.now().plus(Duration.ofDays(cluster.number("BackupRetentionPeriod")));
        world.agenda().at(end, () -> {
            clusters.retained().remove(id, world.now());
            forget(world, cluster);
        });
    }

    private static void forget(World world, Facts cluster) {
        String data = cluster.text("data");
        world.agenda().at(world.now(), data, () -> world.data().forget(data), failure -> {});
    }
}
