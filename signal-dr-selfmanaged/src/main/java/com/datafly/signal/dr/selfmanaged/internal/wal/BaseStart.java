package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;

/**
 * Where the replay of a base backup begins, and how far it has to go at least.
 *
 * @param timeline the timeline that the backup was taken on
 * @param startLsn where the first record to be replayed begins
 * @param stopLsn the end of the backup: before it the restored files are not consistent
 * @param startedAt the server's clock when the backup began
 */
public record BaseStart(int timeline, Lsn startLsn, Lsn stopLsn, Instant startedAt) {

    /** Refuses null. */
    public BaseStart {
        requireNonNull(startLsn, "startLsn");
        requireNonNull(stopLsn, "stopLsn");
        requireNonNull(startedAt, "startedAt");
    }
}
