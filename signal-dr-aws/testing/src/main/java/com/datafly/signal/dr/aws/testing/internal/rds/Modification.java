package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ModifyDBInstance: what it asks for, what is refused, and what is in force at once. */
final class Modification {

    /** What begins the name of a value that is not in force yet. */
    static final String PENDING = "pending:";

    private static final Set<String> MODIFIABLE = Set.of(
            "available",
            "storage-optimization",
            "storage-full",
            "incompatible-network",
            "incompatible-parameters",
            "inaccessible-encryption-credentials-recoverable");
    private static final Set<String> DEFERRABLE = Set.of(
            "DBInstanceClass",
            "AllocatedStorage",
            "Iops",
            "StorageThroughput",
            "StorageType",
            "MultiAZ",
            "EngineVersion",
            "port",
            "IAMDatabaseAuthenticationEnabled",
            "CACertificateIdentifier",
            "DBSubnetGroupName",
            "LicenseModel",
            "DedicatedLogVolume");

    private Modification() {}

    static Map<String, Action> actions() {
        return Map.of("ModifyDBInstance", Modification::modify);
    }

    private static List<Xml> modify(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        Facts instance = Instances.require(region, in.required("DBInstanceIdentifier"));
        Map<String, String> changes = changes(in, instance);
        Facts wanted = withLists(in, instance.with(changes));
        check(region, in, instance, wanted);
        Facts ready = Instances.require(region, Instances.name(instance), MODIFIABLE);
        Map<String, String> later = new HashMap<>();
        Map<String, String> now = new HashMap<>();
        changes.forEach((name, value) -> (isDeferrable(name, ready, value) ? later : now).put(name, value));
        in.text("NewDBInstanceIdentifier").ifPresent(name -> later.put("DBInstanceIdentifier", newName(region, name)));
        Facts changed = Changes.groupApplied(withLists(in, ready.with(now)), ready);
        for (Map.Entry<String, String> value : later.entrySet()) {
            changed = changed.with(PENDING + pendingName(value.getKey()), value.getValue());
        }
        Instances.put(region, changed);
        if (now.containsKey("PreferredBackupWindow")) {
            BackupSchedule.plan(region, changed);
        }
        Changes.begin(region, ready, changed, in);
        return List.of(InstanceXml.of(region, Instances.require(region, Instances.name(ready))));
    }

    /** Returns the settings that are asked for and are not so already. */
    private static Map<String, String> changes(Parameters in, Facts instance) {
        Map<String, String> changes = new HashMap<>(Settings.asked(in));
        changes.entrySet().removeIf(change -> instance.text(change.getKey()).equals(change.getValue()));
        return changes;
    }

    private static Facts withLists(Parameters in, Facts instance) {
        List<String> groups = in.list("VpcSecurityGroupIds");
        Facts out = groups.isEmpty() ? instance : instance.withList("VpcSecurityGroups", groups);
        Parameters logs = in.structure("CloudwatchLogsExportConfiguration");
        List<String> enabled = new ArrayList<>(instance.list("EnabledCloudwatchLogsExports"));
        enabled.removeAll(logs.list("DisableLogTypes"));
        logs.list("EnableLogTypes").stream()
                .filter(log -> !enabled.contains(log))
                .forEach(enabled::add);
        return out.withList("EnabledCloudwatchLogsExports", enabled);
    }

    private static void check(Region region, Parameters in, Facts instance, Facts wanted) {
        Settings.check(region, wanted);
        int storage = instance.number("AllocatedStorage");
        int bigger = wanted.number("AllocatedStorage");
        if (bigger != storage && bigger < storage * 1.1) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Invalid storage size for engine name " + instance.text("Engine") + " and storage type "
                            + instance.text("StorageType") + ": " + bigger + " is not at least 10 % more than "
                            + storage);
        }
        if (instance.text("DBInstanceStatus").equals("storage-optimization") && bigger != storage) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "You can't currently modify the storage of this DB instance because the previous storage change is"
                            + " being optimized.");
        }
        if (isMajor(instance, wanted) && !in.is("AllowMajorVersionUpgrade")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.");
        }
    }

    private static boolean isMajor(Facts instance, Facts wanted) {
        String from = instance.text("EngineVersion").split("\\.", -1)[0];
        return !wanted.text("EngineVersion").split("\\.", -1)[0].equals(from);
    }

    /** Switching backups on or off costs an outage, so it waits too; another retention does not. */
    private static boolean isDeferrable(String name, Facts instance, String value) {
        return DEFERRABLE.contains(name)
                || (name.equals("BackupRetentionPeriod") && (value.equals("0") || instance.number(name) == 0));
    }

    private static String newName(Region region, String name) {
        String small = Rules.name("NewDBInstanceIdentifier", name, 63);
        Instances.requireFree(region, small);
        return small;
    }

    /** Returns the name of a setting among the pending values. */
    static String pendingName(String name) {
        return name.equals("port") ? "Port" : name;
    }
}
