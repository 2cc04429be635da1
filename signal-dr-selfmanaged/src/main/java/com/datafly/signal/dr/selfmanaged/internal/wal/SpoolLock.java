package com.datafly.signal.dr.selfmanaged.internal.wal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says that a receiver uses a spool. The operating system takes the lock back when its process dies. */
final class SpoolLock implements AutoCloseable {

    /**
     * Locks belong to the whole process, and closing any channel of the file gives them up: so ours are known here
     * first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SpoolLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock of a directory that exists; empty if another receiver has it, in this process or another. */
    static Optional<SpoolLock> tryAcquire(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve("lock");
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        boolean acquired = false;
        try {
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.attributes(file));
            try {
                acquired = channel.tryLock() != null;
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
            return acquired ? Optional.of(new SpoolLock(file, channel)) : Optional.empty();
        } finally {
            if (!acquired) {
                HELD.remove(file);
            }
        }
    }

    /** Gives the lock up. Repeating it does nothing, whoever has the lock by then. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                channel.close();
            } finally {
                HELD.remove(file);
            }
        }
    }
}
