package com.datafly.signal.dr.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.Objects;

/** A part of an open file, from its position. */
final class RangeInputStream extends InputStream {

    private final RandomAccessFile file;
    private long remaining;

    RangeInputStream(RandomAccessFile file, long length) {
        this.file = file;
        this.remaining = length;
    }

    @Override
    public int read() throws IOException {
        int value = remaining == 0 ? -1 : file.read();
        remaining -= value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (remaining == 0 && length > 0) {
            return -1;
        }
        int count = file.read(bytes, offset, (int) Math.min(length, remaining));
        remaining -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long position = file.getFilePointer();
        long skipped = Math.max(0, Math.min(Math.min(count, remaining), file.length() - position));
        file.seek(position + skipped);
        remaining -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Math.min(remaining, file.length() - file.getFilePointer()), Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
