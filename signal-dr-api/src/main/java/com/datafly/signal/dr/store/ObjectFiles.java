package com.datafly.signal.dr.store;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The files behind the keys of one directory, and what it takes to make a change of them durable. */
final class ObjectFiles {

    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** Folders vanish when their last object is deleted, perhaps while another writer moves one into them. */
    private static final int FOLDER_ATTEMPTS = 100;

    private final Path root;

    ObjectFiles(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Returns a folder whose name no key can have. */
    Path ownFolder(String name) throws IOException {
        Path folder = root.resolve(name);
        createFolder(folder);
        return folder;
    }

    /** Returns what is known of an object, or empty if there is none. */
    Optional<ObjectInfo> find(String key) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(locate(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                throw symbolicLink(key);
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
            file = new RandomAccessFile(locate(key).toFile(), "r");
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
        Path target = locate(key);
        for (int attempt = 1; ; attempt++) {
            createFolders(key, target.getParent());
            try {
                give(key, content.path(), target, absentOnly);
                break;
            } catch (NoSuchFileException e) {
                if (attempt == FOLDER_ATTEMPTS) {
                    throw e;
                }
            }
        }
        syncUpwards(target.getParent());
        return published;
    }

    /** Removes an object and the folders that become empty. The caller holds the key's lock. */
    boolean delete(String key) throws IOException {
        Path target = locate(key);
        if (!Files.deleteIfExists(target)) {
            return false;
        }
        Path folder = target.getParent();
        sync(folder);
        try {
            while (!folder.equals(root)) {
                Files.delete(folder);
                folder = folder.getParent();
                sync(folder);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            return true;
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

    private Path locate(String key) throws IOException {
        Path path = root;
        String[] segments = key.split("/");
        for (int i = 0; i < segments.length - 1; i++) {
            path = path.resolve(segments[i]);
            if (Files.isSymbolicLink(path)) {
                throw symbolicLink(key);
            }
        }
        return path.resolve(segments[segments.length - 1]);
    }

    private void createFolders(String key, Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = folder; !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS); path = path.getParent()) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        "write " + key,
                        root.relativize(path) + " is an object, so no key can lie below it",
                        failure -> failure.hint("Choose another key, or delete that object first."));
            }
            missing.push(path);
        }
        for (Path path : missing) {
            createFolder(path);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (NoSuchFileException e) {
            return;
        }
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, OWNER_ONLY);
        }
    }

    /** Another process may have made a folder and not yet synced the one above it, so all of them are synced. */
    private void syncUpwards(Path folder) throws IOException {
        for (Path path = folder; ; path = path.getParent()) {
            sync(path);
            if (path.equals(root)) {
                return;
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        try {
            Uninterrupted.call(() -> {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return true;
                }
            });
        } catch (NoSuchFileException e) {
            // A concurrent deletion emptied and removed it: whoever put something there made it anew, and syncs it.
            return;
        }
    }

    private static DrException notFound(String key) {
        return DrException.of(ErrorCode.NOT_FOUND, "read " + key, "there is no such object");
    }

    private static DrException symbolicLink(String key) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "find " + key,
                "its path has a symbolic link, which could lead out of the store",
                failure -> failure.effect(Effect.NONE).hint("Replace the link by the directory or file itself."));
    }
}
