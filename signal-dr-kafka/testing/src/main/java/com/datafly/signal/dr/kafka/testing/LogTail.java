package com.datafly.signal.dr.kafka.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The end of a partition's log on a stopped broker's disk. */
final class LogTail {

    /** Each batch begins with its first offset and the number of bytes that follow. */
    private static final int HEAD = Long.BYTES + Integer.BYTES;

    private LogTail() {}

    /** Removes the batches that begin at {@code offset} or behind it; returns where the log ends then. */
    static long cut(Path partition, long offset) {
        try (FileChannel segment =
                FileChannel.open(onlySegment(partition), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD);
            long at = 0;
            while (at < segment.size()) {
                segment.read(head.clear(), at);
                long first = head.flip().getLong();
                if (first >= offset) {
                    segment.truncate(at);
                    return first;
                }
                at += HEAD + head.getInt();
            }
            throw new IllegalStateException("no batch of " + partition + " begins at " + offset + " or behind it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path onlySegment(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            List<Path> segments =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            if (segments.size() != 1) {
                throw new IllegalStateException(partition + " has " + segments.size() + " segments, not one");
            }
            return segments.get(0);
        }
    }
}
