package com.datafly.signal.dr.aws.internal.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/** The size and the checksum of what was written. */
final class WrittenBytes {

    private final CRC32C crc = new CRC32C();
    private long size;

    /** Returns the checksum of bytes as S3 wants it. */
    static String checksum(byte[] bytes) {
        WrittenBytes written = new WrittenBytes();
        written.add(bytes, 0, bytes.length);
        return written.checksum();
    }

    void add(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        size += length;
    }

    long size() {
        return size;
    }

    String checksum() {
        byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(value);
    }
}
