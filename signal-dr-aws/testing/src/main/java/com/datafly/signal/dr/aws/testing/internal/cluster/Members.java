package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.InstanceXml;
import com.datafly.signal.dr.aws.testing.internal.rds.Instances;
import com.datafly.signal.dr.aws.testing.internal.rds.RdsCall;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.Rules;
import com.datafly.signal.dr.aws.testing.internal.rds.Tags;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The instances of clusters: what CreateDBInstance and DeleteDBInstance do to them. */
final class Members {

    /** How many instances a Multi-AZ DB cluster has. */
    static final int OF_A_MULTI_AZ_CLUSTER = 3;

    private static final String CLUSTER = "DBClusterIdentifier";
    private static final String STATUS = "DBInstanceStatus";
    private static final List<String> THE_CLUSTERS = List.of(
            "MasterUsername",
            "MasterUserPassword",
            "AllocatedStorage",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "StorageEncrypted",
            "KmsKeyId",
            "StorageType",
            "Iops",
            "MultiAZ");

    private Members() {}

    /** Tells whether an instance belongs to a cluster. */
    static boolean isMember(Facts instance) {
        return instance.find(CLUSTER).isPresent();
    }

    /** Makes an instance of an Aurora cluster. */
    static List<Xml> create(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("DBInstanceIdentifier", in.required("DBInstanceIdentifier"), 63);
        Facts cluster = Clusters.of(region).requireReady(in.required(CLUSTER));
        check(in, cluster);
        Facts member = withChoices(region, in, fresh(region, cluster, name)).withTags(Tags.asked(in));
        if (region.instances().find(name).isPresent()) {
            throw Refusal.of("DBInstanceAlreadyExists", "DB instance already exists");
        }
        requireRoom(region, 1);
        World world = region.world();
        join(region, cluster, member);
        world.agenda().at(world.due(Work.CREATE), () -> {
            String end = member.find("endsAs").orElse("available");
            change(region, member, end);
            Clusters.of(region)
                    .current(cluster)
                    .filter(now -> now.find("writer").isEmpty() && end.equals("available"))
                    .ifPresent(now -> Clusters.of(region).change(now, Map.of("writer", name)));
        });
        return List.of(InstanceXml.of(region, member));
    }

    private static void check(Parameters in, Facts cluster) {
        if (!Clusters.isAurora(cluster)) {
            throw Refusal.of("InvalidParameterCombination", "An instance cannot be added to a Multi-AZ DB cluster.");
        }
        String engine = in.required("Engine");
        if (!engine.equals(cluster.text("Engine"))) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "The engine name requested for your DB instance (" + engine
                            + ") doesn't match the engine name of your DB cluster (" + cluster.text("Engine") + ").");
        }
        for (String setting : THE_CLUSTERS) {
            if (in.has(setting)) {
                throw Refusal.of(
                        "InvalidParameterCombination",
                        "The requested DB Instance will be a member of a DB Cluster. Set " + setting
                                + " for the DB Cluster.");
            }
        }
    }

    private static Facts withChoices(Region region, Parameters in, Facts fresh) {
        Facts out = fresh.with("DBInstanceClass", in.required("DBInstanceClass"));
        for (String setting : List.of(
                "DBParameterGroupName",
                "AvailabilityZone",
                "CACertificateIdentifier",
                "PubliclyAccessible",
                "AutoMinorVersionUpgrade",
                "PromotionTier",
                "PreferredMaintenanceWindow")) {
            out = out.with(setting, in.text(setting).filter(value -> !value.isEmpty()));
        }
        if (!out.text("DBInstanceClass").matches("db\\.[a-z0-9-]+\\.[a-z0-9]+")) {
            throw Refusal.of("InvalidParameterValue", "Invalid DB Instance class: " + out.text("DBInstanceClass"));
        }
        region.network().requireParameterGroup(out.text("DBParameterGroupName"));
        region.network().requireZone(out.text("AvailabilityZone"));
        return out.with("endsAs", Optional.ofNullable(region.nextRestores().poll()));
    }

    /** Refuses instances for which there is no room. */
    static void requireRoom(Region region, int more) {
        int limit = region.quotas().limit("DBInstances");
        int used = region.instances().size();
        region.quotas()
                .require(
                        "DBInstances",
                        used + more - 1,
                        "InstanceQuotaExceeded",
                        "DB Instance quota exceeded: " + used + " of " + limit + " instances are used");
    }

    /** Returns the facts of a new member. */
    static Facts fresh(Region region, Facts cluster, String name) {
        Map<String, String> values = new HashMap<>();
        values.put(CLUSTER, Clusters.name(cluster));
        values.put("data", cluster.text("data"));
        values.put("EngineVersion", cluster.text("EngineVersion"));
        values.put("MasterUsername", cluster.text("MasterUsername"));
        values.put("DBSubnetGroupName", cluster.text("DBSubnetGroup"));
        values.put("StorageEncrypted", cluster.text("StorageEncrypted"));
        values.put("BackupRetentionPeriod", cluster.text("BackupRetentionPeriod"));
        values.put("PreferredBackupWindow", cluster.text("PreferredBackupWindow"));
        values.put("StorageType", cluster.text("StorageType"));
        values.put("AllocatedStorage", cluster.text("AllocatedStorage"));
        values.put("PromotionTier", "1");
        values.put("port", cluster.text("Port"));
        values.put("DBInstanceClass", cluster.find("DBClusterInstanceClass").orElse("db.r6g.large"));
        return Instances.fresh(region, name, cluster.text("Engine"))
                .with(values)
                .with("KmsKeyId", cluster.find("KmsKeyId"))
                .withList("VpcSecurityGroups", cluster.list("VpcSecurityGroups"));
    }

    /** Keeps a member, and lets its cluster know it. */
    static void join(Region region, Facts cluster, Facts member) {
        Instant now = region.world().now();
        String name = member.text("DBInstanceIdentifier");
        region.instances().put(name, member, now);
        Clusters clusters = Clusters.of(region);
        clusters.current(cluster).ifPresent(found -> clusters.put(found.adding("members", name)));
    }

    /** Makes the writer and the two readers of a Multi-AZ DB cluster, each in a zone of its own. */
    static void makeThree(Region region, Facts cluster, String status) {
        List<String> zones = region.network().zones();
        for (int i = 0; i < OF_A_MULTI_AZ_CLUSTER; i++) {
            String name = Clusters.name(cluster) + "-instance-" + (i + 1);
            Facts member = fresh(region, cluster, name)
                    .with(STATUS, status)
                    .with("AvailabilityZone", zones.get(i % zones.size()));
            join(region, cluster, member);
        }
        Clusters.of(region).change(cluster, Map.of("writer", Clusters.name(cluster) + "-instance-1"));
    }

    /** Changes the status of all members of a cluster. */
    static void statusOfAll(Region region, Facts cluster, String status) {
        of(region, cluster).forEach(member -> change(region, member, status));
    }

    /** Returns the members of a cluster as they are. */
    static List<Facts> of(Region region, Facts cluster) {
        return Clusters.of(region).current(cluster).orElse(cluster).list("members").stream()
                .flatMap(name -> region.instances().find(name).stream())
                .toList();
    }

    private static void change(Region region, Facts member, String status) {
        String name = member.text("DBInstanceIdentifier");
        region.instances()
                .find(name)
                .filter(now -> now.text("DbiResourceId").equals(member.text("DbiResourceId")))
                .filter(now -> !now.is("stuck") && !now.text(STATUS).equals("deleting"))
                .ifPresent(now -> region.instances()
                        .put(name, now.with(STATUS, status), region.world().now()));
    }

    /** Deletes an instance of an Aurora cluster; the cluster's protection does not hold it, and its data stay. */
    static List<Xml> delete(RdsCall call, Facts member) {
        Region region = call.region();
        if (call.in().has("FinalDBSnapshotIdentifier")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance");
        }
        String name = member.text("DBInstanceIdentifier");
        if (member.text(STATUS).equals("deleting")) {
            throw Refusal.of("InvalidDBInstanceState", "Instance " + name + " is already being deleted.");
        }
        Facts cluster = Clusters.of(region).require(member.text(CLUSTER));
        if (!Clusters.isAurora(cluster)) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Instance " + name + " is a member of a Multi-AZ DB cluster: delete the cluster instead.");
        }
        Facts deleting = member.with(STATUS, "deleting").without("stuck");
        World world = region.world();
        region.instances().put(name, deleting, world.now());
        leaveWriting(region, cluster, name);
        world.agenda().at(world.due(Work.DELETE), () -> remove(region, deleting));
        return List.of(InstanceXml.of(region, deleting));
    }

    /** Lets another instance write if there is one. */
    private static void leaveWriting(Region region, Facts cluster, String leaving) {
        if (!cluster.text("writer").equals(leaving)) {
            return;
        }
        Optional<String> heir = of(region, cluster).stream()
                .filter(member -> member.text(STATUS).equals("available"))
                .map(member -> member.text("DBInstanceIdentifier"))
                .findFirst();
        Clusters clusters = Clusters.of(region);
        clusters.put(heir.map(name -> cluster.with("writer", name)).orElseGet(() -> cluster.without("writer")));
    }

    /** Removes a member. */
    static void remove(Region region, Facts member) {
        String name = member.text("DBInstanceIdentifier");
        region.instances()
                .find(name)
                .filter(now -> now.text("DbiResourceId").equals(member.text("DbiResourceId")))
                .ifPresent(now -> {
                    region.instances().remove(name, region.world().now());
                    Clusters clusters = Clusters.of(region);
                    clusters.clusters()
                            .find(member.text(CLUSTER))
                            .ifPresent(cluster -> clusters.put(cluster.removing("members", name)));
                });
    }
}
