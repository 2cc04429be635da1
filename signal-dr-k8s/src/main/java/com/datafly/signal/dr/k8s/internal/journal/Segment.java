package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver.LineReader;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One Secret of a log: some blocks in a row. Blocks are added until it is full; then it is immutable, and another one
 * begins. Immutable.
 */
final class Segment {

    /**
     * Each append writes the Secret anew, and each Secret is one more in the namespace: a run of a hundred records has
     * a handful of them, and each append costs the cluster's store half of this.
     */
    static final int FULL = 32 << 10;

    private final Tail tail;
    private final List<StoredBlock> blocks;

    private Segment(Tail tail, List<StoredBlock> blocks) {
        this.tail = tail;
        this.blocks = List.copyOf(blocks);
    }

    /**
     * Reads a Secret.
     *
     * @param first the number of its first line
     * @throws DrException with {@code INTEGRITY_FAILED} if it does not hold lines from there on, without a gap
     */
    static Segment read(String log, long first, Secret secret) {
        Map<String, String> data = secret.getData() == null ? Map.of() : new TreeMap<>(secret.getData());
        List<StoredBlock> blocks = new ArrayList<>();
        long next = first;
        int size = 0;
        String name = secret.getMetadata().getName();
        for (Map.Entry<String, String> entry : data.entrySet()) {
            StoredBlock block = block(log, next, name, entry);
            blocks.add(block);
            next = block.next();
            size += block.stored().length;
        }
        if (blocks.isEmpty()) {
            throw broken(log, first, name, "holds no lines");
        }
        boolean full = Boolean.TRUE.equals(secret.getImmutable());
        Tail tail = new Tail(first, next, secret.getMetadata().getResourceVersion(), full ? FULL : size);
        return new Segment(tail, blocks);
    }

    private static StoredBlock block(String log, long next, String name, Map.Entry<String, String> entry) {
        try {
            byte[] stored = Base64.getDecoder().decode(entry.getValue());
            StoredBlock block = StoredBlock.read(entry.getKey(), stored);
            if (block.first() != next) {
                throw broken(log, next, name, "goes on with line " + block.first());
            }
            return block;
        } catch (IOException | IllegalArgumentException e) {
            throw broken(log, next, name, "cannot be read: " + e.getMessage());
        }
    }

    static DrException broken(String log, long line, String where, String problem) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read the log " + log,
                "line " + line + " should be next, but " + where + " " + problem,
                failure -> failure.detail("log", log)
                        .detail("line", line)
                        .hint("Somebody has changed or deleted Secrets of this journal. Keep what is there, and put"
                                + " back the last good copies if there are any."));
    }

    /** Returns where the log ends if this is its last segment. */
    Tail tail() {
        return tail;
    }

    /** Hands over its lines from a number on. */
    void deliver(long from, LineReader reader) {
        blocks.forEach(block -> block.deliver(from, reader));
    }

    /**
     * The end of a log, as far as it is known.
     *
     * @param first the number of the last segment's first line; 0 if there is none
     * @param next the number that the next line gets
     * @param version the last segment's version
     * @param size how many bytes that segment holds; {@link #FULL} if nothing is added to it any more
     */
    record Tail(long first, long next, String version, int size) {

        /** No line is known of. */
        static final Tail NONE = new Tail(0, 1, "", FULL);

        /** Tells whether blocks are added to the last segment, rather than to a new one. */
        boolean isOpen() {
            return size < FULL;
        }

        /** Returns the end behind a block that was appended here. */
        Tail with(StoredBlock block, String newVersion) {
            return isOpen()
                    ? new Tail(first, block.next(), newVersion, size + block.stored().length)
                    : new Tail(block.first(), block.next(), newVersion, block.stored().length);
        }
    }
}
