package com.datafly.signal.dr.store;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.FileErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The files behind the keys of one directory. */
final class ObjectFiles {

    /** Folders vanish when their last object is deleted, perhaps while another writer moves one into them. */
    private static final int FOLDER_ATTEMPTS = 100;

    private final StoreFolders folders;

    ObjectFiles(StoreFolders folders) {
        this.folders = folders;
    }

    Path root() {
        return folders.root();
    }

    /** Returns what is known of an object, or empty if there is none. */
    Optional<ObjectInfo> find(String key) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(folders.locate(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                throw StoreFolders.symbolicLink(key);
            }
            return attributes.isRegularFile() ? Optional.of(info(key, attributes)) : Optional.empty();
        } catch (IOException e) {
            if (FileErrors.isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Opens a range of an object. */
    InputStream read(String key, long offset, long length) throws IOException {
        if (find(key).isEmpty()) {
            throw notFound(key);
        }
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(folders.locate(key).toFile(), "r");
        } catch (FileNotFoundException e) {
            if (find(key).isEmpty()) {
                throw notFound(key);
            }
            throw e;
        }
        try {
            if (offset > file.length()) {
                throw DrException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "read " + key,
                        "offset " + offset + " lies behind the object's end at " + file.length());
            }
            file.seek(offset);
            return new RangeInputStream(file, length);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Gives {@code content} its key after {@code check} accepted what is there now. The caller holds the key's lock.
     */
    ObjectInfo publish(String key, TemporaryFile content, Consumer<Optional<ObjectInfo>> check, boolean absentOnly)
            throws IOException {
        Optional<ObjectInfo> present = find(key);
        check.accept(present);
        ObjectInfo published = stampBehind(key, content, present);
        Path target = folders.locate(key);
        for (int attempt = 1; ; attempt++) {
            folders.createAbove(key);
            try {
                give(key, content.path(), target, absentOnly);
                break;
            } catch (NoSuchFileException e) {
                if (attempt == FOLDER_ATTEMPTS) {
                    throw e;
                }
            }
        }
        try {
            folders.syncAbove(key);
        } catch (IOException e) {
            throw FileErrors.ofSync("write " + key, e);
        }
        return published;
    }

    /** Removes an object and the folders that become empty. The caller holds the key's lock. */
    boolean delete(String key) throws IOException {
        Path target = folders.locate(key);
        if (!Files.deleteIfExists(target)) {
            return false;
        }
        try {
            folders.removeAbove(key);
        } catch (IOException e) {
            throw FileErrors.ofSync("delete " + key, e);
        }
        return true;
    }

    /** Describes the object from its file's attributes. */
    static ObjectInfo info(String key, BasicFileAttributes attributes) {
        Instant modified = attributes.lastModifiedTime().toInstant();
        String version = Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                + "-" + Long.toHexString(attributes.size())
                + "-" + Integer.toHexString(Objects.hashCode(attributes.fileKey()));
        return ObjectInfo.of(key, attributes.size(), version, modified);
    }

    /**
     * Moves the time stamp behind the one it replaces, so that no version comes twice: not within a tick of the clock,
     * not when the clock is set back.
     */
    private static ObjectInfo stampBehind(String key, TemporaryFile content, Optional<ObjectInfo> present)
            throws IOException {
        ObjectInfo stamped = info(key, Files.readAttributes(content.path(), BasicFileAttributes.class));
        if (present.isEmpty()) {
            return stamped;
        }
        Instant before = present.get().modified();
        ChronoUnit[] steps = {ChronoUnit.MICROS, ChronoUnit.MILLIS, ChronoUnit.SECONDS};
        for (int step = 0; step < steps.length && !stamped.modified().isAfter(before); step++) {
            content.sync(before.plus(2, steps[step]));
            stamped = info(key, Files.readAttributes(content.path(), BasicFileAttributes.class));
        }
        return stamped;
    }

    private static void give(String key, Path content, Path target, boolean absentOnly) throws IOException {
        if (!absentOnly) {
            Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            Files.createLink(target, content);
        } catch (UnsupportedOperationException e) {
            // Without hard links the lock alone keeps two writers apart.
            Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // A network file system that repeats a request whose answer was lost reports our own link.
            if (!Files.isSameFile(content, target)) {
                throw FileSystemObjectStore.conflict("write " + key, "another writer made the object");
            }
        }
    }

    private static DrException notFound(String key) {
        return DrException.of(ErrorCode.NOT_FOUND, "read " + key, "there is no such object");
    }
}
