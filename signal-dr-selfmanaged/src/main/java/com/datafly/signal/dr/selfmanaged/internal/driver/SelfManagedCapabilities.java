package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.CapabilityStatus.Supported;
import com.datafly.signal.dr.database.CapabilityStatus.Unsupported;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.util.EnumMap;
import java.util.Map;

/** What can be done depends on whether there is a repository. */
final class SelfManagedCapabilities {

    private static final CapabilityStatus NO_REPOSITORY = new Unsupported(
            "no repository was given; set the option repository to the address of an object store, as in"
                    + " file:/var/backups/datafly");

    private SelfManagedCapabilities() {}

    static Capabilities of(DriverOptions options) {
        Map<Capability, CapabilityStatus> statuses = new EnumMap<>(Capability.class);
        statuses.put(Capability.SQL, new Supported(""));
        stored(statuses, options, Capability.SNAPSHOT, "one at a time for each server");
        stored(statuses, options, Capability.SNAPSHOT_DELETE, "");
        stored(statuses, options, Capability.SNAPSHOT_RESTORE, "on this machine");
        stored(statuses, options, Capability.RECOVER_TO_INSTANT, "on this machine, within the archived WAL");
        stored(statuses, options, Capability.RECOVER_TO_LSN, "on this machine, within the archived WAL");
        stored(statuses, options, Capability.RECOVER_TO_LATEST, "on this machine, to the end of the archived WAL");
        stored(statuses, options, Capability.CLONE, "on this machine, by a new base backup");
        stored(statuses, options, Capability.ANNOTATE, "once there is a backup");
        stored(statuses, options, Capability.DISCARD, "on this machine");
        return Capabilities.of(statuses);
    }

    /** Returns what a restore to that target needs. */
    static Capability of(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return Capability.SNAPSHOT_RESTORE;
        }
        if (target instanceof RecoveryTarget.AtInstant) {
            return Capability.RECOVER_TO_INSTANT;
        }
        return target instanceof RecoveryTarget.AtLsn ? Capability.RECOVER_TO_LSN : Capability.RECOVER_TO_LATEST;
    }

    private static void stored(
            Map<Capability, CapabilityStatus> statuses, DriverOptions options, Capability capability, String limits) {
        statuses.put(capability, options.hasRepository() ? new Supported(limits) : NO_REPOSITORY);
    }
}
