package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.spi.JournalDriver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Goes through the lines of a log file. Not thread-safe.
 *
 * <p>Lines at the end that hold NUL bytes, or lack their line feed, were not finished: a crash can leave a file longer
 * than what reached the disk, and the rest reads as NUL. Elsewhere they are lines like any other, for their reader to
 * find damaged.
 */
final class LogScan {

    private static final int CHUNK = 64 << 10;

    /** More without a line is no log, and not worth the memory. */
    private static final int LONGEST_PIECE = 16 << 20;

    private final String log;
    private final long from;
    private final JournalDriver.LineReader reader;
    private byte[] pending = new byte[CHUNK];
    private int length;
    private LogEnd end;

    /** Goes on behind {@code start}; lines before number {@code from} are passed over. */
    LogScan(String log, LogEnd start, long from, JournalDriver.LineReader reader) {
        this.log = log;
        this.end = start;
        this.from = from;
        this.reader = reader;
    }

    /** Reads up to {@code limit} bytes of {@code in}, which stands where the last whole line ended. */
    void read(InputStream in, long limit) throws IOException {
        long left = limit;
        while (left > 0) {
            if (length == pending.length) {
                grow();
            }
            int count = in.read(pending, length, (int) Math.min(left, pending.length - length));
            if (count < 0) {
                return;
            }
            left -= count;
            length += count;
            deliver();
        }
    }

    /** Returns where the last whole line ends. */
    LogEnd end() {
        return end;
    }

    /** Returns what is behind the last whole line. */
    byte[] torn() {
        return Arrays.copyOf(pending, length);
    }

    private void deliver() {
        int whole = 0;
        long wholeLines = 0;
        long lines = 0;
        boolean nul = false;
        for (int i = 0; i < length; i++) {
            nul |= pending[i] == 0;
            if (pending[i] == '\n') {
                lines++;
                whole = nul ? whole : i + 1;
                wholeLines = nul ? wholeLines : lines;
                nul = false;
            }
        }
        if (whole > 0) {
            pass(whole, wholeLines);
        }
    }

    private void pass(int whole, long lines) {
        long first = end.next();
        end = new LogEnd(end.offset() + whole, first + lines);
        int start = 0;
        for (long line = first; line < Math.min(from, end.next()); line++) {
            start = 1 + indexOfLineFeed(start);
        }
        byte[] delivered = Arrays.copyOfRange(pending, start, whole);
        System.arraycopy(pending, whole, pending, 0, length - whole);
        length -= whole;
        if (delivered.length > 0) {
            reader.lines(Math.max(first, from), delivered);
        }
    }

    private int indexOfLineFeed(int start) {
        int i = start;
        while (pending[i] != '\n') {
            i++;
        }
        return i;
    }

    private void grow() {
        if (pending.length >= LONGEST_PIECE) {
            throw RecordCodec.broken(log, end.next(), "has no end within " + LONGEST_PIECE + " bytes");
        }
        pending = Arrays.copyOf(pending, pending.length * 2);
    }
}
