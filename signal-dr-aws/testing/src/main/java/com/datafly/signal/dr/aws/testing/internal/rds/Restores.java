package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RestoreDBInstanceFromDBSnapshot, and what both restores do: a new instance that inherits little.
 *
 * <p>Taken over are class, engine, storage, key, port, option group, retention, backup window and tags. Not taken over
 * are subnet group, security groups, parameter group, Multi-AZ, protection, IAM authentication, monitoring, performance
 * insights, exported logs, the storage's maximum, the maintenance window, and whether tags are copied to snapshots.
 */
final class Restores {

    private static final List<String> INHERITED = List.of(
            "DBInstanceClass",
            "EngineVersion",
            "MasterUsername",
            "DBName",
            "AllocatedStorage",
            "StorageType",
            "Iops",
            "StorageThroughput",
            "LicenseModel",
            "StorageEncrypted",
            "KmsKeyId",
            "port",
            "OptionGroupName",
            "BackupRetentionPeriod",
            "PreferredBackupWindow");

    private Restores() {}

    static Map<String, Action> actions() {
        return Map.of("RestoreDBInstanceFromDBSnapshot", Restores::fromSnapshot);
    }

    private static List<Xml> fromSnapshot(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("DBInstanceIdentifier", in.required("DBInstanceIdentifier"), 63);
        Facts snapshot = Snapshots.require(region, in.required("DBSnapshotIdentifier"));
        Facts instance = target(region, in, name, snapshot);
        if (!snapshot.text("Status").equals("available")) {
            throw Refusal.of(
                    "InvalidDBSnapshotState",
                    "The snapshot " + snapshot.text("DBSnapshotIdentifier") + " is not in the available state: it is in"
                            + " the " + snapshot.text("Status") + " state.");
        }
        World world = region.world();
        Runnable work = () -> world.data().restore(snapshot.text("data"), instance.text("data"));
        Birth.begin(region, instance, Work.RESTORE, new Birth.Data(work, "restore-error"));
        return List.of(InstanceXml.of(region, instance));
    }

    /** Returns the facts of a restored instance, refused where RDS refuses it. */
    static Facts target(Region region, Parameters in, String name, Facts source) {
        Facts fresh = Instances.fresh(region, name, source.text("Engine"));
        for (String setting : INHERITED) {
            fresh = source.find(setting).isPresent() ? fresh.with(setting, source.text(setting)) : fresh;
        }
        Facts defaults = Instances.withNetworkDefaults(fresh)
                .with("PreferredMaintenanceWindow", maintenance(fresh.text("PreferredBackupWindow")));
        String options = source.text("OptionGroupName");
        Facts plain = region.network().hasOptionGroup(options) ? defaults.with("OptionGroupName", options) : defaults;
        Map<String, String> asked = Tags.asked(in);
        Facts instance = Settings.apply(region, in, plain).withTags(asked.isEmpty() ? source.tags() : asked);
        if (instance.number("AllocatedStorage") < source.number("AllocatedStorage")) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "The allocated storage size must be at least that of the source, "
                            + source.number("AllocatedStorage") + " GiB.");
        }
        instance.find("KmsKeyId").ifPresent(region.network()::requireKey);
        Instances.requireFree(region, name);
        Birth.requireRoom(region, instance);
        Optional<String> end = Optional.ofNullable(region.nextRestores().poll());
        return instance.with("endsAs", end);
    }

    /** RDS picks a window at random; this one is never that of the backups. */
    private static String maintenance(String backupWindow) {
        int begin = Rules.beginOf(backupWindow);
        return begin < 12 * 60 ? "wed:19:01-wed:19:31" : "wed:07:01-wed:07:31";
    }
}
