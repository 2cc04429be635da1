package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.DatabaseState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The states of instances that RDS documents, and what each means for work that waits for an instance. */
public final class InstanceStates {

    /** The state in which an instance accepts connections and changes. */
    public static final String AVAILABLE = "available";

    /** The state of an instance that is being removed. */
    public static final String DELETING = "deleting";

    /** The state of an instance that was stopped on purpose. */
    public static final String STOPPED = "stopped";

    /** Like available: the new size is being filled in the background. */
    private static final String STORAGE_OPTIMIZATION = "storage-optimization";

    /** Those that RDS leaves by itself, sooner or later for available. */
    private static final Set<String> PASSING = Set.of(
            "backing-up",
            "configuring-activity-stream",
            "configuring-associated-roles",
            "configuring-enhanced-monitoring",
            "configuring-iam-database-auth",
            "configuring-log-exports",
            "converting-to-vpc",
            "creating",
            "maintenance",
            "modifying",
            "moving-to-vpc",
            "rebooting",
            "renaming",
            "resetting-master-credentials",
            "starting",
            "storage-config-upgrade",
            "storage-initialization",
            "upgrading");

    /** Those of the passing ones in which it goes on answering. */
    private static final Set<String> ANSWERING = Set.of(
            "backing-up",
            "configuring-activity-stream",
            "configuring-associated-roles",
            "configuring-enhanced-monitoring",
            "configuring-iam-database-auth",
            "configuring-log-exports",
            "storage-config-upgrade",
            "storage-initialization");

    /** Those that RDS leaves by itself, but not for available. */
    private static final Set<String> LEAVING = Set.of("delete-precheck", DELETING, "stopping");

    /** Those that only a person ends, and how. */
    private static final Map<String, String> BROKEN = Map.ofEntries(
            Map.entry("failed", "RDS cannot recover it: restore again, from another point if it fails once more."),
            Map.entry(
                    "inaccessible-encryption-credentials",
                    "The KMS key is gone or forbidden: enable it and its grants, then restore from a backup."),
            Map.entry(
                    "inaccessible-encryption-credentials-recoverable",
                    "Enable the KMS key and its grants, then start the instance within seven days."),
            Map.entry("incompatible-create", "Compare the settings with what the engine version allows."),
            Map.entry(
                    "incompatible-network",
                    "Check that the subnet group has free addresses and that its VPC, subnets and security groups exist."),
            Map.entry("incompatible-option-group", "Choose an option group that fits the engine version."),
            Map.entry(
                    "incompatible-parameters",
                    "Reset the parameters that do not fit the instance's size or version, then reboot it."),
            Map.entry(
                    "incompatible-restore",
                    "The backup does not fit these settings: restore again with the parameter group and class of the"
                            + " source."),
            Map.entry(
                    "insufficient-capacity",
                    "AWS has no such machine here now: choose another db-instance-class or availability-zone."),
            Map.entry(
                    "restore-error",
                    "RDS could not restore to that point: restore again, to another point or snapshot."),
            Map.entry("storage-full", "Enlarge the storage, or turn on max-allocated-storage."));

    private InstanceStates() {}

    /** Returns what a state means to somebody who wants to use the database. */
    public static DatabaseState toDatabaseState(String status) {
        if (isUsable(status) || ANSWERING.contains(status)) {
            return DatabaseState.AVAILABLE;
        }
        if (status.equals(STOPPED)) {
            return DatabaseState.STOPPED;
        }
        if (PASSING.contains(status) || LEAVING.contains(status)) {
            return DatabaseState.CHANGING;
        }
        return BROKEN.containsKey(status) ? DatabaseState.FAILED : DatabaseState.UNKNOWN;
    }

    /** Tells whether the instance is complete and takes changes. */
    public static boolean isUsable(String status) {
        return status.equals(AVAILABLE) || status.equals(STORAGE_OPTIMIZATION);
    }

    /** Tells whether work that waits for the instance to become usable can go on waiting. */
    public static boolean isPassing(String status) {
        return PASSING.contains(status);
    }

    /** Tells whether the instance is being removed. */
    public static boolean isLeaving(String status) {
        return status.equals(DELETING) || status.equals("delete-precheck");
    }

    /** Returns how a person ends a bad state; empty if {@code status} is not one. */
    public static Optional<String> remedy(String status) {
        return Optional.ofNullable(BROKEN.get(status));
    }
}
