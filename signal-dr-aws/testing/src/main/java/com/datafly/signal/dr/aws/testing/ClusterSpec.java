package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.tck.DataPlane.Login;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cluster that a test makes as an administrator would in the console.
 *
 * <p>By default: Aurora PostgreSQL 17 with a writer and a reader of the class {@code db.r6g.large}, a retention of 7
 * days, the default subnet, security and parameter groups, not encrypted, not protected, available, and a master user
 * {@code postgres} with the password {@code postgres} and the database {@code postgres}. Groups and keys that are named
 * here and not there yet are made. This class is not thread-safe.
 *
 * @since 0.1
 */
public final class ClusterSpec {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> instanceSettings = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private List<String> securityGroups = List.of();
    private Secret password = Secret.of("postgres");
    private String engine = "aurora-postgresql";
    private int instances = 2;

    ClusterSpec() {
        settings.put("BackupRetentionPeriod", "7");
        settings.put("Status", "available");
        settings.put("DatabaseName", "postgres");
    }

    /** Makes it a Multi-AZ DB cluster of RDS for PostgreSQL, with a writer and two readers. */
    public ClusterSpec multiAz() {
        engine = "postgres";
        return this;
    }

    /** Sets how many instances an Aurora cluster has; the first one writes. */
    public ClusterSpec instances(int count) {
        instances = count;
        return this;
    }

    /** Sets any setting, by the name that DescribeDBClusters gives it, as in {@code StorageType}. */
    public ClusterSpec setting(String name, Object value) {
        settings.put(name, value.toString());
        return this;
    }

    /** Sets any setting of the instances of an Aurora cluster, by the name that DescribeDBInstances gives it. */
    public ClusterSpec instanceSetting(String name, Object value) {
        instanceSettings.put(name, value.toString());
        return this;
    }

    /** Sets for how many days automated backups are kept. */
    public ClusterSpec backupRetention(int days) {
        return setting("BackupRetentionPeriod", days);
    }

    /** Sets the subnet group. */
    public ClusterSpec subnetGroup(String name) {
        return setting("DBSubnetGroup", name);
    }

    /** Sets the security groups. */
    public ClusterSpec securityGroups(String... ids) {
        securityGroups = List.of(ids);
        return this;
    }

    /** Sets the cluster parameter group. */
    public ClusterSpec parameterGroup(String name) {
        return setting("DBClusterParameterGroup", name);
    }

    /** Sets whether deleting is refused. */
    public ClusterSpec deletionProtection(boolean on) {
        return setting("DeletionProtection", on);
    }

    /** Encrypts the storage with a key, given by its id or ARN. */
    public ClusterSpec kmsKey(String idOrArn) {
        return setting("KmsKeyId", idOrArn);
    }

    /** Adds a tag. */
    public ClusterSpec tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /** Sets the master user and its password. */
    public ClusterSpec master(String user, Secret password) {
        this.password = password;
        return setting("MasterUsername", user);
    }

    String engine() {
        return engine;
    }

    int instances() {
        return instances;
    }

    Map<String, String> instanceSettings() {
        return Map.copyOf(instanceSettings);
    }

    Facts on(Facts fresh) {
        Facts out = fresh.with(settings).withTags(tags);
        if (!securityGroups.isEmpty()) {
            out = out.withList("VpcSecurityGroups", securityGroups);
        }
        return out.text("Status").equals("available") ? out : out.with("stuck", true);
    }

    Login login() {
        return new Login(
                settings.getOrDefault("MasterUsername", "postgres"),
                password,
                settings.getOrDefault("DatabaseName", "postgres"));
    }
}
