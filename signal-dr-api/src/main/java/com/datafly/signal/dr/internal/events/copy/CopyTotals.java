package com.datafly.signal.dr.internal.events.copy;

/**
 * What a copy has done since its first beginning, in whatever process.
 *
 * @param read the events that it looked at
 * @param written the events that it wrote
 * @param bytes the keys, values and headers of these
 */
public record CopyTotals(long read, long written, long bytes) {

    /** Nothing yet. */
    public static final CopyTotals NONE = new CopyTotals(0, 0, 0);
}
