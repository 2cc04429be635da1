package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.RdsAutomatedBackup;
import com.datafly.signal.dr.aws.RdsBackups;
import com.datafly.signal.dr.aws.RdsExport;
import com.datafly.signal.dr.aws.RdsExportRequest;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.StartDbInstanceAutomatedBackupsReplicationRequest;

/** Replicates and exports the backups of one instance. */
final class BackupExtras implements RdsBackups {

    private static final int LONGEST_RETENTION = 35;
    private static final int PAGE = 100;
    private static final Set<String> NO_BACKUP = Set.of("DBInstanceAutomatedBackupNotFound", "DBInstanceNotFound");

    private final AwsSession session;
    private final RdsAddress address;
    private final Instances instances;
    private final InstanceSnapshots snapshots;
    private final SnapshotExports exports;

    BackupExtras(AwsSession session, RdsAddress address) {
        this.session = session;
        this.address = address;
        this.instances = new Instances(session);
        this.snapshots = new InstanceSnapshots(session, address, session.clock());
        this.exports = new SnapshotExports(session);
    }

    @Override
    public void startReplication(String region, int retentionDays, Optional<String> kmsKeyId) {
        String operation = "replicate the backups of " + address + " to " + region;
        RdsClient there = elsewhere(operation, region);
        if (retentionDays < 1 || retentionDays > LONGEST_RETENTION) {
            throw invalid(
                    operation,
                    "retentionDays is " + retentionDays,
                    "Use 1 to " + LONGEST_RETENTION + " days; stopReplication ends it.");
        }
        DBInstance instance = require(operation);
        if (Boolean.TRUE.equals(instance.storageEncrypted()) && kmsKeyId.isEmpty()) {
            throw invalid(
                    operation,
                    "the instance is encrypted, and no key of " + region + " is named",
                    "Name a KMS key of that region: a key does not leave its region.");
        }
        if (replication(region).isPresent()) {
            return;
        }
        StartDbInstanceAutomatedBackupsReplicationRequest.Builder call =
                StartDbInstanceAutomatedBackupsReplicationRequest.builder()
                        .sourceDBInstanceArn(instance.dbInstanceArn())
                        .backupRetentionPeriod(retentionDays)
                        .sourceRegion(session.region());
        kmsKeyId.ifPresent(call::kmsKeyId);
        RdsCalls.change(operation, () -> there.startDBInstanceAutomatedBackupsReplication(call.build()));
    }

    @Override
    public Optional<RdsAutomatedBackup> replication(String region) {
        String operation = "look for the backups of " + address + " in " + region;
        Optional<DBInstance> instance = instances.find(operation, address.name());
        return listIn(region, operation).stream()
                .filter(backup -> session.region().equals(backup.region()))
                .filter(backup -> instance.isEmpty()
                        || String.valueOf(instance.get().dbiResourceId()).equals(backup.dbiResourceId()))
                .map(backup -> describe(region, backup))
                .findFirst();
    }

    @Override
    public void stopReplication(String region) {
        String operation = "stop replicating the backups of " + address + " to " + region;
        RdsClient there = elsewhere(operation, region);
        DBInstance instance = require(operation);
        boolean replicated = instance.dbInstanceAutomatedBackupsReplications().stream()
                .anyMatch(copy -> region.equals(regionOf(copy.dbInstanceAutomatedBackupsArn())));
        if (replicated) {
            RdsCalls.change(
                    operation,
                    () -> there.stopDBInstanceAutomatedBackupsReplication(
                            call -> call.sourceDBInstanceArn(instance.dbInstanceArn())));
        }
    }

    private static String regionOf(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length > 3 ? parts[3] : "";
    }

    @Override
    public List<RdsAutomatedBackup> automated() {
        return listIn(session.region(), "list the automated backups of " + address).stream()
                .map(backup -> describe(session.region(), backup))
                .toList();
    }

    private List<DBInstanceAutomatedBackup> listIn(String region, String operation) {
        return RdsCalls.find(
                        operation,
                        NO_BACKUP,
                        () -> session
                                .rds(region)
                                .describeDBInstanceAutomatedBackupsPaginator(
                                        call -> call.dbInstanceIdentifier(address.name())
                                                .maxRecords(PAGE))
                                .dbInstanceAutomatedBackups()
                                .stream()
                                .toList())
                .orElse(List.of());
    }

    private static RdsAutomatedBackup describe(String region, DBInstanceAutomatedBackup backup) {
        String arn = String.valueOf(backup.dbInstanceAutomatedBackupsArn());
        RdsAddress address = new RdsAddress(
                region,
                RdsAddress.Kind.AUTOMATED_BACKUP,
                Instances.backupId(backup).orElse(arn));
        return RdsAutomatedBackup.create(address.toAddress(), arn, String.valueOf(backup.status()), more -> {
            more.encrypted(Boolean.TRUE.equals(backup.encrypted()));
            Optional.ofNullable(backup.region()).ifPresent(more::sourceRegion);
            Optional.ofNullable(backup.backupRetentionPeriod()).ifPresent(more::retentionDays);
            Optional.ofNullable(backup.restoreWindow())
                    .filter(window -> window.earliestTime() != null && window.latestTime() != null)
                    .map(window -> RestorableWindow.of(window.earliestTime(), window.latestTime()))
                    .ifPresent(more::window);
        });
    }

    @Override
    public RdsExport startExport(OperationKey key, String snapshotId, Consumer<RdsExportRequest.Builder> target) {
        RdsExportRequest request = RdsExportRequest.create(target);
        String operation = "export snapshot " + snapshotId + " to S3 bucket " + request.bucket();
        DBSnapshot snapshot = snapshots.require(operation, snapshotId);
        return exports.start(operation, key, snapshot.dbSnapshotArn(), request);
    }

    @Override
    public Optional<RdsExport> export(OperationKey key) {
        return exports.find("look for the export " + key, key);
    }

    @Override
    public void cancelExport(OperationKey key) {
        exports.cancel("cancel the export " + key, key);
    }

    private RdsClient elsewhere(String operation, String region) {
        RdsClient there = session.rds(region);
        if (region.equals(session.region())) {
            throw invalid(operation, "the backups are in " + region + " already", "Name another region.");
        }
        return there;
    }

    private DBInstance require(String operation) {
        return instances
                .find(operation, address.name())
                .orElseThrow(() -> Instances.notFound(
                        operation, address.name(), "Only the backups of an instance that is there are replicated."));
    }

    private static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
