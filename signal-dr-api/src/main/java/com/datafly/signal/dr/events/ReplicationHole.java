package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Events of the source that were never copied.
 *
 * @param partition the partition at the source
 * @param from the first offset that is missing at the target
 * @param to the offset behind the last one that is missing
 * @param kind how it came about
 * @param noticedAt when it was noticed
 * @since 0.1
 */
public record ReplicationHole(PartitionId partition, long from, long to, Kind kind, Instant noticedAt) {

    /** Refuses null. */
    public ReplicationHole {
        requireNonNull(partition, "partition");
        requireNonNull(kind, "kind");
        requireNonNull(noticedAt, "noticedAt");
    }

    /** Returns how many offsets are missing: as many records at most. */
    public long offsets() {
        return to - from;
    }

    /**
     * How a hole came about.
     *
     * @since 0.1
     */
    public enum Kind {
        /** The source removed them, by retention or on demand, before they were copied: lost at both. */
        EXPIRED,
        /** They were passed over, and the source still has some of them: they can be copied again. */
        PASSED_OVER,
        /**
         * The source's log was cut off: it has lost them, and the target may have some of them. What the source has at
         * these offsets since may not be copied, if copying went on behind them.
         */
        TRUNCATED,
        /** The topic was made anew under its name: its earlier events are gone from the source. */
        RECREATED,
        /**
         * The source could not be asked, or no longer has what would tell: they may be marks of transactions or
         * compacted records, which is no loss, and as many may be missing in front of them instead.
         */
        UNPROVEN
    }
}
