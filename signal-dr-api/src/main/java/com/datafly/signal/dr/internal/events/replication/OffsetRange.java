package com.datafly.signal.dr.internal.events.replication;

/**
 * Where a reader of the source goes on at the target: at {@code low} it misses nothing, behind {@code high} it surely
 * would.
 *
 * @param low the position that is safe
 * @param high the last position that may be the true one
 */
record OffsetRange(long low, long high) {

    static OffsetRange exactly(long offset) {
        return new OffsetRange(offset, offset);
    }

    /** Tells whether nothing is left open. */
    boolean exact() {
        return low == high;
    }

    /** Returns how many records may be read again for want of knowledge. */
    long bound() {
        return high - low;
    }
}
