package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Network;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of a cluster that a request asks for, checked. */
final class ClusterSettings {

    private static final List<String> SAME_NAME = List.of(
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
            "Port",
            "StorageType",
            "Iops",
            "AllocatedStorage",
            "DBClusterInstanceClass",
            "PubliclyAccessible",
            "AutoMinorVersionUpgrade",
            "DeletionProtection",
            "CopyTagsToSnapshot",
            "NetworkType",
            "MonitoringInterval",
            "MonitoringRoleArn",
            "DatabaseInsightsMode",
            "PerformanceInsightsKMSKeyId",
            "PerformanceInsightsRetentionPeriod",
            "DatabaseName",
            "EngineVersion",
            "EngineMode");
    private static final Map<String, String> OTHER_NAME = Map.of(
            "DBSubnetGroupName", "DBSubnetGroup",
            "DBClusterParameterGroupName", "DBClusterParameterGroup",
            "EnableIAMDatabaseAuthentication", "IAMDatabaseAuthenticationEnabled",
            "EnablePerformanceInsights", "PerformanceInsightsEnabled",
            "ServerlessV2ScalingConfiguration.MinCapacity", "minCapacity",
            "ServerlessV2ScalingConfiguration.MaxCapacity", "maxCapacity");
    private static final List<String> FLAGS = List.of(
            "PubliclyAccessible",
            "AutoMinorVersionUpgrade",
            "DeletionProtection",
            "CopyTagsToSnapshot",
            "EnableIAMDatabaseAuthentication",
            "EnablePerformanceInsights",
            "ApplyImmediately");
    private static final List<String> NUMBERS = List.of(
            "BackupRetentionPeriod",
            "Port",
            "Iops",
            "AllocatedStorage",
            "MonitoringInterval",
            "PerformanceInsightsRetentionPeriod");
    private static final List<String> MULTI_AZ_ONLY = List.of("DBClusterInstanceClass", "Iops", "AllocatedStorage");

    private ClusterSettings() {}

    /** Returns the values that are asked for, by the names under which they are answered. */
    static Map<String, String> asked(Parameters in) {
        FLAGS.forEach(in::flag);
        NUMBERS.forEach(in::integer);
        Map<String, String> out = new HashMap<>();
        SAME_NAME.forEach(name -> in.text(name).ifPresent(value -> out.put(name, value)));
        OTHER_NAME.forEach((name, answered) -> in.text(name).ifPresent(value -> out.put(answered, value)));
        return out;
    }

    /** Returns a cluster's facts with what is asked for, or refuses it. */
    static Facts apply(Region region, Parameters in, Facts before) {
        Facts out = before.with(asked(in));
        List<String> groups = in.list("VpcSecurityGroupIds");
        if (!groups.isEmpty()) {
            out = out.withList("VpcSecurityGroups", groups);
        } else if (!out.text("DBSubnetGroup").equals(before.text("DBSubnetGroup"))) {
            out = out.withList(
                    "VpcSecurityGroups", List.of(region.network().defaultSecurityGroup(out.text("DBSubnetGroup"))));
        }
        out = logs(in, out);
        if (Clusters.isAurora(out)) {
            requireNone(in, MULTI_AZ_ONLY, "an Aurora DB cluster");
        }
        check(region, out);
        return out;
    }

    private static Facts logs(Parameters in, Facts cluster) {
        Facts out = cluster;
        List<String> exported = in.list("EnableCloudwatchLogsExports");
        if (!exported.isEmpty()) {
            out = out.withList("EnabledCloudwatchLogsExports", exported);
        }
        Parameters changed = in.structure("CloudwatchLogsExportConfiguration");
        for (String log : changed.list("EnableLogTypes")) {
            out = out.adding("EnabledCloudwatchLogsExports", log);
        }
        for (String log : changed.list("DisableLogTypes")) {
            out = out.removing("EnabledCloudwatchLogsExports", log);
        }
        return out;
    }

    private static void requireNone(Parameters in, List<String> names, String what) {
        for (String name : names) {
            if (in.has(name)) {
                throw Refusal.of("InvalidParameterCombination", name + " isn't supported for " + what + ".");
            }
        }
    }

    /** Refuses settings that RDS refuses. */
    static void check(Region region, Facts cluster) {
        int retention = cluster.number("BackupRetentionPeriod");
        if (retention < 1 || retention > 35) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "Invalid backup retention period: " + retention + ". Retention period must be between 1 and 35.");
        }
        Rules.windows(cluster.text("PreferredBackupWindow"), cluster.text("PreferredMaintenanceWindow"));
        Set<String> storage =
                Clusters.isAurora(cluster) ? Set.of("aurora", "aurora-iopt1") : Set.of("io1", "io2", "gp3");
        Rules.oneOf("storage type", cluster.text("StorageType"), storage);
        Rules.oneOf("network type", cluster.text("NetworkType"), Set.of("IPV4", "DUAL"));
        Rules.oneOf(
                "monitoring interval",
                cluster.text("MonitoringInterval"),
                Set.of("0", "1", "5", "10", "15", "30", "60"));
        if (cluster.number("MonitoringInterval") > 0
                && cluster.find("MonitoringRoleArn").isEmpty()) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.");
        }
        int port = cluster.number("Port");
        if (port < 1150 || port > 65535) {
            throw Refusal.of("InvalidParameterValue", "Invalid port: " + port + ". Must be between 1150 and 65535.");
        }
        Network network = region.network();
        network.requireSecurityGroups(cluster.list("VpcSecurityGroups"), cluster.text("DBSubnetGroup"));
        Clusters.of(region).requireParameterGroup(cluster.text("DBClusterParameterGroup"));
    }
}
