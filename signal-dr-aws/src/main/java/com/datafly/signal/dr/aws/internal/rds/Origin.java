package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.RestorableWindow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * What there is of an address at one moment: the instance, and the automated backups that it has or left behind.
 *
 * @param address the address
 * @param instance the instance, if it is there
 * @param backups its automated backups; of an instance that is gone, those of all that had its name
 */
record Origin(RdsAddress address, Optional<DBInstance> instance, List<DBInstanceAutomatedBackup> backups) {

    static Origin look(Instances instances, RdsAddress address, String operation) {
        if (address.kind() == RdsAddress.Kind.AUTOMATED_BACKUP) {
            return new Origin(
                    address,
                    Optional.empty(),
                    instances.findBackup(operation, address.name()).stream().toList());
        }
        Optional<DBInstance> instance = instances.find(operation, address.name());
        List<DBInstanceAutomatedBackup> backups =
                instance.filter(present -> !hasBackups(present)).isPresent()
                        ? List.of()
                        : instances.backupsOf(operation, address.name());
        return new Origin(
                address,
                instance,
                backups.stream()
                        .filter(backup -> isOf(address, instance, backup))
                        .toList());
    }

    /** Looks for what a copy is configured by alone: its source, or what that left behind. */
    static Origin lookAtSettings(Instances instances, RdsAddress address, String operation) {
        if (address.kind() == RdsAddress.Kind.INSTANCE) {
            Optional<DBInstance> instance = instances.find(operation, address.name());
            if (instance.isPresent()) {
                return new Origin(address, instance, List.of());
            }
        }
        return look(instances, address, operation);
    }

    private static boolean hasBackups(DBInstance instance) {
        return instance.backupRetentionPeriod() != null && instance.backupRetentionPeriod() > 0;
    }

    /**
     * A name may have been given again: the backups that an earlier instance left are not those of the present one. Nor
     * are those that were replicated here of an instance that has the name in another region.
     */
    private static boolean isOf(RdsAddress address, Optional<DBInstance> instance, DBInstanceAutomatedBackup backup) {
        if (backup.region() != null && !backup.region().equals(address.region())) {
            return false;
        }
        return instance.isEmpty()
                || instance.get().dbiResourceId() == null
                || instance.get().dbiResourceId().equals(backup.dbiResourceId());
    }

    /** Tells whether the instance makes automated backups, and so can be recovered to a point in time. */
    boolean recordsLog() {
        return instance.filter(Origin::hasBackups).isPresent();
    }

    /** Returns the automated backups that a recovery would use, if there is no doubt which. */
    Optional<DBInstanceAutomatedBackup> backup() {
        return backups.size() == 1 ? Optional.of(backups.get(0)) : Optional.empty();
    }

    Optional<RestorableWindow> window() {
        return backup().map(DBInstanceAutomatedBackup::restoreWindow)
                .filter(window -> window.earliestTime() != null && window.latestTime() != null)
                .map(window -> RestorableWindow.of(window.earliestTime(), window.latestTime()));
    }

    /** Returns the cluster that the instance is a member of. */
    Optional<String> cluster() {
        return instance.map(DBInstance::dbClusterIdentifier).filter(name -> !name.isEmpty());
    }

    List<Tag> tags() {
        return instance.map(DBInstance::tagList)
                .or(() -> backup().map(DBInstanceAutomatedBackup::tagList))
                .orElse(List.of());
    }

    /** Says under which addresses several sets of backups can be told apart. */
    String backupAddresses() {
        return backups.stream()
                .flatMap(backup -> Instances.backupId(backup).stream())
                .map(id -> new RdsAddress(address.region(), RdsAddress.Kind.AUTOMATED_BACKUP, id).toString())
                .collect(Collectors.joining(", "));
    }
}
