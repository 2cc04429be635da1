package com.datafly.signal.dr.database;

import com.datafly.signal.dr.internal.DefaultPointInTimeRecovery;
import java.time.Instant;
import java.util.Optional;

/**
 * Recovery of one database to a chosen point. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface PointInTimeRecovery permits DefaultPointInTimeRecovery {

    /**
     * Asks which points can be recovered now.
     *
     * @return empty if none can <em>yet</em>: there is no backup, or no WAL beyond it
     */
    Optional<RestorableWindow> window();

    /** Describes a recovery to the state after the last commit at or before {@code instant}. */
    Restore to(Instant instant);

    /** Describes a recovery to the state of the database when its WAL ended at {@code lsn}. */
    Restore to(Lsn lsn);

    /** Describes a recovery to the newest provable point. */
    Restore toLatest();

    /** Describes a recovery to {@code target}. */
    Restore to(RecoveryTarget target);
}
