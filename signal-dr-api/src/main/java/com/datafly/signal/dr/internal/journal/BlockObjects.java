package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One log as objects, a block each, whose key ends with the number of the block's first line. Thread-safe.
 *
 * <p>Blocks are never replaced, so whoever knew the log's end once either still does, or finds a block there: putting
 * one where there is none decides between writers.
 */
public final class BlockObjects {

    private static final int PAGE = 1000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{16}");

    private final ObjectStore store;
    private final String name;
    private final String prefix;
    private volatile End known = End.BEGINNING;

    /** Opens the log {@code name}, whose blocks have keys that begin with {@code prefix}. */
    public BlockObjects(ObjectStore store, String name, String prefix) {
        this.store = store;
        this.name = name;
        this.prefix = prefix;
    }

    /** Appends as {@link JournalDriver#append} says. */
    public void append(long sequence, byte[] block) {
        End end = known;
        if (sequence > end.next()) {
            read(sequence, (first, lines) -> {});
            end = known;
        }
        if (sequence != end.next()) {
            throw JournalInput.notTheEnd(name, sequence, end.next());
        }
        store.write(key(sequence), block, Precondition.absent());
        known = new End(key(sequence), sequence + JournalInput.lines(block));
    }

    /** Reads as {@link JournalDriver#read} says. */
    public void read(long from, JournalDriver.LineReader reader) {
        End start = from >= known.next() ? known : End.BEGINNING;
        String last = start.key();
        List<ObjectInfo> page = store.list(prefix, last, PAGE);
        while (!page.isEmpty()) {
            List<ObjectInfo> behind = page.size() < PAGE
                    ? List.of()
                    : store.list(prefix, page.get(page.size() - 1).key(), PAGE);
            for (int i = 0; i < page.size(); i++) {
                ObjectInfo block = page.get(i);
                boolean isLast = i == page.size() - 1 && behind.isEmpty();
                long next = isLast ? Long.MAX_VALUE : number(i < page.size() - 1 ? page.get(i + 1) : behind.get(0));
                if (next > from) {
                    deliver(block, from, reader);
                }
            }
            page = behind;
        }
    }

    private void deliver(ObjectInfo block, long from, JournalDriver.LineReader reader) {
        long first = number(block);
        byte[] lines = content(block.key());
        long next = first + JournalInput.lines(lines);
        if (next > from) {
            int start = 0;
            for (long line = first; line < from; line++) {
                start = 1 + indexOfLineFeed(lines, start);
            }
            reader.lines(Math.max(first, from), start == 0 ? lines : Arrays.copyOfRange(lines, start, lines.length));
        }
        if (next > first) {
            known = new End(block.key(), next);
        }
    }

    private static int indexOfLineFeed(byte[] lines, int start) {
        int i = start;
        while (lines[i] != '\n') {
            i++;
        }
        return i;
    }

    private byte[] content(String key) {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw BrokenStream.of(store, key, e);
        }
    }

    private String key(long sequence) {
        return prefix + String.format(Locale.ROOT, "%016d", sequence);
    }

    private long number(ObjectInfo block) {
        String number = block.key().substring(prefix.length());
        if (!NUMBER.matcher(number).matches()) {
            throw RecordCodec.broken(name, known.next(), "cannot be told from a foreign object, " + block.key());
        }
        return Long.parseLong(number);
    }

    /** The last block that was seen, and the number of the line behind it. */
    private record End(String key, long next) {
        static final End BEGINNING = new End("", 1);
    }
}
