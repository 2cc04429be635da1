package com.datafly.signal.dr.store;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets one writer at a time change a key, among all threads and processes that have the store open.
 *
 * <p>The operating system's file locks belong to the process, and closing any channel of a file drops them: so each
 * lock file is guarded by a lock of this JVM, shared by all stores on the same directory.
 */
final class StoreLocks {

    private static final int STRIPES = 64;
    private static final ReentrantLock[] JVM_LOCKS =
            Stream.generate(ReentrantLock::new).limit(4 * STRIPES).toArray(ReentrantLock[]::new);

    private static final String FOLDER = "locks";

    private final StoreFolders folders;
    private final Object store;

    private StoreLocks(StoreFolders folders, Object store) {
        this.folders = folders;
        this.store = store;
    }

    /** Keeps lock files in a folder of the store's own, once they are needed. */
    static StoreLocks of(StoreFolders folders) throws IOException {
        Object identity =
                Files.readAttributes(folders.root(), BasicFileAttributes.class).fileKey();
        return new StoreLocks(folders, requireNonNullElse(identity, folders.root()));
    }

    /** Runs {@code work} while nobody else runs work for the same key. */
    <T> T exclusively(String key, Uninterrupted.FileWork<T> work) throws IOException {
        int stripe = Math.floorMod(key.hashCode(), STRIPES);
        ReentrantLock inJvm = JVM_LOCKS[Math.floorMod(Objects.hash(store, stripe), JVM_LOCKS.length)];
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
        folders.createOwn(FOLDER);
        FileChannel channel = FileChannel.open(
                folders.own(FOLDER).resolve(Integer.toString(stripe)),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
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
}
