package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** DescribeDBInstanceAutomatedBackups, DeleteDBInstanceAutomatedBackup. */
final class AutomatedBackupActions {

    private static final List<String> VALUES = List.of(
            "DBInstanceArn",
            "DbiResourceId",
            "Region",
            "DBInstanceIdentifier",
            "AllocatedStorage",
            "Status",
            "Port",
            "AvailabilityZone",
            "VpcId",
            "InstanceCreateTime",
            "MasterUsername",
            "Engine",
            "EngineVersion",
            "LicenseModel",
            "Iops",
            "StorageThroughput",
            "OptionGroupName",
            "Encrypted",
            "StorageType",
            "KmsKeyId",
            "IAMDatabaseAuthenticationEnabled",
            "BackupRetentionPeriod",
            "PreferredBackupWindow",
            "DBInstanceAutomatedBackupsArn",
            "BackupTarget",
            "DedicatedLogVolume");

    private AutomatedBackupActions() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeDBInstanceAutomatedBackups", AutomatedBackupActions::describe,
                "DeleteDBInstanceAutomatedBackup", AutomatedBackupActions::delete);
    }

    static Xml xml(Region region, Facts backup) {
        Xml out = Xml.element("DBInstanceAutomatedBackup");
        VALUES.forEach(value -> out.put(value, backup.values().get(value)));
        Xml window = Xml.element("RestoreWindow");
        AutomatedBackups.window(region, backup)
                .ifPresent(reach -> window.put("EarliestTime", QueryProtocol.time(reach.earliest()))
                        .put("LatestTime", QueryProtocol.time(reach.latest())));
        return out.add(window).add(InstanceXml.replications(backup)).add(InstanceXml.tags(backup.tags()));
    }

    private static List<Xml> describe(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        List<Facts> found = AutomatedBackups.seen(region, call.sight()).stream()
                .filter(wanted(region, in))
                .sorted(Comparator.comparing(AutomatedBackups::key))
                .toList();
        boolean one = in.has("DbiResourceId") || in.has("DBInstanceAutomatedBackupsArn");
        if (one && found.isEmpty()) {
            throw AutomatedBackups.unknown(
                    in.text("DbiResourceId").orElseGet(() -> in.required("DBInstanceAutomatedBackupsArn")));
        }
        return Page.of(in, "DBInstanceAutomatedBackups", found, AutomatedBackups::key, backup -> xml(region, backup));
    }

    private static Predicate<Facts> wanted(Region region, Parameters in) {
        Predicate<Facts> all = backup -> true;
        if (in.has("DBInstanceIdentifier")) {
            String name = region.nameOf("db", in.required("DBInstanceIdentifier"));
            all = all.and(backup -> backup.text("DBInstanceIdentifier").equals(name));
        }
        for (String name : List.of("DbiResourceId", "DBInstanceAutomatedBackupsArn")) {
            if (in.has(name)) {
                String value = in.required(name);
                all = all.and(backup -> backup.text(name).equals(value));
            }
        }
        for (Parameters filter : in.items("Filters")) {
            all = all.and(filter(region, filter.required("Name"), filter.list("Values")));
        }
        return all;
    }

    private static Predicate<Facts> filter(Region region, String name, List<String> values) {
        return switch (name) {
            case "status" -> backup -> values.contains(backup.text("Status"));
            case "db-instance-id" ->
                backup -> values.stream()
                        .anyMatch(value -> value.equals(backup.text("DBInstanceArn"))
                                || region.nameOf("db", value).equals(backup.text("DBInstanceIdentifier")));
            case "dbi-resource-id" -> backup -> values.contains(backup.text("DbiResourceId"));
            default -> throw Refusal.of("InvalidParameterValue", "Unrecognized filter name: " + name);
        };
    }

    private static List<Xml> delete(RdsCall call) {
        Region region = call.region();
        String named = call.in()
                .text("DBInstanceAutomatedBackupsArn")
                .orElseGet(() -> call.in().required("DbiResourceId"));
        Facts backup = AutomatedBackups.seen(region, Sight.CLEAR).stream()
                .filter(found -> found.text("DbiResourceId").equals(named)
                        || AutomatedBackups.key(found).equals(named))
                .findFirst()
                .orElseThrow(() -> AutomatedBackups.unknown(named));
        if (!backup.text("Status").equals("retained")) {
            throw Refusal.of(
                    "InvalidDBInstanceAutomatedBackupState",
                    "Cannot delete the automated backup " + named + " in the " + backup.text("Status")
                            + " state: it must be retained.");
        }
        AutomatedBackups.remove(region, backup);
        return List.of(xml(region, backup.with("Status", "deleted")));
    }
}
