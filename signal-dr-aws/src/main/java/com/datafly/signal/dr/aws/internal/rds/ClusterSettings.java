package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.rds.TargetSetting.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.ServerlessV2ScalingConfigurationInfo;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** Values of a cluster's settings, as text. Immutable. What is not there is left to RDS. */
final class ClusterSettings {

    private final Map<ClusterSetting, String> values;

    private ClusterSettings(Map<ClusterSetting, String> values) {
        this.values = values;
    }

    static ClusterSettings of(Map<ClusterSetting, String> values) {
        Map<ClusterSetting, String> copy = new EnumMap<>(ClusterSetting.class);
        values.forEach((setting, value) -> copy.put(setting, canonical(setting, value)));
        return new ClusterSettings(copy);
    }

    /** Reads how a cluster is configured now. */
    static ClusterSettings of(DBCluster cluster) {
        Reading read = new Reading();
        read.put(ClusterSetting.DB_SUBNET_GROUP_NAME, cluster.dbSubnetGroup());
        read.put(
                ClusterSetting.VPC_SECURITY_GROUP_IDS,
                cluster.vpcSecurityGroups().stream()
                        .map(VpcSecurityGroupMembership::vpcSecurityGroupId)
                        .collect(Collectors.joining(",")));
        read.put(ClusterSetting.DB_CLUSTER_PARAMETER_GROUP_NAME, cluster.dbClusterParameterGroup());
        read.put(ClusterSetting.PORT, cluster.port());
        read.put(ClusterSetting.NETWORK_TYPE, cluster.networkType());
        read.put(ClusterSetting.STORAGE_TYPE, cluster.storageType());
        if (Clusters.isAurora(cluster)) {
            read.put(
                    ClusterSetting.SERVERLESS_V2_SCALING_CONFIGURATION,
                    scaling(cluster.serverlessV2ScalingConfiguration()));
        } else {
            read.put(ClusterSetting.IOPS, cluster.iops());
            read.put(ClusterSetting.ALLOCATED_STORAGE, cluster.allocatedStorage());
            read.put(ClusterSetting.DB_CLUSTER_INSTANCE_CLASS, cluster.dbClusterInstanceClass());
            read.put(ClusterSetting.PUBLICLY_ACCESSIBLE, cluster.publiclyAccessible());
        }
        readProtection(cluster, read);
        readWatching(cluster, read);
        return of(read.values);
    }

    private static void readProtection(DBCluster cluster, Reading read) {
        read.put(ClusterSetting.DELETION_PROTECTION, cluster.deletionProtection());
        read.put(ClusterSetting.COPY_TAGS_TO_SNAPSHOT, cluster.copyTagsToSnapshot());
        read.put(ClusterSetting.BACKUP_RETENTION_PERIOD, cluster.backupRetentionPeriod());
        read.put(ClusterSetting.PREFERRED_BACKUP_WINDOW, cluster.preferredBackupWindow());
        read.put(ClusterSetting.PREFERRED_MAINTENANCE_WINDOW, cluster.preferredMaintenanceWindow());
        read.put(ClusterSetting.ENABLE_IAM_DATABASE_AUTHENTICATION, cluster.iamDatabaseAuthenticationEnabled());
        read.put(ClusterSetting.AUTO_MINOR_VERSION_UPGRADE, cluster.autoMinorVersionUpgrade());
    }

    private static void readWatching(DBCluster cluster, Reading read) {
        read.put(
                ClusterSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS,
                String.join(",", cluster.enabledCloudwatchLogsExports()));
        read.put(ClusterSetting.DATABASE_INSIGHTS_MODE, cluster.databaseInsightsModeAsString());
        read.put(ClusterSetting.ENABLE_PERFORMANCE_INSIGHTS, cluster.performanceInsightsEnabled());
        if (Boolean.TRUE.equals(cluster.performanceInsightsEnabled())) {
            read.put(ClusterSetting.PERFORMANCE_INSIGHTS_KMS_KEY_ID, cluster.performanceInsightsKMSKeyId());
            read.put(
                    ClusterSetting.PERFORMANCE_INSIGHTS_RETENTION_PERIOD, cluster.performanceInsightsRetentionPeriod());
        }
        if (cluster.monitoringInterval() != null && cluster.monitoringInterval() > 0) {
            read.put(ClusterSetting.MONITORING_INTERVAL, cluster.monitoringInterval());
            read.put(ClusterSetting.MONITORING_ROLE_ARN, cluster.monitoringRoleArn());
        }
    }

    /** Reads how the instance of an Aurora cluster is configured now. */
    static ClusterSettings of(DBInstance member) {
        Reading read = new Reading();
        read.put(ClusterSetting.DB_INSTANCE_CLASS, member.dbInstanceClass());
        read.put(
                ClusterSetting.DB_PARAMETER_GROUP_NAME,
                member.dbParameterGroups().stream()
                        .findFirst()
                        .map(DBParameterGroupStatus::dbParameterGroupName)
                        .orElse(null));
        read.put(ClusterSetting.AVAILABILITY_ZONE, member.availabilityZone());
        read.put(ClusterSetting.CA_CERTIFICATE_IDENTIFIER, member.caCertificateIdentifier());
        read.put(ClusterSetting.PUBLICLY_ACCESSIBLE, member.publiclyAccessible());
        return of(read.values);
    }

    private static @Nullable String scaling(@Nullable ServerlessV2ScalingConfigurationInfo scaling) {
        return scaling == null || scaling.minCapacity() == null || scaling.maxCapacity() == null
                ? null
                : "MinCapacity=" + scaling.minCapacity() + ",MaxCapacity=" + scaling.maxCapacity();
    }

    private static String canonical(ClusterSetting setting, String value) {
        return setting.kind() == Kind.LIST ? String.join(",", words(value)) : value.strip();
    }

    private static List<String> words(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .sorted()
                .distinct()
                .toList();
    }

    /** Returns these settings, with those of {@code chosen} in their place where it has any. */
    ClusterSettings overriddenBy(ClusterSettings chosen) {
        Map<ClusterSetting, String> both = new EnumMap<>(ClusterSetting.class);
        both.putAll(values);
        both.putAll(chosen.values);
        return new ClusterSettings(both);
    }

    /** Returns those of these settings that {@code wanted} accepts. */
    ClusterSettings only(Predicate<ClusterSetting> wanted) {
        Map<ClusterSetting, String> some = new EnumMap<>(ClusterSetting.class);
        values.forEach((setting, value) -> {
            if (wanted.test(setting)) {
                some.put(setting, value);
            }
        });
        return new ClusterSettings(some);
    }

    /** Returns those of these settings that are otherwise in {@code actual}. What it does not show is switched off. */
    ClusterSettings missingIn(ClusterSettings actual) {
        return only(setting -> setting.isComparable() && !isSame(values.get(setting), actual.values.get(setting)));
    }

    private static boolean isSame(@Nullable String wanted, @Nullable String actual) {
        return wanted == null
                || (actual == null
                        ? wanted.isEmpty() || wanted.equals("false") || wanted.equals("0")
                        : wanted.equalsIgnoreCase(actual));
    }

    Map<ClusterSetting, String> values() {
        return new EnumMap<>(values);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(ClusterSetting setting) {
        return values.containsKey(setting);
    }

    /** Returns a value for a call of the SDK, to which null means that it is left out. */
    @Nullable
    String text(ClusterSetting setting) {
        return values.get(setting);
    }

    /** Like {@link #text}. */
    @Nullable
    Integer number(ClusterSetting setting) {
        String value = values.get(setting);
        return value == null ? null : Integer.valueOf(value);
    }

    /** Like {@link #text}. */
    @Nullable
    Boolean flag(ClusterSetting setting) {
        String value = values.get(setting);
        return value == null ? null : Boolean.valueOf(value);
    }

    /** Like {@link #text}; an empty list is left out too, for the query protocol cannot say it. */
    @Nullable
    List<String> list(ClusterSetting setting) {
        String value = values.get(setting);
        return value == null || value.isEmpty() ? null : words(value);
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** Settings that a description shows. */
    private static final class Reading {
        private final Map<ClusterSetting, String> values = new EnumMap<>(ClusterSetting.class);

        void put(ClusterSetting setting, @Nullable Object value) {
            if (value != null && !value.toString().isEmpty()) {
                values.put(setting, value.toString());
            }
        }
    }
}
