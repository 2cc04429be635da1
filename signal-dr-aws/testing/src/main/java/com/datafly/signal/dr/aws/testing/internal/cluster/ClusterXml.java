package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Clusters, their snapshots and their automated backups as they are answered. */
final class ClusterXml {

    /** What begins the name of a value that is not in force yet. */
    static final String PENDING = "pending:";

    private static final List<String> CLUSTER = List.of(
            "AllocatedStorage",
            "BackupRetentionPeriod",
            "DatabaseName",
            "DBClusterIdentifier",
            "DBClusterParameterGroup",
            "DBSubnetGroup",
            "Status",
            "MultiAZ",
            "Engine",
            "EngineVersion",
            "MasterUsername",
            "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
            "StorageEncrypted",
            "KmsKeyId",
            "DbClusterResourceId",
            "DBClusterArn",
            "IAMDatabaseAuthenticationEnabled",
            "CloneGroupId",
            "ClusterCreateTime",
            "EngineMode",
            "DBClusterInstanceClass",
            "StorageType",
            "Iops",
            "PubliclyAccessible",
            "AutoMinorVersionUpgrade",
            "DeletionProtection",
            "HttpEndpointEnabled",
            "CopyTagsToSnapshot",
            "CrossAccountClone",
            "NetworkType",
            "MonitoringInterval",
            "MonitoringRoleArn",
            "DatabaseInsightsMode",
            "PerformanceInsightsEnabled",
            "PerformanceInsightsKMSKeyId",
            "PerformanceInsightsRetentionPeriod");
    private static final List<String> SNAPSHOT = List.of(
            "DBClusterSnapshotIdentifier",
            "DBClusterIdentifier",
            "SnapshotCreateTime",
            "Engine",
            "EngineMode",
            "AllocatedStorage",
            "Status",
            "Port",
            "VpcId",
            "ClusterCreateTime",
            "MasterUsername",
            "EngineVersion",
            "LicenseModel",
            "SnapshotType",
            "StorageEncrypted",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "KmsKeyId",
            "DBClusterSnapshotArn",
            "SourceDBClusterSnapshotArn",
            "IAMDatabaseAuthenticationEnabled",
            "StorageType",
            "DbClusterResourceId");
    private static final List<String> BACKUP = List.of(
            "Engine",
            "DBClusterIdentifier",
            "MasterUsername",
            "DbClusterResourceId",
            "LicenseModel",
            "IAMDatabaseAuthenticationEnabled",
            "ClusterCreateTime",
            "StorageEncrypted",
            "AllocatedStorage",
            "EngineVersion",
            "DBClusterArn",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "EngineMode",
            "Port",
            "KmsKeyId",
            "StorageType",
            "Iops");

    private ClusterXml() {}

    /** Returns the element of a cluster. */
    static Xml cluster(Region region, Facts cluster) {
        Xml out = Xml.element("DBCluster");
        CLUSTER.forEach(value -> out.put(value, cluster.values().get(value)));
        out.add(names("AvailabilityZones", "AvailabilityZone", cluster.list("AvailabilityZones")));
        out.add(Xml.list("VpcSecurityGroups", securityGroups(cluster)));
        out.add(Xml.list("DBClusterMembers", members(region, cluster)));
        out.add(names("EnabledCloudwatchLogsExports", "member", cluster.list("EnabledCloudwatchLogsExports")));
        out.add(tags(cluster.tags()));
        endpoint(region, cluster, out);
        scaling(cluster, out);
        pending(cluster, out);
        ClusterBackups.window(region.world(), cluster)
                .ifPresent(window -> out.put("EarliestRestorableTime", QueryProtocol.time(window.earliest()))
                        .put("LatestRestorableTime", QueryProtocol.time(window.latest())));
        return out;
    }

    private static List<Xml> members(Region region, Facts cluster) {
        return cluster.list("members").stream()
                .filter(name -> region.instances().find(name).isPresent())
                .map(name -> Xml.element("DBClusterMember")
                        .put("DBInstanceIdentifier", name)
                        .put("IsClusterWriter", name.equals(cluster.text("writer")))
                        .put("DBClusterParameterGroupStatus", "in-sync")
                        .put("PromotionTier", 1))
                .toList();
    }

    private static void endpoint(Region region, Facts cluster, Xml out) {
        World world = region.world();
        String name = cluster.text("DBClusterIdentifier");
        String suffix = "c" + world.account() + "." + region.name() + ".rds.amazonaws.com";
        Optional<InetSocketAddress> real =
                cluster.find("writer").isPresent() ? world.data().endpoint(cluster.text("data")) : Optional.empty();
        if (!cluster.text("Status").equals("creating")) {
            out.put("Endpoint", real.map(InetSocketAddress::getHostString).orElse(name + ".cluster-" + suffix));
            out.put("ReaderEndpoint", name + ".cluster-ro-" + suffix);
        }
        out.put("Port", real.map(address -> Integer.toString(address.getPort())).orElse(cluster.text("Port")));
    }

    private static void scaling(Facts cluster, Xml out) {
        if (cluster.find("minCapacity").isPresent()) {
            out.add(Xml.element("ServerlessV2ScalingConfiguration")
                    .put("MinCapacity", cluster.text("minCapacity"))
                    .put("MaxCapacity", cluster.text("maxCapacity")));
        }
    }

    private static void pending(Facts cluster, Xml out) {
        Xml pending = Xml.element("PendingModifiedValues");
        cluster.values().forEach((name, value) -> {
            if (name.startsWith(PENDING)) {
                pending.put(name.substring(PENDING.length()), value);
            }
        });
        out.add(pending);
    }

    /** Returns the element of a snapshot. */
    static Xml snapshot(Region region, Facts snapshot) {
        Xml out = Xml.element("DBClusterSnapshot");
        SNAPSHOT.forEach(value -> out.put(value, snapshot.values().get(value)));
        out.add(names("AvailabilityZones", "AvailabilityZone", snapshot.list("AvailabilityZones")));
        out.put("PercentProgress", percent(region.world().now(), snapshot));
        return out.add(tags(snapshot.tags()));
    }

    private static int percent(Instant now, Facts snapshot) {
        if (snapshot.text("Status").equals("available")) {
            return 100;
        }
        Instant began = Instant.parse(snapshot.text("began"));
        long whole =
                Duration.between(began, Instant.parse(snapshot.text("due"))).toMillis();
        long past = Duration.between(began, now).toMillis();
        return whole <= 0 ? 0 : (int) Math.max(0, Math.min(99, past * 100 / whole));
    }

    /** Returns the element of the automated backups of a cluster, which may be gone. */
    static Xml backup(Region region, Facts cluster, String status) {
        Xml out = Xml.element("DBClusterAutomatedBackup");
        BACKUP.forEach(value -> out.put(value, cluster.values().get(value)));
        out.put("Region", region.name()).put("Status", status);
        out.put("DBClusterAutomatedBackupsArn", region.arn("cluster-auto-backup", backupId(cluster)));
        out.put("VpcId", region.network().requireVpc(cluster.text("DBSubnetGroup")));
        out.add(names("AvailabilityZones", "AvailabilityZone", cluster.list("AvailabilityZones")));
        Optional<Reach> window = ClusterBackups.window(region.world(), cluster);
        window.ifPresent(reach -> out.add(Xml.element("RestoreWindow")
                .put("EarliestTime", QueryProtocol.time(reach.earliest()))
                .put("LatestTime", QueryProtocol.time(reach.latest()))));
        return out.add(tags(cluster.tags()));
    }

    private static String backupId(Facts cluster) {
        return "ab-"
                + cluster.text("DbClusterResourceId")
                        .substring("cluster-".length())
                        .toLowerCase(Locale.ROOT);
    }

    private static List<Xml> securityGroups(Facts cluster) {
        return cluster.list("VpcSecurityGroups").stream()
                .map(id -> Xml.element("VpcSecurityGroupMembership")
                        .put("VpcSecurityGroupId", id)
                        .put("Status", "active"))
                .toList();
    }

    private static Xml names(String list, String member, Collection<String> names) {
        return Xml.list(list, names.stream().map(name -> Xml.text(member, name)).toList());
    }

    private static Xml tags(Map<String, String> tags) {
        return Xml.list(
                "TagList",
                tags.entrySet().stream()
                        .map(tag -> Xml.element("Tag").put("Key", tag.getKey()).put("Value", tag.getValue()))
                        .toList());
    }
}
