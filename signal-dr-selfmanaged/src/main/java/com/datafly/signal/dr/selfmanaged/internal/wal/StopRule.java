package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.time.Instant;

/** Which record is the first that must not be replayed. */
@FunctionalInterface
interface StopRule {

    boolean stopsBefore(WalRecord record);

    /**
     * Returns the rule of a target. For a moment it is PostgreSQL's own: everything up to the first commit or abort
     * that states a later time.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a target that is no point in the log
     */
    static StopRule of(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.Latest) {
            return record -> false;
        }
        if (target instanceof RecoveryTarget.AtInstant at) {
            return record -> {
                Instant time = record.time();
                return time != null && time.isAfter(at.instant());
            };
        }
        if (target instanceof RecoveryTarget.AtLsn at) {
            return record -> !record.start().isBefore(at.lsn());
        }
        throw DrException.of(
                ErrorCode.INVALID_ARGUMENT, "find " + target + " in the log", "it is no time and no position");
    }
}
