package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import java.time.Instant;

/** Refuses targets that a database in memory cannot reach. */
final class InMemoryReach {

    private InMemoryReach() {}

    static void require(String call, InMemoryDatabase source, RecoveryTarget target, Instant now) {
        if (target instanceof RecoveryTarget.AtSnapshot at) {
            InMemorySnapshot snapshot = source.snapshots().get(at.snapshotId());
            if (snapshot == null || snapshot.isGone(now)) {
                throw DrException.of(ErrorCode.NOT_FOUND, call, "there is no " + target);
            }
            if (!snapshot.isAvailable(now)) {
                throw DrException.of(ErrorCode.FAILED_PRECONDITION, call, target + " is not available");
            }
            return;
        }
        if (target instanceof RecoveryTarget.AtInstant || target instanceof RecoveryTarget.AtLsn) {
            RestorableWindow window = source.window(now)
                    .orElseThrow(
                            () -> DrException.of(ErrorCode.FAILED_PRECONDITION, call, "no point can be recovered yet"));
            if (!contains(window, target)) {
                throw DrException.of(ErrorCode.FAILED_PRECONDITION, call, target + " lies outside of " + window);
            }
        }
    }

    private static boolean contains(RestorableWindow window, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtInstant at) {
            return window.contains(at.instant());
        }
        return target instanceof RecoveryTarget.AtLsn at
                && window.earliestLsn().filter(at.lsn()::isBefore).isEmpty()
                && window.latestLsn().filter(at.lsn()::isAfter).isEmpty();
    }
}
