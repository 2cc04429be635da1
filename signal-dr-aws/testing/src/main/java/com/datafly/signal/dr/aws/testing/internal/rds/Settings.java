package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of an instance that a request asks for, checked. */
public final class Settings {

    private static final List<String> SAME_NAME = List.of(
            "DBInstanceClass",
            "AllocatedStorage",
            "Iops",
            "StorageThroughput",
            "StorageType",
            "MultiAZ",
            "AvailabilityZone",
            "PubliclyAccessible",
            "AutoMinorVersionUpgrade",
            "LicenseModel",
            "CopyTagsToSnapshot",
            "DeletionProtection",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
            "PerformanceInsightsKMSKeyId",
            "PerformanceInsightsRetentionPeriod",
            "DatabaseInsightsMode",
            "MonitoringInterval",
            "MonitoringRoleArn",
            "CACertificateIdentifier",
            "MaxAllocatedStorage",
            "NetworkType",
            "DedicatedLogVolume",
            "DBSubnetGroupName",
            "DBParameterGroupName",
            "OptionGroupName",
            "PromotionTier",
            "EngineVersion",
            "MasterUsername",
            "DBName",
            "EngineLifecycleSupport",
            "BackupTarget",
            "ReplicaMode");
    private static final Map<String, String> OTHER_NAME = Map.of(
            "Port", "port",
            "DBPortNumber", "port",
            "EnableIAMDatabaseAuthentication", "IAMDatabaseAuthenticationEnabled",
            "EnablePerformanceInsights", "PerformanceInsightsEnabled",
            "EnableCustomerOwnedIp", "CustomerOwnedIpEnabled");
    private static final List<String> FLAGS = List.of(
            "MultiAZ",
            "PubliclyAccessible",
            "AutoMinorVersionUpgrade",
            "CopyTagsToSnapshot",
            "DeletionProtection",
            "DedicatedLogVolume",
            "EnableIAMDatabaseAuthentication",
            "EnablePerformanceInsights");
    private static final List<String> NUMBERS = List.of(
            "AllocatedStorage",
            "Iops",
            "StorageThroughput",
            "BackupRetentionPeriod",
            "MonitoringInterval",
            "MaxAllocatedStorage",
            "PerformanceInsightsRetentionPeriod",
            "Port",
            "DBPortNumber",
            "PromotionTier");

    private Settings() {}

    /** Returns the values that are asked for, by the names under which they are answered. */
    public static Map<String, String> asked(Parameters in) {
        FLAGS.forEach(in::flag);
        NUMBERS.forEach(in::integer);
        Map<String, String> out = new HashMap<>();
        SAME_NAME.forEach(name -> in.text(name).ifPresent(value -> out.put(name, value)));
        OTHER_NAME.forEach((name, answered) -> in.text(name).ifPresent(value -> out.put(answered, value)));
        return out;
    }

    /** Returns a new instance's facts with what is asked for, or refuses it. */
    public static Facts apply(Region region, Parameters in, Facts fresh) {
        if (in.is("MultiAZ") && in.has("AvailabilityZone")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Requesting a specific availability zone is not valid for Multi-AZ instances.");
        }
        Facts out = fresh.with(asked(in));
        if (!in.has("PubliclyAccessible")) {
            out = out.with("PubliclyAccessible", out.text("DBSubnetGroupName").equals("default"));
        }
        List<String> groups = in.list("VpcSecurityGroupIds");
        if (!groups.isEmpty()) {
            out = out.withList("VpcSecurityGroups", groups);
        } else if (!out.text("DBSubnetGroupName").equals("default")) {
            out = withDefaultGroupOf(region, out);
        }
        List<String> logs = in.list("EnableCloudwatchLogsExports");
        out = logs.isEmpty() ? out : out.withList("EnabledCloudwatchLogsExports", logs);
        check(region, out);
        return withZones(region, out);
    }

    /** Refuses settings that RDS refuses. */
    public static void check(Region region, Facts instance) {
        if (!instance.text("DBInstanceClass").matches("db\\.[a-z0-9-]+\\.[a-z0-9]+")) {
            throw Refusal.of("InvalidParameterValue", "Invalid DB Instance class: " + instance.text("DBInstanceClass"));
        }
        Rules.retention(instance.number("BackupRetentionPeriod"));
        Rules.windows(instance.text("PreferredBackupWindow"), instance.text("PreferredMaintenanceWindow"));
        Rules.oneOf(
                "storage type",
                instance.text("StorageType"),
                Set.of("standard", "gp2", "gp3", "io1", "io2", "aurora", "aurora-iopt1"));
        Rules.oneOf("network type", instance.text("NetworkType"), Set.of("IPV4", "DUAL"));
        checkMonitoring(instance);
        int port = instance.number("port");
        if (port < 1150 || port > 65535) {
            throw Refusal.of("InvalidParameterValue", "Invalid port: " + port + ". Must be between 1150 and 65535.");
        }
        if (instance.text("StorageType").startsWith("io")
                && instance.find("Iops").isEmpty()) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "You must specify IOPS for storage type " + instance.text("StorageType"));
        }
        Network network = region.network();
        network.requireZone(instance.text("AvailabilityZone"));
        network.requireSecurityGroups(instance.list("VpcSecurityGroups"), instance.text("DBSubnetGroupName"));
        network.requireParameterGroup(instance.text("DBParameterGroupName"));
        network.requireOptionGroup(instance.text("OptionGroupName"));
    }

    /** Returns facts with a second zone if there is a standby, without one otherwise. */
    static Facts withZones(Region region, Facts instance) {
        if (!instance.is("MultiAZ")) {
            return instance.without("SecondaryAvailabilityZone");
        }
        String other = region.network().zones().stream()
                .filter(zone -> !zone.equals(instance.text("AvailabilityZone")))
                .findFirst()
                .orElseThrow();
        return instance.find("SecondaryAvailabilityZone").isPresent()
                ? instance
                : instance.with("SecondaryAvailabilityZone", other);
    }

    private static Facts withDefaultGroupOf(Region region, Facts instance) {
        String group = region.network().defaultSecurityGroup(instance.text("DBSubnetGroupName"));
        return instance.withList("VpcSecurityGroups", List.of(group));
    }

    private static void checkMonitoring(Facts instance) {
        Rules.oneOf(
                "monitoring interval",
                instance.text("MonitoringInterval"),
                Set.of("0", "1", "5", "10", "15", "30", "60"));
        if (instance.number("MonitoringInterval") > 0
                && instance.find("MonitoringRoleArn").isEmpty()) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.");
        }
        instance.find("DatabaseInsightsMode")
                .ifPresent(mode -> Rules.oneOf("database insights mode", mode, Set.of("standard", "advanced")));
    }
}
