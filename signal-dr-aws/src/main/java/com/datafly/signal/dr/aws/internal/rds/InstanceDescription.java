package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.DatabaseStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;

/** What RDS says of an instance, or of what is left of it, in portable terms. */
final class InstanceDescription {

    private InstanceDescription() {}

    static DatabaseStatus of(Origin origin, DBInstance instance) {
        String state = Instances.state(instance);
        return DatabaseStatus.create(InstanceStates.toDatabaseState(state), text(instance.engineVersion()), status -> {
            status.role(InstanceCapabilities.isReplica(instance) ? DatabaseRole.STANDBY : DatabaseRole.PRIMARY)
                    .failureDomain(
                            FailureDomain.of("region", "aws:" + origin.address().region()))
                    .detail("db-instance-status", state);
            detail(status, "db-instance-arn", instance.dbInstanceArn());
            detail(status, "dbi-resource-id", instance.dbiResourceId());
            detail(status, "db-cluster-identifier", instance.dbClusterIdentifier());
            detail(status, "replicates", instance.readReplicaSourceDBInstanceIdentifier());
            detail(status, "storage-encrypted", instance.storageEncrypted());
            detail(status, "kms-key-id", instance.kmsKeyId());
            if (instance.endpoint() != null) {
                detail(status, "endpoint", instance.endpoint().address());
            }
            TargetSettings.of(instance).values().forEach((setting, value) -> status.detail(setting.label(), value));
            window(origin, status);
            detail(status, "latest-restorable-time", instance.latestRestorableTime());
            warnings(origin, instance).forEach(status::warning);
        });
    }

    private static void window(Origin origin, DatabaseStatus.Builder status) {
        origin.window().ifPresent(window -> {
            status.detail("earliest-restorable-time", window.earliest().toString());
            status.detail("restorable-window", window.toString());
        });
    }

    private static List<String> warnings(Origin origin, DBInstance instance) {
        List<String> warnings = new ArrayList<>();
        String state = Instances.state(instance);
        InstanceStates.remedy(state).ifPresent(remedy -> warnings.add("The instance is '" + state + "': " + remedy));
        origin.cluster()
                .ifPresent(cluster -> warnings.add("The instance is a member of a cluster; address that as "
                        + RdsAddress.SCHEME + ":" + origin.address().region() + "/cluster:" + cluster + "."));
        if (origin.cluster().isEmpty() && !origin.recordsLog()) {
            warnings.add("Automated backups are off, so it cannot be recovered to a point in time: set a retention"
                    + " period of 1 to 35 days, which restarts the instance.");
        }
        if (!Boolean.TRUE.equals(instance.deletionProtection())) {
            warnings.add("Deletion protection is off: switch it on, so that nobody deletes the database by accident.");
        }
        if (!Boolean.TRUE.equals(instance.storageEncrypted())) {
            warnings.add("The storage is not encrypted, and neither are its snapshots: restore a copy of a snapshot"
                    + " that was made with a KMS key.");
        }
        pendingGroups(instance)
                .forEach(group -> warnings.add("Parameters of '" + group
                        + "' wait for a reboot: what runs now is not what the parameter group says."));
        return warnings;
    }

    private static List<String> pendingGroups(DBInstance instance) {
        return instance.dbParameterGroups().stream()
                .filter(group -> "pending-reboot".equals(group.parameterApplyStatus()))
                .map(DBParameterGroupStatus::dbParameterGroupName)
                .toList();
    }

    /** Describes automated backups that are addressed by themselves: no database runs there. */
    static DatabaseStatus of(Origin origin, DBInstanceAutomatedBackup backup) {
        return DatabaseStatus.create(DatabaseState.STOPPED, text(backup.engineVersion()), status -> {
            status.failureDomain(
                    FailureDomain.of("region", "aws:" + origin.address().region()));
            detail(status, "db-instance-identifier", backup.dbInstanceIdentifier());
            detail(status, "dbi-resource-id", backup.dbiResourceId());
            detail(status, "automated-backup-status", backup.status());
            detail(status, "backup-retention-period", backup.backupRetentionPeriod());
            detail(status, "kms-key-id", backup.kmsKeyId());
            window(origin, status);
            status.warning("These are automated backups of '" + backup.dbInstanceIdentifier()
                    + "', and no instance: recover them into a new one to use the data.");
        });
    }

    /** Says that the instance is not there, and what of it still is. */
    static DrException gone(Instances instances, Origin origin, String operation) {
        RdsAddress address = origin.address();
        if (address.kind() == RdsAddress.Kind.AUTOMATED_BACKUP) {
            return Instances.notFound(
                    operation, address.name(), "There are no automated backups of that id either: list the account's.");
        }
        int snapshots = instances.snapshotsOf(operation, address.name()).size();
        String left = snapshots == 0 && origin.backups().isEmpty()
                ? "Check the region and the name: no snapshots and no retained automated backups are left of one"
                        + " either."
                : "What is left of it can be restored: snapshots: " + snapshots + ", retained automated backups: "
                        + (origin.backups().isEmpty() ? "none" : origin.backupAddresses()) + ".";
        return Instances.notFound(operation, address.name(), left);
    }

    private static void detail(DatabaseStatus.Builder status, String name, @Nullable Object value) {
        if (value != null) {
            status.detail(name, value.toString());
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "unknown" : value;
    }
}
