package com.datafly.signal.dr.internal.events.replication;

/**
 * Offsets of the source that were passed over when it was copied.
 *
 * @param from the first of them
 * @param to the record that was copied next
 */
record SourceGap(long from, long to) {

    /** Returns how many offsets they are. */
    long offsets() {
        return to - from;
    }
}
