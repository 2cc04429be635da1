package com.datafly.signal.dr.aws.internal.rds;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CloudwatchLogsExportConfiguration;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.ServerlessV2ScalingConfiguration;

/** Puts settings into the calls that take them. */
final class ClusterCalls {

    private ClusterCalls() {}

    static void put(ClusterSettings settings, RestoreDbClusterFromSnapshotRequest.Builder call) {
        call.dbSubnetGroupName(settings.text(ClusterSetting.DB_SUBNET_GROUP_NAME))
                .vpcSecurityGroupIds(settings.list(ClusterSetting.VPC_SECURITY_GROUP_IDS))
                .dbClusterParameterGroupName(settings.text(ClusterSetting.DB_CLUSTER_PARAMETER_GROUP_NAME))
                .port(settings.number(ClusterSetting.PORT))
                .deletionProtection(settings.flag(ClusterSetting.DELETION_PROTECTION))
                .copyTagsToSnapshot(settings.flag(ClusterSetting.COPY_TAGS_TO_SNAPSHOT))
                .backupRetentionPeriod(settings.number(ClusterSetting.BACKUP_RETENTION_PERIOD))
                .preferredBackupWindow(settings.text(ClusterSetting.PREFERRED_BACKUP_WINDOW))
                .enableIAMDatabaseAuthentication(settings.flag(ClusterSetting.ENABLE_IAM_DATABASE_AUTHENTICATION))
                .enableCloudwatchLogsExports(settings.list(ClusterSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS))
                .storageType(settings.text(ClusterSetting.STORAGE_TYPE))
                .iops(settings.number(ClusterSetting.IOPS))
                .dbClusterInstanceClass(settings.text(ClusterSetting.DB_CLUSTER_INSTANCE_CLASS))
                .networkType(settings.text(ClusterSetting.NETWORK_TYPE))
                .kmsKeyId(settings.text(ClusterSetting.KMS_KEY_ID))
                .serverlessV2ScalingConfiguration(scaling(settings))
                .enablePerformanceInsights(settings.flag(ClusterSetting.ENABLE_PERFORMANCE_INSIGHTS))
                .performanceInsightsKMSKeyId(settings.text(ClusterSetting.PERFORMANCE_INSIGHTS_KMS_KEY_ID))
                .performanceInsightsRetentionPeriod(
                        settings.number(ClusterSetting.PERFORMANCE_INSIGHTS_RETENTION_PERIOD))
                .monitoringInterval(settings.number(ClusterSetting.MONITORING_INTERVAL))
                .monitoringRoleArn(settings.text(ClusterSetting.MONITORING_ROLE_ARN));
        if (settings.has(ClusterSetting.DB_CLUSTER_INSTANCE_CLASS)) {
            call.publiclyAccessible(settings.flag(ClusterSetting.PUBLICLY_ACCESSIBLE));
        }
    }

    static void put(ClusterSettings settings, RestoreDbClusterToPointInTimeRequest.Builder call) {
        call.dbSubnetGroupName(settings.text(ClusterSetting.DB_SUBNET_GROUP_NAME))
                .vpcSecurityGroupIds(settings.list(ClusterSetting.VPC_SECURITY_GROUP_IDS))
                .dbClusterParameterGroupName(settings.text(ClusterSetting.DB_CLUSTER_PARAMETER_GROUP_NAME))
                .port(settings.number(ClusterSetting.PORT))
                .deletionProtection(settings.flag(ClusterSetting.DELETION_PROTECTION))
                .copyTagsToSnapshot(settings.flag(ClusterSetting.COPY_TAGS_TO_SNAPSHOT))
                .backupRetentionPeriod(settings.number(ClusterSetting.BACKUP_RETENTION_PERIOD))
                .preferredBackupWindow(settings.text(ClusterSetting.PREFERRED_BACKUP_WINDOW))
                .enableIAMDatabaseAuthentication(settings.flag(ClusterSetting.ENABLE_IAM_DATABASE_AUTHENTICATION))
                .enableCloudwatchLogsExports(settings.list(ClusterSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS))
                .storageType(settings.text(ClusterSetting.STORAGE_TYPE))
                .iops(settings.number(ClusterSetting.IOPS))
                .dbClusterInstanceClass(settings.text(ClusterSetting.DB_CLUSTER_INSTANCE_CLASS))
                .networkType(settings.text(ClusterSetting.NETWORK_TYPE))
                .kmsKeyId(settings.text(ClusterSetting.KMS_KEY_ID))
                .serverlessV2ScalingConfiguration(scaling(settings))
                .enablePerformanceInsights(settings.flag(ClusterSetting.ENABLE_PERFORMANCE_INSIGHTS))
                .performanceInsightsKMSKeyId(settings.text(ClusterSetting.PERFORMANCE_INSIGHTS_KMS_KEY_ID))
                .performanceInsightsRetentionPeriod(
                        settings.number(ClusterSetting.PERFORMANCE_INSIGHTS_RETENTION_PERIOD))
                .monitoringInterval(settings.number(ClusterSetting.MONITORING_INTERVAL))
                .monitoringRoleArn(settings.text(ClusterSetting.MONITORING_ROLE_ARN));
        if (settings.has(ClusterSetting.DB_CLUSTER_INSTANCE_CLASS)) {
            call.publiclyAccessible(settings.flag(ClusterSetting.PUBLICLY_ACCESSIBLE));
        }
    }

    static void put(ClusterSettings settings, ModifyDbClusterRequest.Builder call) {
        call.vpcSecurityGroupIds(settings.list(ClusterSetting.VPC_SECURITY_GROUP_IDS))
                .dbClusterParameterGroupName(settings.text(ClusterSetting.DB_CLUSTER_PARAMETER_GROUP_NAME))
                .port(settings.number(ClusterSetting.PORT))
                .deletionProtection(settings.flag(ClusterSetting.DELETION_PROTECTION))
                .copyTagsToSnapshot(settings.flag(ClusterSetting.COPY_TAGS_TO_SNAPSHOT))
                .backupRetentionPeriod(settings.number(ClusterSetting.BACKUP_RETENTION_PERIOD))
                .preferredBackupWindow(settings.text(ClusterSetting.PREFERRED_BACKUP_WINDOW))
                .preferredMaintenanceWindow(settings.text(ClusterSetting.PREFERRED_MAINTENANCE_WINDOW))
                .enableIAMDatabaseAuthentication(settings.flag(ClusterSetting.ENABLE_IAM_DATABASE_AUTHENTICATION))
                .cloudwatchLogsExportConfiguration(logExports(settings))
                .storageType(settings.text(ClusterSetting.STORAGE_TYPE))
                .iops(settings.number(ClusterSetting.IOPS))
                .allocatedStorage(settings.number(ClusterSetting.ALLOCATED_STORAGE))
                .dbClusterInstanceClass(settings.text(ClusterSetting.DB_CLUSTER_INSTANCE_CLASS))
                .networkType(settings.text(ClusterSetting.NETWORK_TYPE))
                .autoMinorVersionUpgrade(settings.flag(ClusterSetting.AUTO_MINOR_VERSION_UPGRADE))
                .serverlessV2ScalingConfiguration(scaling(settings))
                .enablePerformanceInsights(settings.flag(ClusterSetting.ENABLE_PERFORMANCE_INSIGHTS))
                .performanceInsightsKMSKeyId(settings.text(ClusterSetting.PERFORMANCE_INSIGHTS_KMS_KEY_ID))
                .performanceInsightsRetentionPeriod(
                        settings.number(ClusterSetting.PERFORMANCE_INSIGHTS_RETENTION_PERIOD))
                .databaseInsightsMode(settings.text(ClusterSetting.DATABASE_INSIGHTS_MODE))
                .monitoringInterval(settings.number(ClusterSetting.MONITORING_INTERVAL))
                .monitoringRoleArn(settings.text(ClusterSetting.MONITORING_ROLE_ARN));
    }

    /** Puts in what the instance of an Aurora cluster decides for itself. */
    static void put(ClusterSettings settings, CreateDbInstanceRequest.Builder call) {
        call.dbInstanceClass(settings.text(ClusterSetting.DB_INSTANCE_CLASS))
                .dbParameterGroupName(settings.text(ClusterSetting.DB_PARAMETER_GROUP_NAME))
                .availabilityZone(settings.text(ClusterSetting.AVAILABILITY_ZONE))
                .caCertificateIdentifier(settings.text(ClusterSetting.CA_CERTIFICATE_IDENTIFIER))
                .publiclyAccessible(settings.flag(ClusterSetting.PUBLICLY_ACCESSIBLE))
                .autoMinorVersionUpgrade(settings.flag(ClusterSetting.AUTO_MINOR_VERSION_UPGRADE));
    }

    private static @Nullable CloudwatchLogsExportConfiguration logExports(ClusterSettings settings) {
        List<String> types = settings.list(ClusterSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS);
        return types == null
                ? null
                : CloudwatchLogsExportConfiguration.builder()
                        .enableLogTypes(types)
                        .build();
    }

    private static @Nullable ServerlessV2ScalingConfiguration scaling(ClusterSettings settings) {
        String text = settings.text(ClusterSetting.SERVERLESS_V2_SCALING_CONFIGURATION);
        if (text == null) {
            return null;
        }
        Map<String, Double> parts = scaling(text);
        return ServerlessV2ScalingConfiguration.builder()
                .minCapacity(parts.get("MinCapacity"))
                .maxCapacity(parts.get("MaxCapacity"))
                .build();
    }

    /**
     * Reads {@code MinCapacity=0.5,MaxCapacity=8}.
     *
     * @throws IllegalArgumentException if the text is of another form
     */
    static Map<String, Double> scaling(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> part.strip().split("=", 2))
                .collect(Collectors.toMap(
                        part -> part[0],
                        part -> part.length == 2 ? Double.valueOf(part[1]) : Double.valueOf(Double.NaN)));
    }
}
