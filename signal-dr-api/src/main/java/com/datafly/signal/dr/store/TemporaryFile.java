package com.datafly.signal.dr.store;

import com.datafly.signal.dr.internal.file.Uninterrupted;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is being written and has no key yet.
 *
 * <p>Its writer holds a file lock on it. A lock dies with its process, so a file that can be locked by another is what
 * a dead writer left behind.
 */
final class TemporaryFile implements AutoCloseable {

    private static final String FOLDER = "temporary";

    /** Between creating a file and locking it, its writer is not dead. */
    private static final Duration UNLOCKED_WHILE_NEW = Duration.ofMinutes(1);

    /** Files of this JVM: opening one here again, and closing it, would drop its writer's lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFile.class);

    private final Path path;
    private final RandomAccessFile file;

    private TemporaryFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Creates an empty file, readable by its owner only. */
    static TemporaryFile create(StoreFolders folders) throws IOException {
        folders.createOwn(FOLDER);
        Path path = Files.createTempFile(folders.own(FOLDER), "w", "");
        OWN.add(path);
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            OWN.remove(path);
            throw e;
        }
        TemporaryFile temporary = new TemporaryFile(path, file);
        try {
            if (Uninterrupted.call(file.getChannel()::tryLock) == null) {
                throw new IOException("new file " + path + " is locked by somebody else");
            }
            return temporary;
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    /** Removes what dead writers left, as far as this user may. */
    static void sweep(StoreFolders folders, Instant now) throws IOException {
        if (!Files.isDirectory(folders.own(FOLDER))) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folders.own(FOLDER))) {
            for (Path path : files) {
                if (!OWN.contains(path)) {
                    sweepIfAbandoned(path, now);
                }
            }
        } catch (AccessDeniedException e) {
            LOG.debug("{} may not be swept by this user", folders.own(FOLDER));
        }
    }

    Path path() {
        return path;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        file.write(bytes, offset, length);
    }

    /** Makes the content durable, stamped with {@code modified}. */
    void sync(Instant modified) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(modified));
        file.getFD().sync();
    }

    /** Removes this name of the file; a name that was given to it meanwhile stays. */
    @Override
    public void close() throws IOException {
        try (file) {
            Files.deleteIfExists(path);
        } finally {
            OWN.remove(path);
        }
    }

    private static void sweepIfAbandoned(Path path, Instant now) throws IOException {
        try {
            Instant modified = Files.getLastModifiedTime(path).toInstant();
            if (modified.plus(UNLOCKED_WHILE_NEW).isAfter(now)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                if (channel.tryLock() != null) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            LOG.debug("{} is finished, or in use under another class loader", path);
        } catch (AccessDeniedException e) {
            LOG.debug("{} belongs to another user, who has to sweep it", path);
        }
    }
}
