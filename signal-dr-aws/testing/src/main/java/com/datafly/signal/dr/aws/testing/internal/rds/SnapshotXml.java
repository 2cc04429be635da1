package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A snapshot of an instance as it is answered. */
final class SnapshotXml {

    private static final List<String> VALUES = List.of(
            "DBSnapshotIdentifier",
            "DBInstanceIdentifier",
            "Engine",
            "AllocatedStorage",
            "Status",
            "Port",
            "AvailabilityZone",
            "VpcId",
            "InstanceCreateTime",
            "MasterUsername",
            "EngineVersion",
            "LicenseModel",
            "SnapshotType",
            "Iops",
            "StorageThroughput",
            "OptionGroupName",
            "SourceRegion",
            "SourceDBSnapshotIdentifier",
            "StorageType",
            "Encrypted",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "KmsKeyId",
            "DBSnapshotArn",
            "IAMDatabaseAuthenticationEnabled",
            "DbiResourceId",
            "SnapshotTarget",
            "OriginalSnapshotCreateTime",
            "SnapshotDatabaseTime",
            "DedicatedLogVolume");

    private SnapshotXml() {}

    static Xml of(Region region, Facts snapshot) {
        Xml out = Xml.element("DBSnapshot");
        VALUES.forEach(value -> out.put(value, snapshot.values().get(value)));
        boolean creating = snapshot.text("Status").equals("creating");
        out.put("PercentProgress", creating ? progress(region.world().now(), snapshot) : 100);
        if (!creating) {
            out.put("SnapshotCreateTime", snapshot.text("SnapshotCreateTime"));
        }
        return out.add(Xml.list("ProcessorFeatures", List.of())).add(InstanceXml.tags(snapshot.tags()));
    }

    /** A snapshot that takes longer than expected stays at 99 percent. */
    private static int progress(Instant now, Facts snapshot) {
        Instant began = Instant.parse(snapshot.text("began"));
        Instant due = snapshot.find("due").map(Instant::parse).orElse(began);
        long whole = Math.max(1, Duration.between(began, due).toMillis());
        long done = Duration.between(began, now).toMillis();
        return (int) Math.min(99, Math.max(0, 100 * done / whole));
    }
}
