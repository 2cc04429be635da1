package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.RestorableWindow;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterAutomatedBackup;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * What there is of an address at one moment: the cluster, or the automated backups that it left behind.
 *
 * @param address the address
 * @param cluster the cluster, if it is there
 * @param backups the automated backups of all clusters that had its name, if it is gone
 */
record ClusterOrigin(RdsAddress address, Optional<DBCluster> cluster, List<DBClusterAutomatedBackup> backups) {

    static ClusterOrigin look(Clusters clusters, RdsAddress address, String operation) {
        Optional<DBCluster> cluster = clusters.find(operation, address.name());
        return new ClusterOrigin(
                address, cluster, cluster.isPresent() ? List.of() : clusters.backupsOf(operation, address.name()));
    }

    /** Returns the automated backups that a recovery would use, if there is no doubt which. */
    Optional<DBClusterAutomatedBackup> backup() {
        return backups.size() == 1 ? Optional.of(backups.get(0)) : Optional.empty();
    }

    /** Returns the engine, as far as there is anything that tells. */
    Optional<String> engine() {
        return cluster.map(DBCluster::engine).or(() -> backup().map(DBClusterAutomatedBackup::engine));
    }

    boolean isAurora() {
        return engine().filter(Clusters::isAurora).isPresent();
    }

    Optional<RestorableWindow> window() {
        if (cluster.isPresent()) {
            return cluster.filter(present ->
                            present.earliestRestorableTime() != null && present.latestRestorableTime() != null)
                    .map(present ->
                            RestorableWindow.of(present.earliestRestorableTime(), present.latestRestorableTime()));
        }
        return backup().map(DBClusterAutomatedBackup::restoreWindow)
                .filter(window -> window.earliestTime() != null && window.latestTime() != null)
                .map(window -> RestorableWindow.of(window.earliestTime(), window.latestTime()));
    }

    List<Tag> tags() {
        return cluster.map(DBCluster::tagList)
                .or(() -> backup().map(DBClusterAutomatedBackup::tagList))
                .orElse(List.of());
    }
}
