package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.Arrays;
import java.util.function.Consumer;

/** Checks and decodes the lines of a log, from a known head on. Not thread-safe. */
final class ChainReader implements JournalDriver.LineReader {

    private final String log;
    private final Consumer<JournalRecord> records;
    private JournalHead head;
    private long tornBytes;

    ChainReader(String log, JournalHead from, Consumer<JournalRecord> records) {
        this.log = log;
        this.head = from;
        this.records = records;
    }

    /** Reads what {@code driver} has behind the head. */
    void readFrom(JournalDriver driver) {
        tornBytes = 0;
        driver.read(log, head.sequence() + 1, this);
    }

    @Override
    public void lines(long firstSequence, byte[] lines) {
        if (firstSequence != head.sequence() + 1) {
            throw RecordCodec.broken(
                    log,
                    head.sequence() + 1,
                    "is missing: what follows record " + head.sequence() + " is record " + firstSequence);
        }
        int start = 0;
        while (start < lines.length) {
            int end = start;
            while (end < lines.length && lines[end] != '\n') {
                end++;
            }
            JournalRecord record = RecordCodec.decode(log, head, Arrays.copyOfRange(lines, start, end));
            head = record.head();
            records.accept(record);
            start = end + 1;
        }
    }

    @Override
    public void torn(byte[] piece) {
        tornBytes += piece.length;
    }

    JournalHead head() {
        return head;
    }

    /** Returns how many bytes an append that did not finish left at the end. */
    long tornBytes() {
        return tornBytes;
    }
}
