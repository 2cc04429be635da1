package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.rds.TargetSetting.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.OptionGroupMembership;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/** Values of settings, as text. Immutable. What is not there is left to RDS. */
final class TargetSettings {

    private final Map<TargetSetting, String> values;

    private TargetSettings(Map<TargetSetting, String> values) {
        this.values = values;
    }

    static TargetSettings of(Map<TargetSetting, String> values) {
        Map<TargetSetting, String> copy = new EnumMap<>(TargetSetting.class);
        values.forEach((setting, value) -> copy.put(setting, canonical(setting, value)));
        return new TargetSettings(copy);
    }

    /** Reads how an instance is configured now. */
    static TargetSettings of(DBInstance instance) {
        Map<TargetSetting, Object> read = new EnumMap<>(TargetSetting.class);
        readPlace(instance, read);
        readProtection(instance, read);
        readStorage(instance, read);
        readWatching(instance, read);
        Map<TargetSetting, String> values = new EnumMap<>(TargetSetting.class);
        read.forEach((setting, value) -> values.put(setting, String.valueOf(value)));
        return of(values);
    }

    private static void readPlace(DBInstance instance, Map<TargetSetting, Object> read) {
        put(read, TargetSetting.DB_INSTANCE_CLASS, instance.dbInstanceClass());
        if (instance.dbSubnetGroup() != null) {
            put(
                    read,
                    TargetSetting.DB_SUBNET_GROUP_NAME,
                    instance.dbSubnetGroup().dbSubnetGroupName());
        }
        put(
                read,
                TargetSetting.VPC_SECURITY_GROUP_IDS,
                instance.vpcSecurityGroups().stream()
                        .map(VpcSecurityGroupMembership::vpcSecurityGroupId)
                        .collect(Collectors.joining(",")));
        put(read, TargetSetting.DB_PARAMETER_GROUP_NAME, parameterGroup(instance));
        put(read, TargetSetting.OPTION_GROUP_NAME, optionGroup(instance));
        put(read, TargetSetting.MULTI_AZ, instance.multiAZ());
        put(read, TargetSetting.AVAILABILITY_ZONE, instance.availabilityZone());
        put(read, TargetSetting.PUBLICLY_ACCESSIBLE, instance.publiclyAccessible());
        put(read, TargetSetting.PORT, port(instance));
        put(read, TargetSetting.NETWORK_TYPE, instance.networkType());
        put(read, TargetSetting.CA_CERTIFICATE_IDENTIFIER, instance.caCertificateIdentifier());
        put(read, TargetSetting.ENGINE_LIFECYCLE_SUPPORT, instance.engineLifecycleSupport());
    }

    /** RDS says the port with the endpoint, and 0 beside it; another number there is the one that was set. */
    private static @Nullable Integer port(DBInstance instance) {
        Integer set = instance.dbInstancePort();
        if (set != null && set > 0) {
            return set;
        }
        return instance.endpoint() == null ? null : instance.endpoint().port();
    }

    private static void readProtection(DBInstance instance, Map<TargetSetting, Object> read) {
        put(read, TargetSetting.BACKUP_RETENTION_PERIOD, instance.backupRetentionPeriod());
        put(read, TargetSetting.PREFERRED_BACKUP_WINDOW, instance.preferredBackupWindow());
        put(read, TargetSetting.PREFERRED_MAINTENANCE_WINDOW, instance.preferredMaintenanceWindow());
        put(read, TargetSetting.DELETION_PROTECTION, instance.deletionProtection());
        put(read, TargetSetting.COPY_TAGS_TO_SNAPSHOT, instance.copyTagsToSnapshot());
        put(read, TargetSetting.AUTO_MINOR_VERSION_UPGRADE, instance.autoMinorVersionUpgrade());
        put(read, TargetSetting.ENABLE_IAM_DATABASE_AUTHENTICATION, instance.iamDatabaseAuthenticationEnabled());
    }

    private static void readStorage(DBInstance instance, Map<TargetSetting, Object> read) {
        put(read, TargetSetting.STORAGE_TYPE, instance.storageType());
        put(read, TargetSetting.IOPS, instance.iops());
        put(read, TargetSetting.STORAGE_THROUGHPUT, instance.storageThroughput());
        put(read, TargetSetting.ALLOCATED_STORAGE, instance.allocatedStorage());
        put(read, TargetSetting.MAX_ALLOCATED_STORAGE, instance.maxAllocatedStorage());
        put(read, TargetSetting.DEDICATED_LOG_VOLUME, instance.dedicatedLogVolume());
    }

    private static void readWatching(DBInstance instance, Map<TargetSetting, Object> read) {
        put(read, TargetSetting.ENABLE_PERFORMANCE_INSIGHTS, instance.performanceInsightsEnabled());
        put(read, TargetSetting.PERFORMANCE_INSIGHTS_KMS_KEY_ID, instance.performanceInsightsKMSKeyId());
        put(read, TargetSetting.PERFORMANCE_INSIGHTS_RETENTION_PERIOD, instance.performanceInsightsRetentionPeriod());
        put(read, TargetSetting.DATABASE_INSIGHTS_MODE, instance.databaseInsightsModeAsString());
        put(read, TargetSetting.MONITORING_INTERVAL, instance.monitoringInterval());
        put(read, TargetSetting.MONITORING_ROLE_ARN, instance.monitoringRoleArn());
        put(
                read,
                TargetSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS,
                String.join(",", instance.enabledCloudwatchLogsExports()));
    }

    private static @Nullable String parameterGroup(DBInstance instance) {
        return instance.dbParameterGroups().stream()
                .findFirst()
                .map(DBParameterGroupStatus::dbParameterGroupName)
                .orElse(null);
    }

    private static @Nullable String optionGroup(DBInstance instance) {
        return instance.optionGroupMemberships().stream()
                .findFirst()
                .map(OptionGroupMembership::optionGroupName)
                .orElse(null);
    }

    private static void put(Map<TargetSetting, Object> read, TargetSetting setting, @Nullable Object value) {
        if (value != null) {
            read.put(setting, value);
        }
    }

    private static String canonical(TargetSetting setting, String value) {
        return setting.kind() == Kind.LIST ? String.join(",", words(value)) : value.strip();
    }

    private static List<String> words(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .sorted()
                .distinct()
                .toList();
    }

    /** Returns these settings, with those of {@code chosen} in their place where it has any. */
    TargetSettings overriddenBy(TargetSettings chosen) {
        Map<TargetSetting, String> both = new EnumMap<>(TargetSetting.class);
        both.putAll(values);
        both.putAll(chosen.values);
        return new TargetSettings(both);
    }

    /** Returns those of these settings that {@code wanted} accepts. */
    TargetSettings only(Predicate<TargetSetting> wanted) {
        Map<TargetSetting, String> some = new EnumMap<>(TargetSetting.class);
        values.forEach((setting, value) -> {
            if (wanted.test(setting)) {
                some.put(setting, value);
            }
        });
        return new TargetSettings(some);
    }

    Map<TargetSetting, String> values() {
        return new EnumMap<>(values);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(TargetSetting setting) {
        return values.containsKey(setting);
    }

    Optional<String> find(TargetSetting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** Returns a value for a call of the SDK, to which null means that it is left out. */
    @Nullable
    String text(TargetSetting setting) {
        return values.get(setting);
    }

    /** Like {@link #text}. */
    @Nullable
    Integer number(TargetSetting setting) {
        String value = values.get(setting);
        return value == null ? null : Integer.valueOf(value);
    }

    /** Like {@link #text}. */
    @Nullable
    Boolean flag(TargetSetting setting) {
        String value = values.get(setting);
        return value == null ? null : Boolean.valueOf(value);
    }

    /** Like {@link #text}; an empty list is left out too, for the query protocol cannot say it. */
    @Nullable
    List<String> list(TargetSetting setting) {
        String value = values.get(setting);
        return value == null || value.isEmpty() ? null : words(value);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
