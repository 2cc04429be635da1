package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.RecoveryTarget;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CloudwatchLogsExportConfiguration;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceFromDbSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbInstanceToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.Tag;

/** The requests that make an instance and configure it. What is null in them is left to RDS. */
final class RestoreCalls {

    private RestoreCalls() {}

    static RestoreDbInstanceFromDbSnapshotRequest fromSnapshot(
            String snapshot, String name, TargetSettings settings, List<Tag> tags) {
        return RestoreDbInstanceFromDbSnapshotRequest.builder()
                .dbSnapshotIdentifier(snapshot)
                .dbInstanceIdentifier(name)
                .dbInstanceClass(settings.text(TargetSetting.DB_INSTANCE_CLASS))
                .dbSubnetGroupName(settings.text(TargetSetting.DB_SUBNET_GROUP_NAME))
                .vpcSecurityGroupIds(settings.list(TargetSetting.VPC_SECURITY_GROUP_IDS))
                .dbParameterGroupName(settings.text(TargetSetting.DB_PARAMETER_GROUP_NAME))
                .optionGroupName(settings.text(TargetSetting.OPTION_GROUP_NAME))
                .multiAZ(settings.flag(TargetSetting.MULTI_AZ))
                .availabilityZone(settings.text(TargetSetting.AVAILABILITY_ZONE))
                .publiclyAccessible(settings.flag(TargetSetting.PUBLICLY_ACCESSIBLE))
                .port(settings.number(TargetSetting.PORT))
                .networkType(settings.text(TargetSetting.NETWORK_TYPE))
                .caCertificateIdentifier(settings.text(TargetSetting.CA_CERTIFICATE_IDENTIFIER))
                .engineLifecycleSupport(settings.text(TargetSetting.ENGINE_LIFECYCLE_SUPPORT))
                .backupRetentionPeriod(settings.number(TargetSetting.BACKUP_RETENTION_PERIOD))
                .preferredBackupWindow(settings.text(TargetSetting.PREFERRED_BACKUP_WINDOW))
                .copyTagsToSnapshot(settings.flag(TargetSetting.COPY_TAGS_TO_SNAPSHOT))
                .autoMinorVersionUpgrade(settings.flag(TargetSetting.AUTO_MINOR_VERSION_UPGRADE))
                .enableIAMDatabaseAuthentication(settings.flag(TargetSetting.ENABLE_IAM_DATABASE_AUTHENTICATION))
                .enableCloudwatchLogsExports(settings.list(TargetSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS))
                .storageType(settings.text(TargetSetting.STORAGE_TYPE))
                .iops(settings.number(TargetSetting.IOPS))
                .storageThroughput(settings.number(TargetSetting.STORAGE_THROUGHPUT))
                .allocatedStorage(settings.number(TargetSetting.ALLOCATED_STORAGE))
                .dedicatedLogVolume(settings.flag(TargetSetting.DEDICATED_LOG_VOLUME))
                .tags(tags)
                .build();
    }

    static RestoreDbInstanceToPointInTimeRequest toPointInTime(
            Origin origin, RecoveryTarget target, String name, TargetSettings settings, List<Tag> tags) {
        RestoreDbInstanceToPointInTimeRequest.Builder call = RestoreDbInstanceToPointInTimeRequest.builder()
                .targetDBInstanceIdentifier(name)
                .dbInstanceClass(settings.text(TargetSetting.DB_INSTANCE_CLASS))
                .dbSubnetGroupName(settings.text(TargetSetting.DB_SUBNET_GROUP_NAME))
                .vpcSecurityGroupIds(settings.list(TargetSetting.VPC_SECURITY_GROUP_IDS))
                .dbParameterGroupName(settings.text(TargetSetting.DB_PARAMETER_GROUP_NAME))
                .optionGroupName(settings.text(TargetSetting.OPTION_GROUP_NAME))
                .multiAZ(settings.flag(TargetSetting.MULTI_AZ))
                .availabilityZone(settings.text(TargetSetting.AVAILABILITY_ZONE))
                .publiclyAccessible(settings.flag(TargetSetting.PUBLICLY_ACCESSIBLE))
                .port(settings.number(TargetSetting.PORT))
                .networkType(settings.text(TargetSetting.NETWORK_TYPE))
                .caCertificateIdentifier(settings.text(TargetSetting.CA_CERTIFICATE_IDENTIFIER))
                .engineLifecycleSupport(settings.text(TargetSetting.ENGINE_LIFECYCLE_SUPPORT))
                .backupRetentionPeriod(settings.number(TargetSetting.BACKUP_RETENTION_PERIOD))
                .preferredBackupWindow(settings.text(TargetSetting.PREFERRED_BACKUP_WINDOW))
                .copyTagsToSnapshot(settings.flag(TargetSetting.COPY_TAGS_TO_SNAPSHOT))
                .autoMinorVersionUpgrade(settings.flag(TargetSetting.AUTO_MINOR_VERSION_UPGRADE))
                .enableIAMDatabaseAuthentication(settings.flag(TargetSetting.ENABLE_IAM_DATABASE_AUTHENTICATION))
                .enableCloudwatchLogsExports(settings.list(TargetSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS))
                .storageType(settings.text(TargetSetting.STORAGE_TYPE))
                .iops(settings.number(TargetSetting.IOPS))
                .storageThroughput(settings.number(TargetSetting.STORAGE_THROUGHPUT))
                .allocatedStorage(settings.number(TargetSetting.ALLOCATED_STORAGE))
                .maxAllocatedStorage(settings.number(TargetSetting.MAX_ALLOCATED_STORAGE))
                .dedicatedLogVolume(settings.flag(TargetSetting.DEDICATED_LOG_VOLUME))
                .tags(tags);
        return to(target, from(origin, call)).build();
    }

    /** Names the source by what tells it from every other: by its name only while it is there. */
    private static RestoreDbInstanceToPointInTimeRequest.Builder from(
            Origin origin, RestoreDbInstanceToPointInTimeRequest.Builder call) {
        if (origin.instance().isPresent()) {
            return call.sourceDBInstanceIdentifier(origin.address().name());
        }
        Optional<DBInstanceAutomatedBackup> backup = origin.backup();
        return origin.address().kind() == RdsAddress.Kind.AUTOMATED_BACKUP
                ? call.sourceDBInstanceAutomatedBackupsArn(
                        backup.map(DBInstanceAutomatedBackup::dbInstanceAutomatedBackupsArn)
                                .orElse(null))
                : call.sourceDbiResourceId(
                        backup.map(DBInstanceAutomatedBackup::dbiResourceId).orElse(null));
    }

    /** RDS knows whole seconds; none is rounded up to what may lie behind an accident. */
    private static RestoreDbInstanceToPointInTimeRequest.Builder to(
            RecoveryTarget target, RestoreDbInstanceToPointInTimeRequest.Builder call) {
        return target instanceof RecoveryTarget.AtInstant at
                ? call.restoreTime(at.instant().truncatedTo(ChronoUnit.SECONDS))
                : call.useLatestRestorableTime(true);
    }

    /** Changes {@code copy} at once, in the named settings. */
    static ModifyDbInstanceRequest modification(DBInstance copy, TargetSettings settings) {
        return ModifyDbInstanceRequest.builder()
                .dbInstanceIdentifier(copy.dbInstanceIdentifier())
                .applyImmediately(true)
                .dbInstanceClass(settings.text(TargetSetting.DB_INSTANCE_CLASS))
                .vpcSecurityGroupIds(settings.list(TargetSetting.VPC_SECURITY_GROUP_IDS))
                .dbParameterGroupName(settings.text(TargetSetting.DB_PARAMETER_GROUP_NAME))
                .optionGroupName(settings.text(TargetSetting.OPTION_GROUP_NAME))
                .multiAZ(settings.flag(TargetSetting.MULTI_AZ))
                .publiclyAccessible(settings.flag(TargetSetting.PUBLICLY_ACCESSIBLE))
                .dbPortNumber(settings.number(TargetSetting.PORT))
                .networkType(settings.text(TargetSetting.NETWORK_TYPE))
                .caCertificateIdentifier(settings.text(TargetSetting.CA_CERTIFICATE_IDENTIFIER))
                .backupRetentionPeriod(settings.number(TargetSetting.BACKUP_RETENTION_PERIOD))
                .preferredBackupWindow(settings.text(TargetSetting.PREFERRED_BACKUP_WINDOW))
                .preferredMaintenanceWindow(settings.text(TargetSetting.PREFERRED_MAINTENANCE_WINDOW))
                .deletionProtection(settings.flag(TargetSetting.DELETION_PROTECTION))
                .copyTagsToSnapshot(settings.flag(TargetSetting.COPY_TAGS_TO_SNAPSHOT))
                .autoMinorVersionUpgrade(settings.flag(TargetSetting.AUTO_MINOR_VERSION_UPGRADE))
                .enableIAMDatabaseAuthentication(settings.flag(TargetSetting.ENABLE_IAM_DATABASE_AUTHENTICATION))
                .storageType(settings.text(TargetSetting.STORAGE_TYPE))
                .iops(settings.number(TargetSetting.IOPS))
                .storageThroughput(settings.number(TargetSetting.STORAGE_THROUGHPUT))
                .allocatedStorage(settings.number(TargetSetting.ALLOCATED_STORAGE))
                .maxAllocatedStorage(settings.number(TargetSetting.MAX_ALLOCATED_STORAGE))
                .dedicatedLogVolume(settings.flag(TargetSetting.DEDICATED_LOG_VOLUME))
                .enablePerformanceInsights(settings.flag(TargetSetting.ENABLE_PERFORMANCE_INSIGHTS))
                .performanceInsightsKMSKeyId(settings.text(TargetSetting.PERFORMANCE_INSIGHTS_KMS_KEY_ID))
                .performanceInsightsRetentionPeriod(
                        settings.number(TargetSetting.PERFORMANCE_INSIGHTS_RETENTION_PERIOD))
                .databaseInsightsMode(settings.text(TargetSetting.DATABASE_INSIGHTS_MODE))
                .monitoringInterval(settings.number(TargetSetting.MONITORING_INTERVAL))
                .monitoringRoleArn(settings.text(TargetSetting.MONITORING_ROLE_ARN))
                .cloudwatchLogsExportConfiguration(logExports(copy, settings))
                .build();
    }

    private static @Nullable CloudwatchLogsExportConfiguration logExports(DBInstance copy, TargetSettings settings) {
        if (!settings.has(TargetSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS)) {
            return null;
        }
        List<String> wanted = Optional.ofNullable(settings.list(TargetSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS))
                .orElse(List.of());
        List<String> present = copy.enabledCloudwatchLogsExports();
        return CloudwatchLogsExportConfiguration.builder()
                .enableLogTypes(without(wanted, present))
                .disableLogTypes(without(present, wanted))
                .build();
    }

    private static @Nullable List<String> without(List<String> all, List<String> some) {
        List<String> rest = all.stream().filter(one -> !some.contains(one)).toList();
        return rest.isEmpty() ? null : rest;
    }
}
