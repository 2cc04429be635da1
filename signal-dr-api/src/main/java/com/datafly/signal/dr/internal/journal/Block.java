package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records that become durable together, encoded behind the head that they follow. */
final class Block {

    private final byte[] bytes;
    private final List<JournalRecord> records;

    private Block(byte[] bytes, List<JournalRecord> records) {
        this.bytes = bytes;
        this.records = List.copyOf(records);
    }

    /** Encodes entries whose texts are already masked. */
    static Block encode(JournalHead before, Author author, List<JournalEntry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<JournalRecord> records = new ArrayList<>(entries.size());
        JournalHead head = before;
        for (JournalEntry entry : entries) {
            RecordCodec.Line line = RecordCodec.encode(head, author.epoch(), author.writer(), author.at(), entry);
            bytes.writeBytes(line.bytes());
            records.add(line.record());
            head = line.record().head();
        }
        return new Block(bytes.toByteArray(), records);
    }

    /** Returns the number of the first record. */
    long sequence() {
        return records.get(0).sequence();
    }

    /** Returns the lines, which nobody changes. */
    byte[] bytes() {
        return bytes;
    }

    List<JournalRecord> records() {
        return records;
    }

    /** Returns the head of the log once this block is in it. */
    JournalHead head() {
        return records.get(records.size() - 1).head();
    }

    /** Who writes a block, and when. */
    record Author(String writer, long epoch, Instant at) {}
}
