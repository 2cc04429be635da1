package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The points to which a base backup can be brought.
 *
 * @param timeline the timeline that the interval ends on
 * @param firstLsn the earliest point: the end of the backup
 * @param firstTime the earliest time: when the backup began
 * @param lastLsn the end of the last complete record
 * @param lastTime the latest time of which it is known that every commit until then is there
 * @param gap why it does not go on, if WAL behind its end is missing or damaged; null if this is simply all there is
 */
public record RestorableInterval(
        int timeline,
        Lsn firstLsn,
        Instant firstTime,
        Lsn lastLsn,
        Instant lastTime,
        @Nullable String gap) {

    /** Returns why the interval does not go on; empty if there is no WAL behind its end. */
    public Optional<String> firstGap() {
        return Optional.ofNullable(gap);
    }

    /** Tells whether no point at all can be reached, because not even the backup's own WAL is there. */
    public boolean isEmpty() {
        return lastLsn.isBefore(firstLsn);
    }

    /** Returns both ends, as a message states them. */
    @Override
    public String toString() {
        return isEmpty()
                ? "nothing, as the backup's own WAL is not complete: it ends at " + lastLsn + " instead of " + firstLsn
                : firstLsn + " (" + firstTime + ") to " + lastLsn + " (" + lastTime + ") on timeline " + timeline;
    }
}
