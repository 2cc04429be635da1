package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ClusterPendingModifiedValues;
import software.amazon.awssdk.services.rds.model.DBCluster;

/** The automated backups of a cluster: from 1 to 35 days, and never off. */
final class ClusterBackups implements AutomatedBackupsDriver {

    private static final int LONGEST_RETENTION = 35;
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(30);

    private final RdsClient rds;
    private final Clusters clusters;
    private final String name;

    ClusterBackups(RdsClient rds, String name) {
        this.rds = rds;
        this.clusters = new Clusters(rds);
        this.name = name;
    }

    @Override
    public AutomatedBackupSettings settings() {
        return settings(cluster("read the automated backups of cluster " + name));
    }

    private DBCluster cluster(String operation) {
        return clusters.require(operation, name);
    }

    private static AutomatedBackupSettings settings(DBCluster cluster) {
        return AutomatedBackupSettings.create(settings -> {
            settings.retentionDays(
                    Optional.ofNullable(cluster.backupRetentionPeriod()).orElse(1));
            Optional.ofNullable(cluster.preferredBackupWindow()).ifPresent(settings::window);
        });
    }

    @Override
    public List<String> check(AutomatedBackupSettings wanted) {
        String operation = "check the automated backups of cluster " + name;
        if (wanted.retentionDays() < 1 || wanted.retentionDays() > LONGEST_RETENTION) {
            throw invalid(
                    operation,
                    "retentionDays is " + wanted.retentionDays(),
                    "Use 1 to 35 days: the automated backups of a cluster cannot be switched off.");
        }
        if (wanted.window()
                .filter(window -> window.length().compareTo(SHORTEST_WINDOW) < 0)
                .isPresent()) {
            throw invalid(operation, "window is " + wanted.window().orElseThrow(), "It has to be 30 minutes at least.");
        }
        AutomatedBackupSettings now = settings(cluster(operation));
        List<String> warnings = new ArrayList<>();
        if (wanted.retentionDays() < now.retentionDays()) {
            warnings.add("What is older than " + wanted.retentionDays()
                    + " days can no longer be recovered: RDS removes" + " the backups beyond the new retention.");
        }
        return warnings;
    }

    /** A change that RDS has taken already is not asked for again: it takes none while it is at work on one. */
    @Override
    public void startChange(AutomatedBackupSettings wanted) {
        check(wanted);
        String operation = "change the automated backups of cluster " + name;
        if (isMet(wanted, asAsked(cluster(operation)))) {
            return;
        }
        RdsCalls.change(
                operation,
                () -> rds.modifyDBCluster(call -> call.dbClusterIdentifier(name)
                        .backupRetentionPeriod(wanted.retentionDays())
                        .preferredBackupWindow(
                                wanted.window().map(BackupWindow::toString).orElse(null))
                        .applyImmediately(true)));
    }

    @Override
    public boolean isInForce(AutomatedBackupSettings wanted) {
        DBCluster cluster = cluster("read the automated backups of cluster " + name);
        return !"modifying".equals(cluster.status())
                && isMet(wanted, settings(cluster))
                && isMet(wanted, asAsked(cluster));
    }

    /** Returns the settings as they will be when RDS has done what it was asked for. */
    private static AutomatedBackupSettings asAsked(DBCluster cluster) {
        Optional<Integer> pending = Optional.ofNullable(cluster.pendingModifiedValues())
                .map(ClusterPendingModifiedValues::backupRetentionPeriod);
        return settings(cluster).with(more -> pending.ifPresent(more::retentionDays));
    }

    private static boolean isMet(AutomatedBackupSettings wanted, AutomatedBackupSettings actual) {
        return actual.retentionDays() == wanted.retentionDays()
                && (wanted.window().isEmpty() || wanted.window().equals(actual.window()));
    }

    private static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
