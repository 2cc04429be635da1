package com.datafly.signal.dr.internal.file;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets one writer at a time change a key, among all threads and processes that have a directory open.
 *
 * <p>The operating system's file locks belong to the process, and closing any channel of a file drops them: so each
 * lock file is guarded by a lock of this JVM, shared by all that have the same directory open.
 */
public final class FileLocks {

    private static final int STRIPES = 64;
    private static final ReentrantLock[] JVM_LOCKS =
            Stream.generate(ReentrantLock::new).limit(4 * STRIPES).toArray(ReentrantLock[]::new);

    private final Path folder;
    private final Object identity;

    private FileLocks(Path folder, Object identity) {
        this.folder = folder;
        this.identity = identity;
    }

    /** Keeps lock files in {@code folder}, a name below {@code root}, which is there; made once they are needed. */
    public static FileLocks of(Path root, Path folder) throws IOException {
        Object identity = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
        return new FileLocks(folder, requireNonNullElse(identity, root));
    }

    /** Runs {@code work} while nobody else runs work for the same key. Not reentrant. */
    public <T> T exclusively(String key, Uninterrupted.FileWork<T> work) throws IOException {
        int stripe = Math.floorMod(key.hashCode(), STRIPES);
        ReentrantLock inJvm = JVM_LOCKS[Math.floorMod(Objects.hash(identity, stripe), JVM_LOCKS.length)];
        inJvm.lock();
        try {
            FileChannel channel = Uninterrupted.call(() -> locked(stripe));
            try {
                return work.run();
            } finally {
                channel.close();
            }
        } finally {
            inJvm.unlock();
        }
    }

    private FileChannel locked(int stripe) throws IOException {
        FileChannel channel = open(folder.resolve(Integer.toString(stripe)));
        try {
            if (channel.lock().isValid()) {
                return channel;
            }
            throw new IOException("lock file " + stripe + " could not be locked");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            PrivateFolders.create(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }
}
