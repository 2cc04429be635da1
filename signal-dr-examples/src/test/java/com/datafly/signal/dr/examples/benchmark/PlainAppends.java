package com.datafly.signal.dr.examples.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The yardstick: appends to a plain file, each forced to the disk before the next. Not thread-safe. */
final class PlainAppends implements AutoCloseable {

    private final FileChannel file;
    private final ByteBuffer block;
    private final Samples samples = new Samples();

    private PlainAppends(FileChannel file, int bytes) {
        this.file = file;
        this.block = ByteBuffer.allocateDirect(bytes);
    }

    /** Appends blocks of {@code bytes} to a new file. */
    static PlainAppends to(Path path, int bytes) {
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
            return new PlainAppends(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends {@code times} blocks, each measured. */
    void append(int times) {
        try {
            for (int i = 0; i < times; i++) {
                long begin = System.nanoTime();
                block.clear();
                while (block.hasRemaining()) {
                    file.write(block);
                }
                file.force(false);
                samples.add(System.nanoTime() - begin);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int bytes() {
        return block.capacity();
    }

    Samples samples() {
        return samples;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
