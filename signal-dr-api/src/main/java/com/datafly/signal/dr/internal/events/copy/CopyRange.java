package com.datafly.signal.dr.internal.events.copy;

/**
 * What is copied of one partition.
 *
 * @param from the first offset
 * @param to the offset to stop at, which is not copied any more; {@link #UNTIL_STOPPED} for none
 */
public record CopyRange(long from, long to) {

    /** Copies what is there and what still comes. */
    public static final long UNTIL_STOPPED = Long.MAX_VALUE;

    /** Takes an end before the beginning for an empty range. */
    public CopyRange {
        to = Math.max(from, to);
    }

    /** Returns the range that has no end. */
    public static CopyRange from(long from) {
        return new CopyRange(from, UNTIL_STOPPED);
    }
}
