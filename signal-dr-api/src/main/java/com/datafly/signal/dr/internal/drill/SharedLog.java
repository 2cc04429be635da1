package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.DrException;
import java.util.List;

/**
 * Lines that several processes append to, numbered from 1. An append names the number that its first line is to get, so
 * that of two processes that saw the same end only one appends.
 */
public interface SharedLog {

    /** Reads the lines from {@code fromSequence} to the end. */
    void read(long fromSequence, LineReader reader);

    /**
     * Appends lines, all or none, durable on return.
     *
     * @return false if the log does not end right before {@code sequence}: nothing was appended, read it first
     * @throws DrException as the place reports it
     */
    boolean append(long sequence, List<String> lines);

    /** Takes one line. */
    @FunctionalInterface
    interface LineReader {

        /** Takes a line, without the line feed. */
        void line(long sequence, String line);
    }
}
