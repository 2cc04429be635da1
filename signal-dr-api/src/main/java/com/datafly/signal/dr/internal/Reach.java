package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import java.util.Optional;

/** Checks, before anything is started, that a recovery target can be reached. */
final class Reach {

    private final Resource resource;
    private final String operation;

    Reach(Resource resource, String operation) {
        this.resource = resource;
        this.operation = operation;
    }

    void require(RecoveryTarget target) {
        resource.require(capability(target), operation);
        if (target instanceof RecoveryTarget.AtSnapshot snapshot) {
            requireRestorable(snapshot.snapshotId());
        } else {
            requireWithin(target);
        }
    }

    private static Capability capability(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return Capability.SNAPSHOT_RESTORE;
        }
        if (target instanceof RecoveryTarget.AtInstant) {
            return Capability.RECOVER_TO_INSTANT;
        }
        return target instanceof RecoveryTarget.AtLsn ? Capability.RECOVER_TO_LSN : Capability.RECOVER_TO_LATEST;
    }

    void requireRestorable(String id) {
        Snapshot snapshot = resource.calls()
                .read("find snapshot " + id, () -> resource.driver().findSnapshot(id))
                .orElseThrow(() -> resource.refusal(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "there is no snapshot '" + id + "'",
                        "Take the id from Snapshots.list()."));
        if (snapshot.state() != SnapshotState.AVAILABLE) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "snapshot '" + id + "' is " + snapshot.state(),
                    "Wait until it is AVAILABLE, or choose another.");
        }
    }

    private void requireWithin(RecoveryTarget target) {
        Optional<RestorableWindow> window =
                resource.calls().read("ask for the restorable window", resource.driver()::restorableWindow);
        if (window.isEmpty()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "no point can be recovered yet",
                    "Make a snapshot first, and let the write-ahead log be archived.");
        }
        if (isBehind(window.get(), target)) {
            throw outside(window.get(), target);
        }
    }

    /**
     * Nothing lies behind the window's end. What lies before its beginning is the driver's to judge: a provider may
     * hold older stretches on the other side of a gap.
     */
    private static boolean isBehind(RestorableWindow window, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtInstant at) {
            return at.instant().isAfter(window.latest());
        }
        return target instanceof RecoveryTarget.AtLsn at
                && window.latestLsn().filter(at.lsn()::isAfter).isPresent();
    }

    private DrException outside(RestorableWindow window, RecoveryTarget target) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                target + " lies outside of what can be recovered, " + window,
                failure -> failure.resource(resource.address().toString())
                        .detail("earliest", window.earliest())
                        .detail("latest", window.latest())
                        .hint("Choose a point within it, or wait until the archive has caught up."));
    }
}
