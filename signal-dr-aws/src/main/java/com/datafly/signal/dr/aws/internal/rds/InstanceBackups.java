package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;

/** Reads and sets the backup retention period and the backup window of one instance. */
final class InstanceBackups implements AutomatedBackupsDriver {

    private static final int LONGEST_RETENTION = 35;
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(30);

    private final AwsSession session;
    private final Instances instances;
    private final RdsAddress address;

    InstanceBackups(AwsSession session, RdsAddress address) {
        this.session = session;
        this.instances = new Instances(session);
        this.address = address;
    }

    @Override
    public AutomatedBackupSettings settings() {
        return settings(require("read the automated backups of " + address));
    }

    static AutomatedBackupSettings settings(DBInstance instance) {
        return AutomatedBackupSettings.create(settings -> {
            settings.retentionDays(retention(instance));
            Optional.ofNullable(instance.preferredBackupWindow())
                    .filter(text -> !text.isEmpty())
                    .ifPresent(settings::window);
        });
    }

    private static int retention(DBInstance instance) {
        return Optional.ofNullable(instance.backupRetentionPeriod()).orElse(0);
    }

    @Override
    public List<String> check(AutomatedBackupSettings wanted) {
        if (wanted.retentionDays() > LONGEST_RETENTION) {
            throw invalid(
                    "retentionDays is " + wanted.retentionDays(),
                    "RDS keeps automated backups for 0 to " + LONGEST_RETENTION
                            + " days; keep older states as manual snapshots.");
        }
        DBInstance instance = require(operation());
        wanted.window().ifPresent(window -> requireLegal(window, instance));
        return warnings(wanted, instance);
    }

    private void requireLegal(BackupWindow window, DBInstance instance) {
        if (window.length().compareTo(SHORTEST_WINDOW) < 0) {
            throw invalid(
                    "window is " + window + ", which is " + window.length().toMinutes() + " minutes",
                    "RDS needs " + SHORTEST_WINDOW.toMinutes() + " minutes or more, as in 02:00-03:00.");
        }
        Optional.ofNullable(instance.preferredMaintenanceWindow())
                .flatMap(WeeklyWindow::parse)
                .filter(maintenance -> maintenance.overlaps(window))
                .ifPresent(maintenance -> {
                    throw invalid(
                            "window is " + window + ", which overlaps the maintenance window " + maintenance.text(),
                            "Choose a window outside it, or move the maintenance window first.");
                });
    }

    private static List<String> warnings(AutomatedBackupSettings wanted, DBInstance instance) {
        int now = retention(instance);
        int then = wanted.retentionDays();
        List<String> warnings = new ArrayList<>();
        if (now == 0 && then > 0) {
            warnings.add("Switching automated backups on restarts the instance: its connections break, and it does not"
                    + " answer for some minutes. The first backup follows at once.");
        } else if (now > 0 && then == 0) {
            warnings.add("Switching automated backups off restarts the instance and deletes the " + now
                    + " days of automated backups that there are: nothing but manual snapshots can be restored then.");
        } else if (then < now) {
            warnings.add(
                    "Automated backups older than " + then + " days are deleted, of " + now + " that are kept now.");
        }
        if (isSwitch(instance, wanted) && Convergence.hasPendingValues(instance)) {
            warnings.add("RDS makes at once with it all changes of the instance that wait for the maintenance window,"
                    + " which may take longer than a restart.");
        }
        if (InstanceCapabilities.isReplica(instance) && then > 0) {
            warnings.add(
                    "The instance is a read replica: old versions of PostgreSQL make no automated backups of one.");
        }
        return warnings;
    }

    @Override
    public void startChange(AutomatedBackupSettings wanted) {
        DBInstance instance = require(operation());
        if (isInForce(wanted, instance) || isPending(wanted, instance)) {
            return;
        }
        ModifyDbInstanceRequest.Builder request = ModifyDbInstanceRequest.builder()
                .dbInstanceIdentifier(address.name())
                .backupRetentionPeriod(wanted.retentionDays())
                .applyImmediately(isSwitch(instance, wanted));
        wanted.window().map(BackupWindow::toString).ifPresent(request::preferredBackupWindow);
        RdsCalls.change(operation(), () -> session.rds().modifyDBInstance(request.build()));
    }

    /** Tells whether backups go on or off. RDS makes any other change at once, and with this one all that wait. */
    private static boolean isSwitch(DBInstance instance, AutomatedBackupSettings wanted) {
        return (retention(instance) == 0) != (wanted.retentionDays() == 0);
    }

    @Override
    public boolean isInForce(AutomatedBackupSettings wanted) {
        return isInForce(wanted, require("read the automated backups of " + address));
    }

    private static boolean isInForce(AutomatedBackupSettings wanted, DBInstance instance) {
        AutomatedBackupSettings present = settings(instance);
        boolean windowFits = wanted.window().isEmpty() || wanted.window().equals(present.window());
        return windowFits
                && present.retentionDays() == wanted.retentionDays()
                && pendingRetention(instance).isEmpty()
                && InstanceStates.isUsable(Instances.state(instance));
    }

    /** RDS shows a window at once, and a retention period as pending until it is in force. */
    private static boolean isPending(AutomatedBackupSettings wanted, DBInstance instance) {
        boolean windowFits = wanted.window().isEmpty()
                || wanted.window().equals(settings(instance).window());
        return windowFits
                && pendingRetention(instance)
                        .filter(days -> days == wanted.retentionDays())
                        .isPresent()
                && !InstanceStates.isUsable(Instances.state(instance));
    }

    private static Optional<Integer> pendingRetention(DBInstance instance) {
        return Optional.ofNullable(instance.pendingModifiedValues()).map(PendingModifiedValues::backupRetentionPeriod);
    }

    private DBInstance require(String operation) {
        return instances
                .find(operation, address.name())
                .orElseThrow(() -> Instances.notFound(
                        operation, address.name(), "Automated backups are set on an instance that is there."));
    }

    private String operation() {
        return "set the automated backups of " + address;
    }

    private DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation(), problem, failure -> failure.hint(hint));
    }
}
