package com.datafly.signal.dr.store;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.FileLocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Objects in a directory: the key is the path below it.
 *
 * <p>Any number of threads and processes may use one directory at once. Every write is a temporary file that is synced
 * and then linked or renamed, after which its directories are synced; conditions are checked under a file lock. New
 * files and directories are readable by their owner only. What a dead writer left is removed when the store is opened.
 * An interruption does not stop a write; the thread stays interrupted.
 *
 * <p>The file system must tell upper from lower case, lock files between processes and rename atomically, as every
 * local Linux file system does. A symbolic link below the directory is never followed. A key cannot lie below another
 * object's key. Names with {@code ~} at the top of the directory are the store's own.
 *
 * @since 0.1
 */
public final class FileSystemObjectStore implements ObjectStore {

    private final StoreFolders folders;
    private final ObjectFiles files;
    private final FileLocks locks;

    private FileSystemObjectStore(StoreFolders folders, FileLocks locks) {
        this.folders = folders;
        this.files = new ObjectFiles(folders);
        this.locks = locks;
    }

    /**
     * Opens the store in {@code directory}, which is created if need be. One that is only read may be mounted
     * read-only.
     *
     * @throws DrException with {@code PERMISSION_DENIED}, {@code QUOTA} or {@code UNAVAILABLE} if the directory cannot
     *     be made or read
     */
    public static FileSystemObjectStore open(Path directory) {
        requireNonNull(directory, "directory");
        try {
            Files.createDirectories(directory);
            StoreFolders folders = new StoreFolders(directory.toRealPath());
            TemporaryFile.sweep(folders, Instant.now());
            return new FileSystemObjectStore(folders, FileLocks.of(folders.root(), folders.own("locks")));
        } catch (IOException e) {
            throw FileErrors.withoutEffect("open the store in " + directory, e);
        }
    }

    @Override
    public String address() {
        return "file:" + files.root();
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        ObjectKeys.requireKey(key);
        try {
            return files.find(key);
        } catch (IOException e) {
            throw FileErrors.withoutEffect("find " + key, e);
        }
    }

    @Override
    public InputStream read(String key) {
        return read(key, 0, Long.MAX_VALUE);
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        ObjectKeys.requireKey(key);
        ObjectKeys.requireRange(key, offset, length);
        try {
            return files.read(key, offset, length);
        } catch (IOException e) {
            throw FileErrors.withoutEffect("read " + key, e);
        }
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        try (ObjectWriter writer = writer(key, precondition)) {
            writer.write(content, 0, content.length);
            return writer.commit();
        }
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        requireNonNull(precondition, "precondition");
        try {
            return new FileObjectWriter(key, precondition, TemporaryFile.create(folders), this::publish);
        } catch (IOException e) {
            throw FileErrors.withoutEffect("write " + key, e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        ObjectKeys.requireListing(prefix, limit);
        requireNonNull(after, "after");
        try {
            return new ObjectListing(files, prefix, after, limit).collect();
        } catch (IOException e) {
            throw FileErrors.withoutEffect("list '" + prefix + "'", e);
        }
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        requireNonNull(precondition, "precondition");
        try {
            return locks.exclusively(key, () -> {
                Optional<ObjectInfo> present = files.find(key);
                requireHolds("delete " + key, precondition, present);
                return present.isPresent() && files.delete(key);
            });
        } catch (IOException e) {
            throw FileErrors.ofChange("delete " + key, e);
        }
    }

    /** Does nothing: nothing is open between calls. */
    @Override
    public void close() {}

    private ObjectInfo publish(String key, Precondition precondition, TemporaryFile content) throws IOException {
        Consumer<Optional<ObjectInfo>> check = present -> requireHolds("write " + key, precondition, present);
        content.sync(Instant.now());
        return locks.exclusively(key, () -> files.publish(key, content, check, precondition.requiresAbsence()));
    }

    private static void requireHolds(String operation, Precondition precondition, Optional<ObjectInfo> present) {
        if (precondition.requiresAbsence() && present.isPresent()) {
            throw conflict(
                    operation,
                    "the object exists already, with version " + present.get().version());
        }
        Optional<String> required = precondition.requiredVersion();
        if (required.isPresent() && !required.equals(present.map(ObjectInfo::version))) {
            String found =
                    present.map(object -> "has version " + object.version()).orElse("does not exist");
            throw conflict(operation, "the object should have version " + required.get() + " but " + found);
        }
    }

    static DrException conflict(String operation, String problem) {
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                problem,
                failure -> failure.hint("Read the object again and decide anew: another writer was faster."));
    }
}
