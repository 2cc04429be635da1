package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver.LineReader;
import com.datafly.signal.dr.spi.JournalInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A block as a Secret holds it: its key is the number of its first line. A large one is compressed, for a Secret has
 * room for a megabyte and a record may be longer. Immutable.
 */
final class StoredBlock {

    /** With an open segment, which has less than {@link Segment#FULL}, it fits into a Secret's megabyte. */
    static final int LARGEST = (1 << 20) - Segment.FULL;

    private static final int COMPRESSED_FROM = 16 << 10;
    private static final Pattern KEY = Pattern.compile("(\\d{16})(\\.gz)?");

    private final long first;
    private final String key;
    private final byte[] lines;
    private final byte[] stored;

    private StoredBlock(long first, String key, byte[] lines, byte[] stored) {
        this.first = first;
        this.key = key;
        this.lines = lines;
        this.stored = stored;
    }

    /**
     * Makes a block ready to be stored.
     *
     * @throws DrException with {@code QUOTA} if it is too large for a Secret
     */
    static StoredBlock of(String log, long first, byte[] lines) {
        boolean compressed = lines.length >= COMPRESSED_FROM;
        byte[] stored = compressed ? compress(lines) : lines;
        if (stored.length > LARGEST) {
            throw DrException.create(
                    ErrorCode.QUOTA,
                    "append to the log " + log,
                    "the block has " + stored.length + " bytes when compressed, and a Secret has room for " + LARGEST,
                    failure -> failure.hint("Keep a journal with records this long in an object store."));
        }
        return new StoredBlock(first, ObjectNames.number(first) + (compressed ? ".gz" : ""), lines, stored);
    }

    /**
     * Reads what a Secret holds under a key.
     *
     * @throws IOException if it is no block
     */
    static StoredBlock read(String key, byte[] stored) throws IOException {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            throw new IOException("the key " + key + " is no line's number");
        }
        byte[] lines = matcher.group(2) == null ? stored : decompress(stored);
        if (lines.length == 0 || lines[lines.length - 1] != '\n') {
            throw new IOException("what is under " + key + " does not end with a line");
        }
        return new StoredBlock(Long.parseLong(matcher.group(1)), key, lines, stored);
    }

    /** Returns the number of its first line. */
    long first() {
        return first;
    }

    /** Returns the number of the line behind it. */
    long next() {
        return first + JournalInput.lines(lines);
    }

    String key() {
        return key;
    }

    /** Returns what is stored, which nobody changes. */
    byte[] stored() {
        return stored;
    }

    /** Hands over its lines from a number on, if it has any. */
    void deliver(long from, LineReader reader) {
        if (next() <= from) {
            return;
        }
        int start = 0;
        for (long line = first; line < from; line++) {
            while (lines[start] != '\n') {
                start++;
            }
            start++;
        }
        reader.lines(Math.max(first, from), Arrays.copyOfRange(lines, start, lines.length));
    }

    private static byte[] compress(byte[] lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] decompress(byte[] stored) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            return in.readAllBytes();
        }
    }
}
