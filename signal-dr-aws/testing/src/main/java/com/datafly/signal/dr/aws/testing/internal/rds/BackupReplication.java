package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** StartDBInstanceAutomatedBackupsReplication and its stop, called in the region that the backups go to. */
final class BackupReplication {

    private BackupReplication() {}

    static Map<String, Action> actions() {
        return Map.of(
                "StartDBInstanceAutomatedBackupsReplication", BackupReplication::start,
                "StopDBInstanceAutomatedBackupsReplication", BackupReplication::stop);
    }

    private static List<Xml> start(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        Region home = home(region, in.required("SourceDBInstanceArn"));
        Facts instance = source(home, in);
        int retention = in.integer("BackupRetentionPeriod").orElse(7);
        Rules.retention(retention);
        requireReplicable(region, instance);
        Optional<String> key = in.text("KmsKeyId");
        if (instance.is("StorageEncrypted") && key.isEmpty()) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "A KMS key of the destination region is required to replicate encrypted automated backups.");
        }
        Facts backup = AutomatedBackups.of(region, instance, "pending")
                .with("Region", home.name())
                .with("BackupRetentionPeriod", retention)
                .with("KmsKeyId", key.map(region.network()::requireKey))
                .withTags(Tags.asked(in));
        AutomatedBackups.put(region, backup);
        Instances.put(home, instance.adding("replications", AutomatedBackups.key(backup)));
        World world = region.world();
        world.agenda().at(world.due(Work.REPLICATION), () -> begin(region, backup));
        return List.of(AutomatedBackupActions.xml(region, backup));
    }

    private static void begin(Region region, Facts backup) {
        region.automatedBackups()
                .find(AutomatedBackups.key(backup))
                .filter(now -> now.text("Status").equals("pending"))
                .ifPresent(now -> AutomatedBackups.put(
                        region,
                        now.with("Status", "replicating")
                                .with(
                                        "earliest",
                                        QueryProtocol.time(region.world().now()))));
    }

    private static List<Xml> stop(RdsCall call) {
        Region region = call.region();
        String arn = call.in().required("SourceDBInstanceArn");
        Facts backup = region.automatedBackups().all().stream()
                .filter(found -> found.text("DBInstanceArn").equals(arn))
                .filter(found -> !found.text("Status").equals("retained"))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.of("DBInstanceNotFound", 404, "DBInstance " + arn + " is not replicated here."));
        Facts stopped = AutomatedBackups.frozen(region, backup).with("Status", "retained");
        AutomatedBackups.put(region, stopped);
        Region home = home(region, arn);
        Instances.current(home, backup)
                .ifPresent(instance ->
                        Instances.put(home, instance.removing("replications", AutomatedBackups.key(backup))));
        World world = region.world();
        Duration retention = Duration.ofDays(stopped.number("BackupRetentionPeriod"));
        world.agenda().at(world.now().plus(retention), () -> AutomatedBackups.remove(region, stopped));
        return List.of(AutomatedBackupActions.xml(region, stopped));
    }

    private static void requireReplicable(Region region, Facts instance) {
        if (instance.number("BackupRetentionPeriod") == 0) {
            throw Refusal.of("InvalidDBInstanceState", "Automated backups of the source DB instance are not enabled.");
        }
        boolean replicated = region.automatedBackups().all().stream()
                .filter(backup -> !backup.text("Status").equals("retained"))
                .anyMatch(backup -> backup.text("DbiResourceId").equals(instance.text("DbiResourceId")));
        if (replicated) {
            throw Refusal.of(
                    "InvalidDBInstanceAutomatedBackupState",
                    "Automated backups of the source DB instance are replicated to this region already.");
        }
        AutomatedBackups.requireRoomToRetain(region);
    }

    private static Facts source(Region home, Parameters in) {
        return Instances.require(home, in.required("SourceDBInstanceArn"), Instances.READY);
    }

    private static Region home(Region region, String arn) {
        String[] parts = arn.split(":", -1);
        if (parts.length != 7 || !parts[5].equals("db")) {
            throw Refusal.of("InvalidParameterValue", "The parameter SourceDBInstanceArn is not a valid ARN: " + arn);
        }
        if (parts[3].equals(region.name())) {
            throw Refusal.of(
                    "InvalidParameterValue", "The source region must not be the destination region: " + parts[3]);
        }
        return region.world().region(parts[3]);
    }
}
