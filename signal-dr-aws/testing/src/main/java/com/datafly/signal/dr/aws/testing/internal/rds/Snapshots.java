package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What all that makes snapshots does. */
final class Snapshots {

    private static final List<String> TAKEN_FROM_THE_INSTANCE = List.of(
            "DBInstanceIdentifier",
            "Engine",
            "AllocatedStorage",
            "AvailabilityZone",
            "InstanceCreateTime",
            "MasterUsername",
            "EngineVersion",
            "LicenseModel",
            "Iops",
            "StorageThroughput",
            "OptionGroupName",
            "StorageType",
            "KmsKeyId",
            "IAMDatabaseAuthenticationEnabled",
            "DbiResourceId",
            "DedicatedLogVolume",
            "DBName",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "DBInstanceClass",
            "port",
            "StorageEncrypted");
    private static final DateTimeFormatter IN_NAMES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Snapshots() {}

    /** Returns the facts of a snapshot that is being made, with the instance's tags if it copies them. */
    static Facts of(Region region, Facts instance, String name, String type) {
        Map<String, String> values = new HashMap<>();
        TAKEN_FROM_THE_INSTANCE.forEach(value -> instance.find(value).ifPresent(found -> values.put(value, found)));
        String now = QueryProtocol.time(region.world().now());
        values.put("DBSnapshotIdentifier", name);
        values.put("DBSnapshotArn", region.arn("snapshot", name));
        values.put("SnapshotCreateTime", now);
        values.put("OriginalSnapshotCreateTime", now);
        values.put("SnapshotDatabaseTime", now);
        values.put("SnapshotType", type);
        values.put("Status", "creating");
        values.put("began", now);
        values.put("Port", instance.text("port"));
        values.put("VpcId", region.network().requireVpc(instance.text("DBSubnetGroupName")));
        values.put("Encrypted", instance.text("StorageEncrypted"));
        values.put("SnapshotTarget", "region");
        values.put("data", region.world().newId("snap-"));
        return Facts.NONE.with(values).withTags(instance.is("CopyTagsToSnapshot") ? instance.tags() : Map.of());
    }

    /** Returns the name of an automated snapshot that is taken now. */
    static String automatedName(Region region, Facts instance) {
        String stem = "rds:" + Instances.name(instance) + "-"
                + IN_NAMES.format(region.world().now());
        String name = stem;
        for (int i = 2; region.snapshots().find(name).isPresent(); i++) {
            name = stem + "-" + i;
        }
        return name;
    }

    /** Keeps a snapshot as it is since now. */
    static void put(Region region, Facts snapshot) {
        region.snapshots()
                .put(
                        snapshot.text("DBSnapshotIdentifier"),
                        snapshot,
                        region.world().now());
    }

    /** Begins to take a snapshot; {@code then} happens when it is done. */
    static void take(Region region, Facts snapshot, Runnable then) {
        World world = region.world();
        Instant due = world.due(Work.SNAPSHOT);
        put(region, snapshot.with("due", QueryProtocol.time(due)));
        Optional<Facts> source = region.instances().all().stream()
                .filter(instance -> instance.text("DbiResourceId").equals(snapshot.text("DbiResourceId")))
                .findFirst();
        String data = source.map(instance -> instance.text("data")).orElse(snapshot.text("DbiResourceId"));
        world.agenda().at(due, data, () -> world.data().snapshot(data, snapshot.text("data")), failure -> {
            finish(region, snapshot, failure.isPresent() ? "failed" : "available");
            then.run();
        });
    }

    /** Lets a snapshot be done, if it is still the same one. */
    static void finish(Region region, Facts snapshot, String status) {
        region.snapshots()
                .find(snapshot.text("DBSnapshotIdentifier"))
                .filter(now -> now.text("data").equals(snapshot.text("data")))
                .ifPresent(now -> put(region, now.with("Status", status)));
    }

    /** Returns a snapshot, given by its name or, of this region, its ARN. */
    static Facts require(Region region, String nameOrArn) {
        return region.snapshots().find(region.nameOf("snapshot", nameOrArn)).orElseThrow(() -> unknown(nameOrArn));
    }

    /** Returns the refusal of a snapshot that is not there. */
    static Refusal unknown(String nameOrArn) {
        return Refusal.of("DBSnapshotNotFound", 404, "DBSnapshot " + nameOrArn + " not found.");
    }

    /** Refuses a new manual snapshot of that name: it is taken, or there is no room. */
    static void requireRoom(Region region, String name) {
        if (region.snapshots().find(name).isPresent()) {
            throw Refusal.of(
                    "DBSnapshotAlreadyExists",
                    "Cannot create the snapshot because a snapshot with the identifier " + name + " already exists.");
        }
        int limit = region.quotas().limit("ManualSnapshots");
        region.quotas()
                .require(
                        "ManualSnapshots",
                        manual(region),
                        "SnapshotQuotaExceeded",
                        "Cannot create more than " + limit + " manual snapshots");
    }

    /** Returns how many manual snapshots there are. */
    static int manual(Region region) {
        return (int) region.snapshots().all().stream()
                .filter(snapshot -> snapshot.text("SnapshotType").equals("manual"))
                .count();
    }

    /** Removes a snapshot, and its data unless a copy has the same. */
    static void remove(Region region, Facts snapshot) {
        World world = region.world();
        region.snapshots().remove(snapshot.text("DBSnapshotIdentifier"), world.now());
        String data = snapshot.text("data");
        boolean shared = world.regions().stream()
                .flatMap(other -> other.snapshots().all().stream())
                .anyMatch(other -> other.text("data").equals(data));
        if (!shared && snapshot.text("Status").equals("available")) {
            world.data().deleteSnapshot(data);
        }
    }
}
