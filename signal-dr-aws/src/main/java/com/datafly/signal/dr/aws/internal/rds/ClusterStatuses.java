package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.DatabaseState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the documented states of clusters and cluster snapshots mean. */
final class ClusterStatuses {

    /** It works, whatever else is done to it. */
    private static final Set<String> USABLE = Set.of("available", "backing-up", "maintenance", "storage-optimization");

    private static final Set<String> CHANGING = Set.of(
            "backtracking",
            "configuring-enhanced-monitoring",
            "configuring-iam-database-auth",
            "configuring-log-exports",
            "converting-to-vpc",
            "creating",
            "deleting",
            "failing-over",
            "migrating",
            "modifying",
            "preparing-data-migration",
            "promoting",
            "rebooting",
            "renaming",
            "resetting-master-credentials",
            "scaling-compute",
            "starting",
            "stopping",
            "update-iam-db-auth",
            "upgrading");

    private static final Map<String, String> BROKEN = Map.of(
            "cloning-failed", "Remove it and clone again, or recover to a point in time instead.",
            "failed", "Remove it and restore again; AWS's support sees the reason.",
            "inaccessible-encryption-credentials",
                    "Restore access to its KMS key, or remove it and restore with a key"
                            + " that is accessible (kms-key-id).",
            "inaccessible-encryption-credentials-recoverable",
                    "Restore access to its KMS key within seven days, then" + " start it.",
            "incompatible-network",
                    "Give it a subnet group with free addresses in enough zones (db-subnet-group-name).",
            "incompatible-parameters",
                    "Choose a parameter group that fits its engine and class" + " (db-cluster-parameter-group-name).",
            "incompatible-restore", "Remove it and restore with settings that fit the source's engine and storage.",
            "insufficient-capacity", "Choose another db-instance-class or db-cluster-instance-class.",
            "migration-failed", "Remove it and restore again.",
            "restore-error", "Remove it and restore again, or from another snapshot or point in time.");

    private ClusterStatuses() {}

    /** Returns whether a cluster in that state can be used. */
    static DatabaseState state(@Nullable String status) {
        String known = status == null ? "" : status;
        if (USABLE.contains(known)) {
            return DatabaseState.AVAILABLE;
        }
        if (CHANGING.contains(known)) {
            return DatabaseState.CHANGING;
        }
        if (known.equals("stopped")) {
            return DatabaseState.STOPPED;
        }
        return BROKEN.containsKey(known) ? DatabaseState.FAILED : DatabaseState.UNKNOWN;
    }

    /** Returns what a person can do about a state that will not get better by itself. */
    static Optional<String> remedy(@Nullable String status) {
        return Optional.ofNullable(status).map(BROKEN::get);
    }
}
