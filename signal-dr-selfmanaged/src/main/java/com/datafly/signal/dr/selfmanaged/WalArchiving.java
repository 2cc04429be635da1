package com.datafly.signal.dr.selfmanaged;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;

/**
 * Continuous archiving of one server's write-ahead log into the repository: what makes every moment after a backup
 * recoverable. Obtained by {@code database.unwrap(WalArchiving.class)}.
 *
 * <p>It streams over a physical replication slot, so the server keeps what has not been received. Received WAL is
 * durable in the spool directory before the server is told so, and verified record by record before it enters the
 * repository. Thread-safe. Applications do not implement it: methods may be added.
 *
 * @since 0.1
 */
public interface WalArchiving {

    /**
     * Begins to receive, where the last receiver ended, and returns once WAL is streaming. Harmless if it streams
     * already. Goes on, through reconnections and timeline switches, until {@link #stop()} or until the database is
     * closed.
     *
     * @throws DrException with {@code CONFLICT} if another receiver uses the slot or the spool; {@code QUOTA} if the
     *     server has no free slot or walsender; {@code FAILED_PRECONDITION} if its {@code wal_level} is too low, or no
     *     repository or no spool was given; {@code INVALID_ARGUMENT} for an option that makes no sense;
     *     {@code PERMISSION_DENIED}; {@code UNAVAILABLE}; nothing receives then
     */
    void start();

    /**
     * Returns how far archiving has come and how far it is behind.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if nothing receives
     */
    WalArchivingStatus status();

    /**
     * Waits until everything before {@code position} is in the repository, and sees to it that it gets there without
     * waiting for the interval.
     *
     * @throws DrException with {@code DEADLINE_EXCEEDED} and how far it came, when the time is over, or with what keeps
     *     it from getting there; {@code FAILED_PRECONDITION} if nothing receives
     */
    void awaitArchived(Lsn position, Duration timeout);

    /** Puts what was received into the repository and stops. The slot stays, so the server keeps what comes after. */
    void stop();
}
