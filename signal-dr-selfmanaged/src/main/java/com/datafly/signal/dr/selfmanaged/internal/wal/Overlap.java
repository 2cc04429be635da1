package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.util.Arrays;

/** What is held of a log that is received once more: as far as it goes, the same bytes have to come again. */
final class Overlap {

    private final Lsn start;
    private final byte[] held;

    /** Takes the bytes that are held from a position on; possibly none. */
    Overlap(Lsn start, byte[] held) {
        this.start = start;
        this.held = held;
    }

    /** Tells whether what comes is what is held, where anything is held; a stream may go on behind that for long. */
    boolean agreesWith(Lsn position, byte[] bytes, int offset, int length) {
        long from = position.minus(start);
        if (from >= held.length) {
            return true;
        }
        int at = (int) from;
        int common = Math.min(length, held.length - at);
        return Arrays.equals(held, at, at + common, bytes, offset, offset + common);
    }
}
