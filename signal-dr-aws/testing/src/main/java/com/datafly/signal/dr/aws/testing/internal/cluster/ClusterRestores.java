package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Action;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.RdsCall;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.Rules;
import com.datafly.signal.dr.aws.testing.internal.rds.Tags;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * RestoreDBClusterFromSnapshot and RestoreDBClusterToPointInTime: a new cluster that inherits little.
 *
 * <p>Taken over are engine, storage, key, retention and backup window, of a snapshot the port, and of a Multi-AZ DB
 * cluster's past its class. Not taken over are subnet group, security groups, parameter group, protection, IAM
 * authentication, monitoring, performance insights, exported logs, the maintenance window, tags, and whether tags are
 * copied to snapshots. An Aurora cluster has no instance afterwards; a Multi-AZ DB cluster comes with its three.
 */
final class ClusterRestores {

    private static final String COPY_ON_WRITE = "copy-on-write";
    private static final List<String> INHERITED = List.of(
            "EngineVersion",
            "MasterUsername",
            "DatabaseName",
            "AllocatedStorage",
            "StorageType",
            "Iops",
            "StorageEncrypted",
            "KmsKeyId",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "NetworkType");

    private ClusterRestores() {}

    static Map<String, Action> actions() {
        return Map.of(
                "RestoreDBClusterFromSnapshot", ClusterRestores::fromSnapshot,
                "RestoreDBClusterToPointInTime", ClusterRestores::toPointInTime);
    }

    private static List<Xml> fromSnapshot(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("DBClusterIdentifier", in.required("DBClusterIdentifier"), 63);
        Facts snapshot = ClusterSnapshots.require(region, in.required("SnapshotIdentifier"));
        if (!in.required("Engine").equals(snapshot.text("Engine"))) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "The engine " + in.required("Engine") + " is not compatible with the snapshot's engine "
                            + snapshot.text("Engine"));
        }
        if (!snapshot.text("Status").equals("available")) {
            throw Refusal.of(
                    "InvalidDBClusterSnapshotStateFault",
                    "The snapshot " + ClusterSnapshots.name(snapshot) + " is not in the available state: it is "
                            + snapshot.text("Status"));
        }
        if (!Clusters.isAurora(snapshot)) {
            in.required("DBClusterInstanceClass");
        }
        Facts cluster = target(region, in, name, snapshot.with("port", snapshot.text("Port")));
        World world = region.world();
        Runnable work = () -> world.data().restore(snapshot.text("data"), cluster.text("data"));
        return begin(region, cluster, Work.RESTORE, work);
    }

    private static List<Xml> toPointInTime(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("DBClusterIdentifier", in.required("DBClusterIdentifier"), 63);
        boolean clone = isClone(in);
        Facts source = source(region, in);
        Optional<Instant> until = Optional.empty();
        if (clone) {
            requireClonable(in, source);
        } else {
            until = Optional.of(point(region, in, source));
        }
        Facts cluster = target(region, in, name, source);
        World world = region.world();
        String past = source.text("data");
        Optional<Instant> exact = exact(world, past, until);
        Runnable work = () -> world.data().recover(past, exact, cluster.text("data"));
        Facts made = clone ? cluster.with("CloneGroupId", cloneGroup(region, source)) : cluster;
        return begin(region, made, clone ? Work.CREATE : Work.POINT_IN_TIME, work);
    }

    private static boolean isClone(Parameters in) {
        String type = in.text("RestoreType").orElse("full-copy");
        Rules.oneOf("restore type", type, Set.of("full-copy", COPY_ON_WRITE));
        return type.equals(COPY_ON_WRITE);
    }

    private static Facts source(Region region, Parameters in) {
        if (in.has("SourceDBClusterIdentifier") == in.has("SourceDbClusterResourceId")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Exactly one of SourceDBClusterIdentifier and SourceDbClusterResourceId must be specified.");
        }
        Clusters clusters = Clusters.of(region);
        if (in.has("SourceDBClusterIdentifier")) {
            return clusters.require(in.required("SourceDBClusterIdentifier"));
        }
        String id = in.required("SourceDbClusterResourceId");
        return clusters.clusters().all().stream()
                .filter(cluster -> Clusters.resourceId(cluster).equals(id))
                .findFirst()
                .or(() -> clusters.retained().find(id))
                .orElseThrow(() -> Refusal.of(
                        "DBClusterAutomatedBackupNotFoundFault",
                        404,
                        "No automated backup for the DB cluster " + id + " was found."));
    }

    /** A clone shows the present, so it takes no time, and needs a cluster of Aurora that has an instance. */
    private static void requireClonable(Parameters in, Facts source) {
        if (!Clusters.isAurora(source)) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "RestoreType copy-on-write is supported for Aurora DB clusters only.");
        }
        if (in.has("RestoreToTime") || !in.is("UseLatestRestorableTime")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "RestoreType copy-on-write needs UseLatestRestorableTime, and takes no RestoreToTime.");
        }
        if (!Clusters.status(source).equals("available")
                || source.list("members").isEmpty()) {
            throw Refusal.of(
                    "InvalidDBClusterStateFault",
                    "DB Cluster " + Clusters.name(source) + " is " + Clusters.status(source) + " and has "
                            + source.list("members").size() + " instances: it must be available and have one.");
        }
    }

    private static Instant point(Region region, Parameters in, Facts source) {
        boolean latest = in.is("UseLatestRestorableTime");
        if (latest == in.has("RestoreToTime")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    latest
                            ? "RestoreToTime cannot be specified if UseLatestRestorableTime is true."
                            : "Either RestoreToTime or UseLatestRestorableTime must be specified.");
        }
        Reach window = ClusterBackups.window(region.world(), source)
                .orElseThrow(() -> Refusal.of(
                        "InvalidDBClusterStateFault",
                        "DB Cluster " + Clusters.name(source) + " has no restorable time yet."));
        Instant asked = in.time("RestoreToTime")
                .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
                .orElse(window.latest());
        boolean early = asked.isBefore(window.earliest().truncatedTo(ChronoUnit.SECONDS));
        if (early || asked.isAfter(window.latest())) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "DB Cluster " + Clusters.name(source) + " cannot be restored to " + QueryProtocol.time(asked)
                            + ": it can be restored to a time from " + QueryProtocol.time(window.earliest()) + " to "
                            + QueryProtocol.time(window.latest()) + ".");
        }
        return asked;
    }

    /** A second may begin before the data do. */
    private static Optional<Instant> exact(World world, String past, Optional<Instant> until) {
        return until.map(instant -> world.data()
                .reach(past)
                .map(Reach::earliest)
                .filter(instant::isBefore)
                .orElse(instant));
    }

    private static String cloneGroup(Region region, Facts source) {
        Clusters clusters = Clusters.of(region);
        String group =
                source.find("CloneGroupId").orElseGet(() -> region.world().newId(""));
        clusters.change(source, Map.of("CloneGroupId", group));
        return group;
    }

    /** Returns the facts of a restored cluster, refused where RDS refuses it. */
    private static Facts target(Region region, Parameters in, String name, Facts source) {
        Clusters clusters = Clusters.of(region);
        Facts fresh = clusters.fresh(name, source.text("Engine"));
        Map<String, String> inherited = new HashMap<>();
        INHERITED.forEach(setting -> source.find(setting).ifPresent(value -> inherited.put(setting, value)));
        source.find("port").ifPresent(port -> inherited.put("Port", port));
        source.find("DBClusterInstanceClass").ifPresent(type -> inherited.put("DBClusterInstanceClass", type));
        Facts plain = Clusters.withNetworkDefaults(fresh.with(inherited))
                .with("PreferredMaintenanceWindow", maintenance(source.text("PreferredBackupWindow")));
        Facts cluster =
                encrypted(region, in, ClusterSettings.apply(region, in, plain)).withTags(Tags.asked(in));
        clusters.requireFree(name);
        int used = clusters.clusters().size();
        region.quotas()
                .require(
                        "DBClusters",
                        used,
                        "DBClusterQuotaExceededFault",
                        "Cannot create more than " + region.quotas().limit("DBClusters") + " DB clusters: " + used
                                + " are there");
        if (!Clusters.isAurora(cluster)) {
            Members.requireRoom(region, Members.OF_A_MULTI_AZ_CLUSTER);
        }
        return cluster.with("endsAs", Optional.ofNullable(region.nextRestores().poll()));
    }

    /** RDS picks a window at random; this one is never that of the backups. */
    private static String maintenance(String backupWindow) {
        return backupWindow.compareTo("12:00") < 0 ? "wed:19:01-wed:19:31" : "wed:07:01-wed:07:31";
    }

    private static Facts encrypted(Region region, Parameters in, Facts cluster) {
        Optional<String> asked = in.text("KmsKeyId").filter(key -> !key.isEmpty());
        Optional<String> key = asked.or(() -> cluster.find("KmsKeyId").filter(own -> cluster.is("StorageEncrypted")));
        return key.map(id -> cluster.with("KmsKeyId", region.network().requireKey(id))
                        .with("StorageEncrypted", true))
                .orElse(cluster);
    }

    private static List<Xml> begin(Region region, Facts cluster, Work kind, Runnable work) {
        World world = region.world();
        Clusters clusters = Clusters.of(region);
        clusters.put(cluster);
        if (!Clusters.isAurora(cluster)) {
            Members.makeThree(region, cluster, "creating");
        }
        world.agenda().at(world.due(kind), cluster.text("data"), work, failure -> {
            String broken = kind == Work.CREATE ? "cloning-failed" : "restore-error";
            String end = failure.isPresent() ? broken : cluster.find("endsAs").orElse("available");
            clusters.change(cluster, Map.of("Status", end));
            Members.statusOfAll(region, cluster, end.equals("available") ? "available" : "failed");
        });
        return List.of(ClusterXml.cluster(region, clusters.current(cluster).orElse(cluster)));
    }
}
