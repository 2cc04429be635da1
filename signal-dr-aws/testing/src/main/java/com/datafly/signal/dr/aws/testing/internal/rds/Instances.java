package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all actions on instances do: finding them, refusing what their status forbids, changing their status. */
public final class Instances {

    /** The statuses in which an instance may be changed, snapshotted and deleted. */
    static final Set<String> READY = Set.of("available", "storage-optimization");

    private Instances() {}

    /** Returns an instance as it is. */
    static Facts require(Region region, String nameOrArn) {
        return region.instances()
                .find(region.nameOf("db", nameOrArn))
                .orElseThrow(() -> Refusal.of("DBInstanceNotFound", 404, "DBInstance " + nameOrArn + " not found."));
    }

    /** Returns an instance that is in one of those statuses. */
    static Facts require(Region region, String nameOrArn, Set<String> statuses) {
        Facts instance = require(region, nameOrArn);
        String status = instance.text("DBInstanceStatus");
        if (!statuses.contains(status)) {
            throw Refusal.of(
                    "InvalidDBInstanceState",
                    "Instance " + name(instance) + " is not in " + String.join(" or ", statuses)
                            + " state: it is in the " + status + " state.");
        }
        return instance;
    }

    /** Refuses a name that is taken. */
    static void requireFree(Region region, String name) {
        if (region.instances().find(name).isPresent()) {
            throw Refusal.of("DBInstanceAlreadyExists", "DB instance already exists");
        }
    }

    /** Returns an instance's name. */
    static String name(Facts instance) {
        return instance.text("DBInstanceIdentifier");
    }

    /** Changes an instance's status since now, unless it was set to stay as it is. */
    static void status(Region region, Facts instance, String status) {
        change(region, instance, Map.of("DBInstanceStatus", status));
    }

    /** Changes values of an instance since now, if it is still the same one; what is being deleted stays so. */
    static void change(Region region, Facts instance, Map<String, String> values) {
        current(region, instance).ifPresent(now -> {
            Map<String, String> changed = new HashMap<>(values);
            if (now.is("stuck") || now.text("DBInstanceStatus").equals("deleting")) {
                changed.remove("DBInstanceStatus");
            }
            put(region, now.with(changed));
        });
    }

    /** Keeps an instance as it is since now. */
    static void put(Region region, Facts instance) {
        region.instances().put(name(instance), instance, region.world().now());
    }

    /** Returns what an instance is now; empty if it is gone or another has its name. */
    static Optional<Facts> current(Region region, Facts instance) {
        return region.instances().all().stream()
                .filter(now -> now.text("DbiResourceId").equals(instance.text("DbiResourceId")))
                .findFirst();
    }

    /** Tells what happened to an instance. */
    static void event(Region region, Facts instance, String category, String message) {
        region.events()
                .add(new Events.Event(
                        region.world().now(),
                        "db-instance",
                        name(instance),
                        instance.text("DBInstanceArn"),
                        category,
                        message));
    }

    /** Returns a new instance's facts: what RDS sets where nothing is asked for. */
    public static Facts fresh(Region region, String name, String engine) {
        World world = region.world();
        String id = world.newId("db-");
        Map<String, String> values = new HashMap<>();
        values.put("DBInstanceIdentifier", name);
        values.put("DBInstanceArn", region.arn("db", name));
        values.put("DbiResourceId", id);
        values.put("data", id);
        values.put("Engine", engine);
        values.put("DBInstanceStatus", "creating");
        values.put("InstanceCreateTime", QueryProtocol.time(world.now()));
        values.put("DBInstanceClass", "db.m6g.large");
        values.put("EngineVersion", "17.6");
        values.put("MasterUsername", "postgres");
        values.put("AllocatedStorage", "20");
        values.put("StorageType", "gp3");
        values.put("port", "5432");
        values.put("LicenseModel", "postgresql-license");
        values.put("PreferredBackupWindow", "03:20-03:50");
        values.put("PreferredMaintenanceWindow", "sun:05:10-sun:05:40");
        values.put("BackupRetentionPeriod", "1");
        values.put("CACertificateIdentifier", "rds-ca-rsa2048-g1");
        values.put("NetworkType", "IPV4");
        values.put("BackupTarget", "region");
        values.put("MonitoringInterval", "0");
        values.put("AvailabilityZone", region.network().zones().get(0));
        return withNetworkDefaults(Facts.NONE.with(values).with(offAndOn()));
    }

    private static Map<String, String> offAndOn() {
        Map<String, String> values = new HashMap<>();
        for (String off : List.of(
                "MultiAZ",
                "PubliclyAccessible",
                "StorageEncrypted",
                "CopyTagsToSnapshot",
                "DedicatedLogVolume",
                "IAMDatabaseAuthenticationEnabled",
                "PerformanceInsightsEnabled",
                "DeletionProtection",
                "CustomerOwnedIpEnabled")) {
            values.put(off, "false");
        }
        values.put("AutoMinorVersionUpgrade", "true");
        return values;
    }

    /** Returns an instance's facts with the default subnet, security, parameter and option groups. */
    static Facts withNetworkDefaults(Facts instance) {
        String engine = instance.text("Engine");
        String major = major(engine, instance.text("EngineVersion"));
        return instance.with("DBSubnetGroupName", "default")
                .with("DBParameterGroupName", "default." + engine + major)
                .with("OptionGroupName", "default:" + engine + "-" + major)
                .withList("VpcSecurityGroups", List.of(Network.DEFAULT_SECURITY_GROUP));
    }

    private static String major(String engine, String version) {
        String[] parts = version.split("\\.", -1);
        return engine.contains("postgres") || parts.length < 2 ? parts[0] : parts[0] + "." + parts[1];
    }
}
