package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How changed settings of an instance come into force: at once or in the maintenance window. */
final class Changes {

    private static final Set<String> STORAGE =
            Set.of("AllocatedStorage", "Iops", "StorageThroughput", "StorageType", "DedicatedLogVolume");
    private static final Set<String> WITH_A_RESTART =
            Set.of("DBInstanceClass", "EngineVersion", "Port", "BackupRetentionPeriod", "DBSubnetGroupName");

    private Changes() {}

    /** Begins what a modification asks for, if it takes time. */
    static void begin(Region region, Facts before, Facts changed, Parameters in) {
        boolean pending = !pending(changed).isEmpty();
        if (pending && in.is("ApplyImmediately")) {
            apply(region, changed);
        } else if (pending) {
            Instant window = MaintenanceWindow.next(region.world().now(), changed.text("PreferredMaintenanceWindow"));
            region.world()
                    .agenda()
                    .at(
                            window,
                            () -> Instances.current(region, changed)
                                    .filter(now -> Instances.READY.contains(now.text("DBInstanceStatus")))
                                    .filter(now -> !pending(now).isEmpty())
                                    .ifPresent(now -> apply(region, now)));
        }
        String briefly = briefly(before, changed, in);
        if (!briefly.isEmpty() && !(pending && in.is("ApplyImmediately"))) {
            World world = region.world();
            notice(region, changed, briefly);
            world.agenda().at(world.due(Work.MODIFY), () -> settle(region, changed, before.text("DBInstanceStatus")));
        }
    }

    /** Returns an instance whose parameter group is being applied, if it is another one now. */
    static Facts groupApplied(Facts changed, Facts before) {
        boolean same = changed.text("DBParameterGroupName").equals(before.text("DBParameterGroupName"));
        return same ? changed : changed.with("ParameterApplyStatus", "applying");
    }

    /** Returns the status that an instance has for a while because of what is in force already; empty for none. */
    private static String briefly(Facts before, Facts changed, Parameters in) {
        if (in.has("MasterUserPassword")) {
            return "resetting-master-credentials";
        }
        if (differ(before, changed, "MonitoringInterval")) {
            return "configuring-enhanced-monitoring";
        }
        if (!before.list("EnabledCloudwatchLogsExports").equals(changed.list("EnabledCloudwatchLogsExports"))) {
            return "configuring-log-exports";
        }
        boolean modified = differ(before, changed, "DBParameterGroupName")
                || differ(before, changed, "PerformanceInsightsEnabled")
                || differ(before, changed, "OptionGroupName");
        return modified ? "modifying" : "";
    }

    private static boolean differ(Facts before, Facts changed, String name) {
        return !before.text(name).equals(changed.text(name));
    }

    private static void apply(Region region, Facts instance) {
        Map<String, String> pending = pending(instance);
        World world = region.world();
        notice(region, instance, status(pending));
        String data = instance.text("data");
        boolean slow = pending.keySet().stream().anyMatch(STORAGE::contains) || pending.containsKey("MultiAZ");
        boolean restarts = pending.keySet().stream().anyMatch(WITH_A_RESTART::contains)
                && instance.find("DBClusterIdentifier").isEmpty();
        Runnable work = restarts ? () -> world.data().restart(data) : () -> {};
        world.agenda()
                .at(
                        world.due(slow ? Work.STORAGE : Work.MODIFY),
                        data,
                        work,
                        failure -> done(region, instance, pending));
    }

    /** RDS answers first and changes the status somewhat later. */
    private static void notice(Region region, Facts instance, String status) {
        World world = region.world();
        if (world.delay(Work.NOTICE).isZero()) {
            Instances.status(region, instance, status);
        } else {
            world.agenda().at(world.due(Work.NOTICE), () -> Instances.status(region, instance, status));
        }
    }

    private static void done(Region region, Facts instance, Map<String, String> pending) {
        Instances.current(region, instance).ifPresent(now -> {
            Facts changed = now;
            for (Map.Entry<String, String> value : pending.entrySet()) {
                changed = changed.without(Modification.PENDING + value.getKey());
            }
            Map<String, String> values = new HashMap<>(pending);
            values.remove("DBInstanceIdentifier");
            if (values.containsKey("Port")) {
                values.put("port", values.get("Port"));
            }
            values.remove("Port");
            Facts applied = Settings.withZones(region, changed.with(values));
            Instances.put(region, applied);
            Facts named = pending.containsKey("DBInstanceIdentifier")
                    ? renamed(region, applied, pending.getOrDefault("DBInstanceIdentifier", ""))
                    : applied;
            Instances.event(region, named, "configuration change", "Finished applying modification");
            backupsSwitched(region, named, pending);
        });
    }

    private static Facts renamed(Region region, Facts instance, String name) {
        region.instances().remove(Instances.name(instance), region.world().now());
        Facts renamed = instance.with("DBInstanceIdentifier", name).with("DBInstanceArn", region.arn("db", name));
        Instances.put(region, renamed);
        return renamed;
    }

    private static void backupsSwitched(Region region, Facts instance, Map<String, String> pending) {
        boolean switched = pending.containsKey("BackupRetentionPeriod");
        if (switched && instance.number("BackupRetentionPeriod") > 0) {
            BackupSchedule.plan(region, instance);
            BackupSchedule.take(region, instance, () -> settle(region, instance, "available"));
            return;
        }
        if (switched) {
            Backups.automated(region, instance.text("DbiResourceId"))
                    .forEach(snapshot -> Snapshots.remove(region, snapshot));
        }
        if (pending.keySet().stream().anyMatch(STORAGE::contains)) {
            World world = region.world();
            Instances.status(region, instance, "storage-optimization");
            world.agenda().at(world.due(Work.STORAGE), () -> settle(region, instance, "available"));
            return;
        }
        settle(region, instance, "available");
    }

    private static void settle(Region region, Facts instance, String status) {
        Instances.current(region, instance).ifPresent(now -> {
            boolean applying = now.text("ParameterApplyStatus").equals("applying");
            Instances.change(
                    region,
                    now,
                    applying
                            ? Map.of("DBInstanceStatus", status, "ParameterApplyStatus", "pending-reboot")
                            : Map.of("DBInstanceStatus", status));
        });
    }

    private static String status(Map<String, String> pending) {
        if (pending.containsKey("DBInstanceIdentifier")) {
            return "renaming";
        }
        if (pending.containsKey("EngineVersion")) {
            return "upgrading";
        }
        if (pending.containsKey("DBSubnetGroupName")) {
            return "moving-to-vpc";
        }
        boolean iamAlone = pending.keySet().equals(Set.of("IAMDatabaseAuthenticationEnabled"));
        return iamAlone ? "configuring-iam-database-auth" : "modifying";
    }

    private static Map<String, String> pending(Facts instance) {
        Map<String, String> out = new HashMap<>();
        instance.values().forEach((name, value) -> {
            if (name.startsWith(Modification.PENDING)) {
                out.put(name.substring(Modification.PENDING.length()), value);
            }
        });
        return out;
    }
}
