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
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CreateDBClusterSnapshot, CopyDBClusterSnapshot and DeleteDBClusterSnapshot. */
final class ClusterSnapshots {

    private static final int LONGEST_NAME = 63;
    private static final Set<String> SNAPSHOTABLE = Set.of("available", "backing-up", "storage-optimization");
    private static final List<String> TAKEN_FROM_THE_CLUSTER = List.of(
            "DBClusterIdentifier",
            "Engine",
            "EngineMode",
            "EngineVersion",
            "AllocatedStorage",
            "ClusterCreateTime",
            "MasterUsername",
            "LicenseModel",
            "StorageEncrypted",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "KmsKeyId",
            "IAMDatabaseAuthenticationEnabled",
            "StorageType",
            "DbClusterResourceId",
            "Port",
            "Iops",
            "DatabaseName",
            "NetworkType");

    private ClusterSnapshots() {}

    static Map<String, Action> actions() {
        return Map.of(
                "CreateDBClusterSnapshot", ClusterSnapshots::create,
                "CopyDBClusterSnapshot", ClusterSnapshots::copy,
                "DeleteDBClusterSnapshot", ClusterSnapshots::delete);
    }

    static String name(Facts snapshot) {
        return snapshot.text("DBClusterSnapshotIdentifier");
    }

    static Refusal absent(String id) {
        return Refusal.of("DBClusterSnapshotNotFoundFault", 404, "DBClusterSnapshot " + id + " not found.");
    }

    /** Returns a snapshot as it is. */
    static Facts require(Region region, String nameOrArn) {
        return Clusters.of(region)
                .snapshots()
                .find(region.nameOf("cluster-snapshot", nameOrArn))
                .orElseThrow(() -> absent(nameOrArn));
    }

    private static List<Xml> create(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String id = newName(region, in.required("DBClusterSnapshotIdentifier"));
        Facts cluster = Clusters.of(region).require(in.required("DBClusterIdentifier"));
        if (!SNAPSHOTABLE.contains(Clusters.status(cluster))) {
            throw Clusters.notReady(cluster);
        }
        return List.of(ClusterXml.snapshot(region, take(region, cluster, of(region, cluster, id, Tags.asked(in)))));
    }

    private static String newName(Region region, String asked) {
        String name = Rules.name("DBClusterSnapshotIdentifier", asked, LONGEST_NAME);
        Clusters clusters = Clusters.of(region);
        if (clusters.snapshots().find(name).isPresent()) {
            throw Refusal.of(
                    "DBClusterSnapshotAlreadyExistsFault",
                    "Cannot create the cluster snapshot because one with the identifier " + name + " already exists.");
        }
        int used = (int) clusters.snapshots().all().stream()
                .filter(snapshot -> snapshot.text("SnapshotType").equals("manual"))
                .count();
        int limit = region.quotas().limit("ManualClusterSnapshots");
        region.quotas()
                .require(
                        "ManualClusterSnapshots",
                        used,
                        "SnapshotQuotaExceeded",
                        "Cannot create more than " + limit + " manual cluster snapshots: " + used + " are there");
        return name;
    }

    /** Returns the facts of a snapshot that is being made. */
    static Facts of(Region region, Facts cluster, String id, Map<String, String> tags) {
        Map<String, String> values = new HashMap<>();
        TAKEN_FROM_THE_CLUSTER.forEach(name -> cluster.find(name).ifPresent(value -> values.put(name, value)));
        String now = QueryProtocol.time(region.world().now());
        values.put("DBClusterSnapshotIdentifier", id);
        values.put("DBClusterSnapshotArn", region.arn("cluster-snapshot", id));
        values.put("SnapshotCreateTime", now);
        values.put("SnapshotType", "manual");
        values.put("Status", "creating");
        values.put("began", now);
        values.put("VpcId", region.network().requireVpc(cluster.text("DBSubnetGroup")));
        values.put("data", region.world().newId("cluster-snap-"));
        Map<String, String> all = new LinkedHashMap<>(cluster.is("CopyTagsToSnapshot") ? cluster.tags() : Map.of());
        all.putAll(tags);
        return Facts.NONE.with(values).withTags(all).withList("AvailabilityZones", cluster.list("AvailabilityZones"));
    }

    /** Begins to take a snapshot of a cluster. */
    static Facts take(Region region, Facts cluster, Facts snapshot) {
        World world = region.world();
        Instant due = world.due(Work.SNAPSHOT);
        Facts begun = put(region, snapshot.with("due", QueryProtocol.time(due)));
        String data = cluster.text("data");
        world.agenda()
                .at(
                        due,
                        data,
                        () -> world.data().snapshot(data, snapshot.text("data")),
                        failure -> finish(region, snapshot, failure.isPresent() ? "failed" : "available"));
        return begun;
    }

    private static Facts put(Region region, Facts snapshot) {
        Clusters.of(region)
                .snapshots()
                .put(name(snapshot), snapshot, region.world().now());
        return snapshot;
    }

    private static void finish(Region region, Facts snapshot, String status) {
        current(region, snapshot)
                .filter(now -> !now.text("Status").equals("deleting"))
                .ifPresent(now -> put(region, now.with("Status", status)));
    }

    private static Optional<Facts> current(Region region, Facts snapshot) {
        return Clusters.of(region)
                .snapshots()
                .find(name(snapshot))
                .filter(now -> now.text("DBClusterSnapshotArn").equals(snapshot.text("DBClusterSnapshotArn")))
                .filter(now -> now.text("began").equals(snapshot.text("began")));
    }

    /** A copy is asked for where it is to lie, and its source named by ARN if that is elsewhere. */
    private static List<Xml> copy(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String source = in.required("SourceDBClusterSnapshotIdentifier");
        Region home = source.startsWith("arn:") ? region.world().region(source.split(":", -1)[3]) : region;
        Facts original = require(home, source);
        if (!original.text("Status").equals("available")) {
            throw Refusal.of(
                    "InvalidDBClusterSnapshotStateFault",
                    "The snapshot " + name(original) + " is not in the available state: it is "
                            + original.text("Status"));
        }
        String id = newName(region, in.required("TargetDBClusterSnapshotIdentifier"));
        Map<String, String> tags = new LinkedHashMap<>(in.is("CopyTags") ? original.tags() : Map.of());
        tags.putAll(Tags.asked(in));
        World world = region.world();
        Instant due = world.due(Work.COPY);
        Facts copy = encrypted(region, home, in, original)
                .with("DBClusterSnapshotIdentifier", id)
                .with("DBClusterSnapshotArn", region.arn("cluster-snapshot", id))
                .with("SourceDBClusterSnapshotArn", original.text("DBClusterSnapshotArn"))
                .with("SnapshotType", "manual")
                .with("Status", "copying")
                .with("began", QueryProtocol.time(world.now()))
                .with("due", QueryProtocol.time(due))
                .withList("AvailabilityZones", region.network().zones())
                .withTags(tags);
        put(region, copy);
        world.agenda().at(due, () -> finish(region, copy, "available"));
        return List.of(ClusterXml.snapshot(region, copy));
    }

    private static Facts encrypted(Region region, Region home, Parameters in, Facts original) {
        Optional<String> key = in.text("KmsKeyId").filter(text -> !text.isEmpty());
        if (!original.is("StorageEncrypted")) {
            if (key.isPresent()) {
                throw Refusal.of(
                        "InvalidParameterCombination",
                        "KmsKeyId can't be specified for a copy of a DB cluster snapshot that isn't encrypted.");
            }
            return original;
        }
        if (key.isEmpty() && region != home) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "KmsKeyId must be specified to copy an encrypted DB cluster snapshot from another region.");
        }
        return original.with("KmsKeyId", region.network().requireKey(key.orElse(original.text("KmsKeyId"))));
    }

    private static List<Xml> delete(RdsCall call) {
        Region region = call.region();
        Facts snapshot = require(region, call.in().required("DBClusterSnapshotIdentifier"));
        Set<String> deletable = Set.of("available", "failed", "copying");
        if (!snapshot.text("SnapshotType").equals("manual") || !deletable.contains(snapshot.text("Status"))) {
            throw Refusal.of(
                    "InvalidDBClusterSnapshotStateFault",
                    "Cannot delete the snapshot " + name(snapshot) + ": it is " + snapshot.text("SnapshotType")
                            + " and " + snapshot.text("Status"));
        }
        Facts deleting = put(region, snapshot.with("Status", "deleting"));
        World world = region.world();
        world.agenda()
                .at(world.now().plusSeconds(world.delay(Work.DELETE).toSeconds() / 10), () -> remove(region, deleting));
        return List.of(ClusterXml.snapshot(region, deleting));
    }

    private static void remove(Region region, Facts snapshot) {
        World world = region.world();
        current(region, snapshot)
                .ifPresent(now -> Clusters.of(region).snapshots().remove(name(now), world.now()));
        String data = snapshot.text("data");
        boolean shared = world.regions().stream()
                .anyMatch(other -> Clusters.of(other).snapshots().all().stream()
                        .anyMatch(kept -> kept.text("data").equals(data)));
        if (!shared) {
            world.agenda().at(world.now(), data, () -> world.data().deleteSnapshot(data), failure -> {});
        }
    }
}
