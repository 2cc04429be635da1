package com.datafly.signal.dr.internal.events.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link RecordEncoder} wrote. */
final class RecordDecoder {

    private static final int LONGEST_NUMBER = 70;

    private final InputStream in;
    private final PartitionId partition;
    private long offset;
    private long timestamp;

    /**
     * Reads records from {@code from} on.
     *
     * @param in what was compressed, buffered
     * @throws IOException if it does not begin as a segment does
     */
    RecordDecoder(InputStream in, PartitionId partition, long from) throws IOException {
        this.in = in;
        this.partition = partition;
        this.offset = from;
        for (byte expected : RecordEncoder.MAGIC) {
            if (in.read() != expected) {
                throw new IOException("it does not begin as a segment does");
            }
        }
    }

    /** Returns the next record; fails if there is none. */
    EventRecord next() throws IOException {
        offset += number();
        timestamp += signed();
        byte[] key = bytes();
        byte[] value = bytes();
        return EventRecord.of(partition, offset, timestamp, key, value, headers());
    }

    /** Tells whether all was read. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    private List<EventHeader> headers() throws IOException {
        int count = length(number());
        if (count == 0) {
            return List.of();
        }
        List<EventHeader> headers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            byte[] key = bytes();
            if (key == null) {
                throw new IOException("a header has no key");
            }
            headers.add(EventHeader.of(new String(key, UTF_8), bytes()));
        }
        return Collections.unmodifiableList(headers);
    }

    private byte @Nullable [] bytes() throws IOException {
        int length = length(number()) - 1;
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it ends within a record");
        }
        return bytes;
    }

    private static int length(long number) throws IOException {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IOException("a length of " + number);
        }
        return (int) number;
    }

    private long signed() throws IOException {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < LONGEST_NUMBER; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it ends within a record");
            }
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }
}
