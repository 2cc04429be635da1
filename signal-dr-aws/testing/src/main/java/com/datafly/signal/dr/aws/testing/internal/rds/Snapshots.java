package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
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
            "DBInstanceIdentifier", "Engine", "AllocatedStorage", "AvailabilityZone", "InstanceCreateTime",
            "MasterUsername", "EngineVersion", "LicenseModel", "Iops", "StorageThroughput", "OptionGroupName",
            "StorageType", "KmsKeyId", "IAMDatabaseAuthenticationEnabled", "DbiResourceId", "DedicatedLogVolume",
            "DBName", "BackupRetentionPeriod", "PreferredBackupWindow");
    private static final DateTimeFormatter IN_NAMES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Snapshots() {}

    /** Returns the facts of a snapshot of an instance that is being made, with the instance's tags if it copies them. */
    static Facts of(Region region, Facts instance, String name, String type) {
        Map<String, String> values = new HashMap<>();
        TAKEN_FROM_THE_INSTANCE.forEach(
                value -> instance.find(value).ifPresent(found -> values.put(value, found)));
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
        return Facts.NONE
                .with(values)
                .withTags(instance.is("CopyTagsToSnapshot") ? instance.tags() : Map.of());
    }

    /** Returns the name of an automated snapshot that is taken now. */
    static String automatedName(Region region, Facts instance) {
        String stem = "rds:" + Instances.name(instance) + "-" + IN_NAMES.format(region.world().now());
        String name = stem;
        for (int i = 2; region.snapshots().find(name).isPresent(); i++) {
            name = stem + "-" + i;
        }
        return name;
    }

    /** Keeps a snapshot as it is since now. */
    static void put(Region region, Facts snapshot) {
        region.snapshots()
                .put(snapshot.text("DBSnapshotIdentifier"), snapshot, region.world().now());
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
        world.agenda().at(due, () -> world.data().snapshot(data, snapshot.text("data")), failure -> {
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
}
