package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Automated backups as resources of their own: those of the instances that are there, those that were retained when an
 * instance was deleted, and those that are replicated from another region. Only the last two are kept in the register.
 */
final class AutomatedBackups {

    private static final List<String> TAKEN_FROM_THE_INSTANCE = List.of(
            "DBInstanceArn",
            "DbiResourceId",
            "DBInstanceIdentifier",
            "AllocatedStorage",
            "AvailabilityZone",
            "InstanceCreateTime",
            "MasterUsername",
            "Engine",
            "EngineVersion",
            "LicenseModel",
            "Iops",
            "StorageThroughput",
            "OptionGroupName",
            "StorageType",
            "KmsKeyId",
            "IAMDatabaseAuthenticationEnabled",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "BackupTarget",
            "DedicatedLogVolume",
            "data",
            "DBInstanceClass",
            "DBName",
            "port",
            "StorageEncrypted",
            "DBSubnetGroupName");

    private AutomatedBackups() {}

    /** Returns the facts of an automated backup of an instance. */
    static Facts of(Region region, Facts instance, String status) {
        Map<String, String> values = new HashMap<>();
        TAKEN_FROM_THE_INSTANCE.forEach(name -> instance.find(name).ifPresent(value -> values.put(name, value)));
        values.put("Region", region.name());
        values.put("Status", status);
        values.put("Encrypted", instance.text("StorageEncrypted"));
        values.put("Port", instance.text("port"));
        values.put("DBInstanceAutomatedBackupsArn", region.arn("auto-backup", id(instance)));
        return Facts.NONE
                .with(values)
                .withList("replications", instance.list("replications"))
                .withTags(instance.tags());
    }

    /** Returns everything that there is in a region: of instances as they are seen, and what is kept. */
    static List<Facts> seen(Region region, Sight sight) {
        List<Facts> out = new ArrayList<>();
        for (Facts instance : region.instances().seen(sight)) {
            boolean member = instance.find("DBClusterIdentifier").isPresent();
            if (instance.number("BackupRetentionPeriod") > 0 && !member) {
                boolean ready = Backups.window(region, instance).isPresent();
                out.add(of(region, instance, ready ? "active" : "creating"));
            }
        }
        out.addAll(region.automatedBackups().seen(sight));
        return out;
    }

    /** Returns the times that an automated backup can bring back. */
    static Optional<Reach> window(Region region, Facts backup) {
        if (backup.find("latest").isPresent()) {
            return Optional.of(new Reach(time(backup, "earliest"), time(backup, "latest")));
        }
        Region home = region.world().region(backup.text("Region"));
        Optional<Facts> instance = home.instances().all().stream()
                .filter(other -> other.text("DbiResourceId").equals(backup.text("DbiResourceId")))
                .findFirst();
        Optional<Reach> window = instance.flatMap(found -> Backups.window(home, found));
        if (home == region || backup.text("Status").equals("active")) {
            return window;
        }
        return window.filter(reach -> backup.find("earliest").isPresent())
                .filter(reach -> !reach.latest().isBefore(time(backup, "earliest")))
                .map(reach -> new Reach(time(backup, "earliest"), reach.latest()));
    }

    /** Refuses to retain backups where there is no room. */
    static void requireRoomToRetain(Region region) {
        int limit = region.quotas().limit("AutomatedBackups");
        region.quotas()
                .require(
                        "AutomatedBackups",
                        region.automatedBackups().size(),
                        "DBInstanceAutomatedBackupQuotaExceeded",
                        "Cannot retain more than " + limit + " automated backups");
    }

    /** Keeps the backups of an instance that is going, until their retention is over. */
    static void retain(Region region, Facts instance) {
        Facts retained = frozen(region, of(region, instance, "retained"));
        put(region, retained);
        Duration retention = Duration.ofDays(instance.number("BackupRetentionPeriod"));
        World world = region.world();
        world.agenda().at(world.now().plus(retention), () -> remove(region, retained));
    }

    /** Lets the replicated backups of an instance that is going stay as they are. */
    static void sourceIsGone(Region home, Facts instance) {
        for (Region region : home.world().regions()) {
            for (Facts backup : region.automatedBackups().all()) {
                boolean same = backup.text("DbiResourceId").equals(instance.text("DbiResourceId"));
                if (same && backup.text("Status").equals("replicating")) {
                    put(region, frozen(region, backup).with("Status", "retained"));
                }
            }
        }
    }

    /** Removes a kept backup; its data too, if nothing needs them any more. */
    static void remove(Region region, Facts backup) {
        region.automatedBackups().remove(key(backup), region.world().now());
        Region home = region.world().region(backup.text("Region"));
        boolean alive = Instances.current(home, backup).isPresent();
        if (home == region && !alive) {
            Backups.automated(region, backup.text("DbiResourceId"))
                    .forEach(snapshot -> Snapshots.remove(region, snapshot));
        }
        forgetUnlessNeeded(region.world(), backup.text("data"));
    }

    /** Lets the past of deleted data be forgotten, if no instance and no backup in any region needs it. */
    static void forgetUnlessNeeded(World world, String data) {
        boolean needed = world.regions().stream()
                .anyMatch(region -> has(region.instances(), data) || has(region.automatedBackups(), data));
        if (!needed) {
            world.agenda().at(world.now(), data, () -> world.data().forget(data), failure -> {});
        }
    }

    /** Keeps a backup as it is since now. */
    static void put(Region region, Facts backup) {
        region.automatedBackups().put(key(backup), backup, region.world().now());
    }

    /** Returns a backup with its window as it is now, for ever. */
    static Facts frozen(Region region, Facts backup) {
        return window(region, backup)
                .map(reach -> backup.with("earliest", QueryProtocol.time(reach.earliest()))
                        .with("latest", QueryProtocol.time(reach.latest())))
                .orElse(backup);
    }

    /** Returns the refusal of a backup that is not there. */
    static Refusal unknown(String named) {
        return Refusal.of(
                "DBInstanceAutomatedBackupNotFound", 404, "DBInstanceAutomatedBackup " + named + " not found.");
    }

    static String key(Facts backup) {
        return backup.text("DBInstanceAutomatedBackupsArn");
    }

    private static String id(Facts instance) {
        return "ab-" + instance.text("DbiResourceId").replace("db-", "").toLowerCase(Locale.ROOT);
    }

    private static boolean has(Register<Facts> register, String data) {
        return register.all().stream().anyMatch(facts -> facts.text("data").equals(data));
    }

    private static Instant time(Facts backup, String name) {
        return Instant.parse(backup.text(name));
    }
}
