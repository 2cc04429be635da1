package com.datafly.signal.dr.internal.events.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes records one behind the other: the distance of the offset to that of the record before, likewise the
 * timestamp's, then key, value and headers, each with its length. Numbers are as short as they can be: seven bits a
 * byte, the lowest first. A length is one more than it is, 0 for bytes that are not there.
 */
final class RecordEncoder {

    /** The first bytes of a segment, before compression. */
    static final byte[] MAGIC = "SDRA1\n".getBytes(UTF_8);

    private static final int LONGEST_NUMBER = 10;

    private byte[] buffer = new byte[1 << 16];
    private int size;
    private long offset;
    private long timestamp;

    /** Writes records from {@code from} on. */
    RecordEncoder(long from) {
        this.offset = from;
    }

    /** Appends a record to what {@link #drainTo} gives out. */
    void add(EventRecord event) {
        number(event.offset() - offset);
        signed(event.timestampMillis() - timestamp);
        bytes(event.key());
        bytes(event.value());
        number(event.headers().size());
        for (EventHeader header : event.headers()) {
            bytes(header.key().getBytes(UTF_8));
            bytes(header.value());
        }
        offset = event.offset();
        timestamp = event.timestampMillis();
    }

    /** Gives out what was appended since the last time, and returns how many bytes that was. */
    int drainTo(OutputStream out) throws IOException {
        int drained = size;
        out.write(buffer, 0, drained);
        size = 0;
        return drained;
    }

    int pending() {
        return size;
    }

    /** Returns a record by itself, as the first of a segment that begins with it. */
    static byte[] encode(EventRecord event) {
        RecordEncoder encoder = new RecordEncoder(event.offset());
        encoder.add(event);
        return Arrays.copyOf(encoder.buffer, encoder.size);
    }

    private void bytes(byte @Nullable [] bytes) {
        if (bytes == null) {
            number(0);
            return;
        }
        number(bytes.length + 1L);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    private void number(long value) {
        reserve(LONGEST_NUMBER);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, more)));
        }
    }
}
