package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.tck.DataPlane.Login;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An instance that a test makes as an administrator would in the console.
 *
 * <p>By default: PostgreSQL 17, {@code db.m6g.large}, 20 GiB of gp3, Single-AZ, a retention of 7 days, backups from
 * 03:20 to 03:50, the default subnet, security and parameter groups, not encrypted, not protected, available, and a
 * master user {@code postgres} with the password {@code postgres} and the database {@code postgres}. Groups and keys
 * that are named here and not there yet are made. This class is not thread-safe.
 *
 * @since 0.1
 */
public final class InstanceSpec {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private List<String> securityGroups = List.of();
    private List<String> logs = List.of();
    private Secret password = Secret.of("postgres");

    InstanceSpec() {
        settings.put("BackupRetentionPeriod", "7");
        settings.put("DBInstanceStatus", "available");
        settings.put("DBName", "postgres");
    }

    /** Sets any setting, by the name that DescribeDBInstances gives it, as in {@code StorageThroughput}. */
    public InstanceSpec setting(String name, Object value) {
        settings.put(name, value.toString());
        return this;
    }

    /** Sets the class, as in {@code db.r6g.xlarge}. */
    public InstanceSpec instanceClass(String name) {
        return setting("DBInstanceClass", name);
    }

    /** Sets the engine and its version. */
    public InstanceSpec engine(String name, String version) {
        return setting("Engine", name).setting("EngineVersion", version);
    }

    /** Sets the storage in GiB. */
    public InstanceSpec allocatedStorage(int gibibytes) {
        return setting("AllocatedStorage", gibibytes);
    }

    /** Sets whether there is a synchronous standby. */
    public InstanceSpec multiAz(boolean multiAz) {
        return setting("MultiAZ", multiAz);
    }

    /** Sets for how many days automated backups are kept; 0 for none. */
    public InstanceSpec backupRetention(int days) {
        return setting("BackupRetentionPeriod", days);
    }

    /** Sets the backup window, as in {@code 02:00-03:00}. */
    public InstanceSpec backupWindow(String window) {
        return setting("PreferredBackupWindow", window);
    }

    /** Sets the maintenance window, as in {@code sun:05:10-sun:05:40}. */
    public InstanceSpec maintenanceWindow(String window) {
        return setting("PreferredMaintenanceWindow", window);
    }

    /** Sets the subnet group. */
    public InstanceSpec subnetGroup(String name) {
        return setting("DBSubnetGroupName", name);
    }

    /** Sets the security groups. */
    public InstanceSpec securityGroups(String... ids) {
        securityGroups = List.of(ids);
        return this;
    }

    /** Sets the parameter group. */
    public InstanceSpec parameterGroup(String name) {
        return setting("DBParameterGroupName", name);
    }

    /** Sets the option group. */
    public InstanceSpec optionGroup(String name) {
        return setting("OptionGroupName", name);
    }

    /** Sets whether deleting is refused. */
    public InstanceSpec deletionProtection(boolean on) {
        return setting("DeletionProtection", on);
    }

    /** Sets whether snapshots get the instance's tags. */
    public InstanceSpec copyTagsToSnapshot(boolean on) {
        return setting("CopyTagsToSnapshot", on);
    }

    /** Encrypts the storage with a key, given by its id or ARN. */
    public InstanceSpec kmsKey(String idOrArn) {
        return setting("KmsKeyId", idOrArn).setting("StorageEncrypted", true);
    }

    /** Sets the logs that are exported. */
    public InstanceSpec exportedLogs(String... names) {
        logs = List.of(names);
        return this;
    }

    /** Sets the cluster whose member it is. */
    public InstanceSpec cluster(String id) {
        return setting("DBClusterIdentifier", id);
    }

    /** Adds a tag. */
    public InstanceSpec tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /** Sets the master user and its password. */
    public InstanceSpec master(String user, Secret password) {
        this.password = password;
        return setting("MasterUsername", user);
    }

    /** Sets the name of the first database. */
    public InstanceSpec database(String name) {
        return setting("DBName", name);
    }

    /** Sets the status; any but {@code available} stays until it is set again. */
    public InstanceSpec status(String status) {
        return setting("DBInstanceStatus", status);
    }

    Facts on(Facts fresh) {
        Facts out = fresh.with(settings).withTags(tags).withList("EnabledCloudwatchLogsExports", logs);
        if (!securityGroups.isEmpty()) {
            out = out.withList("VpcSecurityGroups", securityGroups);
        }
        if (out.is("MultiAZ")) {
            out = out.with(
                    "SecondaryAvailabilityZone", out.text("AvailabilityZone").replaceAll("a$", "b"));
        }
        return out.text("DBInstanceStatus").equals("available") ? out : out.with("stuck", true);
    }

    String engine() {
        return settings.getOrDefault("Engine", "postgres");
    }

    Login login() {
        return new Login(
                settings.getOrDefault("MasterUsername", "postgres"),
                password,
                settings.getOrDefault("DBName", "postgres"));
    }
}
