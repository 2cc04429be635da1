package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;

/**
 * A part of the log that was never archived and that the server no longer has. No backup from before it can be brought
 * beyond it.
 *
 * @param timeline the timeline that it is on
 * @param from the end of what was archived before it
 * @param to the first LSN that the server still had
 */
public record WalGap(int timeline, Lsn from, Lsn to) {

    /** Returns both ends. */
    @Override
    public String toString() {
        return from + " to " + to + " on timeline " + timeline;
    }
}
