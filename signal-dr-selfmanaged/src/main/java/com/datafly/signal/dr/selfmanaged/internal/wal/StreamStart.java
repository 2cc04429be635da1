package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;

/**
 * Where a stream begins.
 *
 * @param history the timeline to follow, with its ancestors
 * @param from the first byte wanted: the start of a page
 * @param heldUntil up to where what comes in has to be what is held already; {@code from} if nothing behind it is held
 */
record StreamStart(TimelineHistory history, Lsn from, Lsn heldUntil) {

    static StreamStart at(TimelineHistory history, Lsn from) {
        return new StreamStart(history, from, from);
    }

    /** Tells whether the log before it is on the same timeline, and no byte of it will come again. */
    boolean isBehindWholeSegment() {
        return from.equals(heldUntil) && history.timelineAt(from.plus(-1)) == timeline();
    }

    int timeline() {
        return history.timeline();
    }
}
