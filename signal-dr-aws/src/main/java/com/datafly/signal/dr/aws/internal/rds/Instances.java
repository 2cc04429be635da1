package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBSnapshot;

/** Looks at the instances of a region, and at what is kept of one that is gone. */
final class Instances {

    private static final Set<String> NO_INSTANCE = Set.of("DBInstanceNotFound");
    private static final Set<String> NO_SNAPSHOT = Set.of("DBSnapshotNotFound");
    private static final Set<String> NO_BACKUP = Set.of("DBInstanceAutomatedBackupNotFound", "DBInstanceNotFound");
    private static final int PAGE = 100;

    private final AwsSession session;

    Instances(AwsSession session) {
        this.session = session;
    }

    Optional<DBInstance> find(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_INSTANCE,
                        () ->
                                session
                                        .rds()
                                        .describeDBInstances(call -> call.dbInstanceIdentifier(name))
                                        .dbInstances()
                                        .stream()
                                        .findFirst())
                .flatMap(found -> found);
    }

    /** Returns the key under which this library made an instance, if it did. */
    static Optional<OperationKey> copyKey(DBInstance instance) {
        return RdsTags.copyKey(instance.tagList(), instance.dbInstanceIdentifier());
    }

    /** Tells whether an instance was made under {@code key}. */
    static boolean isMadeBy(DBInstance instance, OperationKey key) {
        return copyKey(instance).filter(key::equals).isPresent();
    }

    /**
     * Looks for the instance that was made under a key.
     *
     * <p>There is no filter by tags, so this reads the list of all instances.
     */
    Optional<DBInstance> findMadeBy(String operation, OperationKey key) {
        return RdsCalls.read(
                operation,
                () -> session.rds().describeDBInstancesPaginator(call -> call.maxRecords(PAGE)).dbInstances().stream()
                        .filter(instance -> isMadeBy(instance, key))
                        .findFirst());
    }

    Optional<DBSnapshot> findSnapshot(String operation, String id) {
        return RdsCalls.find(
                        operation,
                        NO_SNAPSHOT,
                        () ->
                                session
                                        .rds()
                                        .describeDBSnapshots(call -> call.dbSnapshotIdentifier(id))
                                        .dbSnapshots()
                                        .stream()
                                        .findFirst())
                .flatMap(found -> found);
    }

    List<DBSnapshot> snapshotsOf(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_INSTANCE,
                        () -> session
                                .rds()
                                .describeDBSnapshotsPaginator(
                                        call -> call.dbInstanceIdentifier(name).maxRecords(PAGE))
                                .dbSnapshots()
                                .stream()
                                .toList())
                .orElse(List.of());
    }

    /** Lists the automated backups of all instances, past and present, that had a name. */
    List<DBInstanceAutomatedBackup> backupsOf(String operation, String name) {
        return RdsCalls.find(
                        operation,
                        NO_BACKUP,
                        () -> session
                                .rds()
                                .describeDBInstanceAutomatedBackupsPaginator(
                                        call -> call.dbInstanceIdentifier(name).maxRecords(PAGE))
                                .dbInstanceAutomatedBackups()
                                .stream()
                                .toList())
                .orElse(List.of());
    }

    /** Looks up automated backups by the last part of their ARN; its account is not in an address. */
    Optional<DBInstanceAutomatedBackup> findBackup(String operation, String id) {
        return RdsCalls.read(
                operation,
                () -> session
                        .rds()
                        .describeDBInstanceAutomatedBackupsPaginator(call -> call.maxRecords(PAGE))
                        .dbInstanceAutomatedBackups()
                        .stream()
                        .filter(backup -> backupId(backup).filter(id::equals).isPresent())
                        .findFirst());
    }

    /** Returns the last part of the ARN of automated backups, by which an address names them. */
    static Optional<String> backupId(DBInstanceAutomatedBackup backup) {
        return Optional.ofNullable(backup.dbInstanceAutomatedBackupsArn())
                .map(arn -> arn.substring(arn.lastIndexOf(':') + 1));
    }

    /** Returns the instance's state by its name on the wire; empty if RDS does not say. */
    static String state(DBInstance instance) {
        return instance.dbInstanceStatus() == null ? "" : instance.dbInstanceStatus();
    }

    /** Tells that there is no instance of that name, and what a person may do. */
    static DrException notFound(String operation, String name, String hint) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                operation,
                "there is no instance '" + name + "' in this region",
                failure -> failure.hint(hint));
    }
}
