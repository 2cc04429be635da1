package com.datafly.signal.dr.k8s.testing.internal.proto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Reads protobuf's wire format. */
final class WireReader {

    private final byte[] bytes;
    private int position;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = next();
            value |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without an end");
    }

    byte[] delimited() {
        int length = Math.toIntExact(varint());
        if (length < 0 || length > bytes.length - position) {
            throw new IllegalArgumentException("a value that is longer than its message");
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    String text() {
        return new String(delimited(), UTF_8);
    }

    void skip(int wireType) {
        switch (wireType) {
            case 0 -> {
                while ((next() & 0x80) != 0) {
                    // The last byte of a number has no such bit.
                }
            }
            case 1 -> position += Long.BYTES;
            case 2 -> {
                int length = Math.toIntExact(varint());
                position += length;
            }
            case 5 -> position += Integer.BYTES;
            default -> throw new IllegalArgumentException("an unknown form: " + wireType);
        }
    }

    private int next() {
        if (!hasMore()) {
            throw new IllegalArgumentException("a message that is cut off");
        }
        return bytes[position++] & 0xff;
    }
}
