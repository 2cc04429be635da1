package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Says that a process is at work on a data directory. The operating system takes the lock back when the process dies,
 * however it dies, so that a lock which is free proves that nobody works there.
 */
public final class RestoreLock implements AutoCloseable {

    /**
     * Locks belong to the whole process, and closing any channel of the file gives them up: so ours are known here
     * first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final byte[] DELETED = {'x'};
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path file;
    private final FileChannel channel;

    private RestoreLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock of a data directory; empty if somebody holds it. One who only asks {@link #isHeld} has it for a
     * moment, so a little patience is shown.
     */
    public static Optional<RestoreLock> tryAcquire(Path dataDirectory) {
        Optional<RestoreLock> lock = tryOnce(dataDirectory);
        for (int attempt = 1; lock.isEmpty() && attempt < ATTEMPTS; attempt++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            lock = tryOnce(dataDirectory);
        }
        return lock;
    }

    private static Optional<RestoreLock> tryOnce(Path dataDirectory) {
        Path file = file(dataDirectory);
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        boolean acquired = false;
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                acquired = lock(channel);
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
            return acquired ? Optional.of(new RestoreLock(file, channel)) : Optional.empty();
        } catch (IOException e) {
            throw Failures.io("lock " + file, e);
        } finally {
            if (!acquired) {
                HELD.remove(file);
            }
        }
    }

    /** Locks an open file, unless somebody else has locked it, or had and deleted it after it was opened here. */
    static boolean lock(FileChannel channel) throws IOException {
        return channel.tryLock() != null && channel.size() == 0;
    }

    /** Tells whether some process, this one or another, holds the lock of a data directory. */
    public static boolean isHeld(Path dataDirectory) {
        if (!Files.exists(file(dataDirectory))) {
            return false;
        }
        Optional<RestoreLock> lock = tryOnce(dataDirectory);
        lock.ifPresent(RestoreLock::close);
        return lock.isEmpty();
    }

    /** Gives the lock up. */
    @Override
    public void close() {
        Failures.attempt("unlock " + file, channel::close);
        HELD.remove(file);
    }

    /**
     * Removes the lock's file, once nothing is left that it could protect. Others may have opened it by now and still
     * get its lock, while the next one locks a new file: the byte in it tells them that it is the lock's file no more.
     */
    void delete() {
        Failures.attempt("delete " + file, () -> {
            Files.deleteIfExists(file);
            channel.write(ByteBuffer.wrap(DELETED), 0);
        });
    }

    static Path file(Path dataDirectory) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        return directory.resolveSibling(directory.getFileName() + ".signal-dr-restore.lock");
    }
}
