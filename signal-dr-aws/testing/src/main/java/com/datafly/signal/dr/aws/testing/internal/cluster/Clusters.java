package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Network;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.Register;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The clusters of a region, with what all actions on them do. Guarded by the lock of the {@link World}. */
public final class Clusters {

    /** The statuses in which a cluster may be changed and copied. */
    static final Set<String> READY = Set.of("available");

    private final Region region;
    private final Register<Facts> clusters;
    private final Register<Facts> snapshots;
    private final Register<Facts> retained;
    private final Set<String> parameterGroups = new HashSet<>();

    private Clusters(Region region) {
        this.region = region;
        this.clusters = region.newRegister();
        this.snapshots = region.newRegister();
        this.retained = region.newRegister();
    }

    /** Returns those of a region. */
    public static Clusters of(Region region) {
        return region.part(Clusters.class, Clusters::new);
    }

    /** Returns the clusters by name. */
    Register<Facts> clusters() {
        return clusters;
    }

    /** Returns the clusters' snapshots by name. */
    Register<Facts> snapshots() {
        return snapshots;
    }

    /** Returns what deleted clusters left, by their resource ids. */
    Register<Facts> retained() {
        return retained;
    }

    /** Makes a cluster parameter group. */
    void parameterGroup(String name) {
        parameterGroups.add(name);
    }

    /** Refuses a cluster parameter group that is not there. */
    String requireParameterGroup(String name) {
        if (!name.startsWith("default.") && !parameterGroups.contains(name)) {
            throw Refusal.of("DBClusterParameterGroupNotFound", 404, "DBClusterParameterGroup not found: " + name);
        }
        return name;
    }

    /** Returns a cluster as it is. */
    Facts require(String nameOrArn) {
        return clusters.find(region.nameOf("cluster", nameOrArn)).orElseThrow(() -> absent(nameOrArn));
    }

    /** Returns a cluster that is ready for work. */
    Facts requireReady(String nameOrArn) {
        Facts cluster = require(nameOrArn);
        if (!READY.contains(status(cluster))) {
            throw notReady(cluster);
        }
        return cluster;
    }

    static Refusal absent(String nameOrArn) {
        return Refusal.of("DBClusterNotFoundFault", 404, "DBCluster " + nameOrArn + " not found.");
    }

    static Refusal notReady(Facts cluster) {
        return Refusal.of(
                "InvalidDBClusterStateFault",
                "DB Cluster " + name(cluster) + " is not currently in the available state: it is " + status(cluster));
    }

    /** Refuses a name that is taken. */
    void requireFree(String name) {
        if (clusters.find(name).isPresent()) {
            throw Refusal.of("DBClusterAlreadyExistsFault", "DB Cluster already exists");
        }
    }

    /** Keeps a cluster as it is since now. */
    void put(Facts cluster) {
        clusters.put(name(cluster), cluster, region.world().now());
    }

    /** Changes values of a cluster since now, if it is still the same one; a status that was set stays. */
    void change(Facts cluster, Map<String, String> values) {
        current(cluster).ifPresent(now -> {
            Map<String, String> changed = new HashMap<>(values);
            if (now.is("stuck")) {
                changed.remove("Status");
            }
            put(now.with(changed));
        });
    }

    /** Returns what a cluster is now; empty if it is gone, or another has its name. */
    Optional<Facts> current(Facts cluster) {
        return clusters.find(name(cluster)).filter(now -> resourceId(now).equals(resourceId(cluster)));
    }

    static String name(Facts cluster) {
        return cluster.text("DBClusterIdentifier");
    }

    static String status(Facts cluster) {
        return cluster.text("Status");
    }

    static String resourceId(Facts cluster) {
        return cluster.text("DbClusterResourceId");
    }

    static boolean isAurora(Facts clusterOrSnapshot) {
        return clusterOrSnapshot.text("Engine").startsWith("aurora");
    }

    /** Returns a new cluster's facts: what RDS sets where nothing is asked for. */
    public Facts fresh(String name, String engine) {
        World world = region.world();
        String id = world.newId("cluster-");
        Map<String, String> values = new HashMap<>();
        values.put("DBClusterIdentifier", name);
        values.put("DBClusterArn", region.arn("cluster", name));
        values.put("DbClusterResourceId", id);
        values.put("data", id);
        values.put("Engine", engine);
        values.put("EngineVersion", "17.6");
        values.put("EngineMode", "provisioned");
        values.put("Status", "creating");
        values.put("ClusterCreateTime", QueryProtocol.time(world.now()));
        values.put("MasterUsername", "postgres");
        values.put("Port", "5432");
        values.put("BackupRetentionPeriod", "1");
        values.put("PreferredBackupWindow", "03:20-03:50");
        values.put("PreferredMaintenanceWindow", "sun:05:10-sun:05:40");
        values.put("NetworkType", "IPV4");
        values.put("MonitoringInterval", "0");
        for (String off : List.of(
                "StorageEncrypted",
                "CopyTagsToSnapshot",
                "IAMDatabaseAuthenticationEnabled",
                "DeletionProtection",
                "PerformanceInsightsEnabled",
                "HttpEndpointEnabled",
                "CrossAccountClone")) {
            values.put(off, "false");
        }
        values.put("AutoMinorVersionUpgrade", "true");
        values.putAll(engine.startsWith("aurora") ? aurora() : multiAz());
        return withNetworkDefaults(Facts.NONE.with(values))
                .withList("AvailabilityZones", region.network().zones());
    }

    private static Map<String, String> aurora() {
        return Map.of("AllocatedStorage", "1", "StorageType", "aurora", "MultiAZ", "false");
    }

    private static Map<String, String> multiAz() {
        return Map.of(
                "AllocatedStorage", "100",
                "StorageType", "io1",
                "Iops", "1000",
                "MultiAZ", "true",
                "DBClusterInstanceClass", "db.m6gd.large",
                "PubliclyAccessible", "false");
    }

    /** Returns a cluster's facts with the default subnet, security and parameter groups. */
    static Facts withNetworkDefaults(Facts cluster) {
        String major = cluster.text("EngineVersion").split("\\.", -1)[0];
        return cluster.with("DBSubnetGroup", "default")
                .with("DBClusterParameterGroup", "default." + cluster.text("Engine") + major)
                .withList("VpcSecurityGroups", List.of(Network.DEFAULT_SECURITY_GROUP));
    }
}
