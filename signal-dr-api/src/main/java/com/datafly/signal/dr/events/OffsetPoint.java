package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A point in a partition's log whose offset can be asked for.
 *
 * @since 0.1
 */
public sealed interface OffsetPoint {

    /** Returns the log's start: the first offset that can still be read. */
    static OffsetPoint earliest() {
        return Edge.EARLIEST;
    }

    /** Returns the log's end: the offset that the next record gets. Open transactions lie before it. */
    static OffsetPoint latest() {
        return Edge.LATEST;
    }

    /** Returns the last stable offset: what a consumer that reads committed records cannot pass. */
    static OffsetPoint stable() {
        return Edge.STABLE;
    }

    /** Returns the first record that is not older than {@code instant}; there may be none. */
    static OffsetPoint at(Instant instant) {
        return new AtTime(instant);
    }

    /**
     * An end of the log.
     *
     * @since 0.1
     */
    enum Edge implements OffsetPoint {
        /** See {@link OffsetPoint#earliest()}. */
        EARLIEST,
        /** See {@link OffsetPoint#latest()}. */
        LATEST,
        /** See {@link OffsetPoint#stable()}. */
        STABLE
    }

    /**
     * A moment, by the records' timestamps.
     *
     * @param instant the moment
     * @since 0.1
     */
    record AtTime(Instant instant) implements OffsetPoint {
        /** Refuses null. */
        public AtTime {
            requireNonNull(instant, "instant");
        }
    }
}
