package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories that nobody else can read, for WAL holds the rows of every table. Where the file system knows
 * no POSIX permissions, its own rules hold.
 */
final class PrivateFiles {

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /**
     * Makes a directory, or closes the one that is there to everybody else.
     *
     * @throws DrException with {@code PERMISSION_DENIED} if it belongs to another account, which could open it again
     */
    static void directory(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, attributes(directory, DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            tighten(directory);
        }
    }

    /** Returns what a new file is to be made with. */
    static FileAttribute<?>[] attributes(Path file) {
        return attributes(file, FILE);
    }

    /** Makes an empty file, unless it is there. */
    static void file(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, attributes(file));
        }
    }

    private static void tighten(Path directory) throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return;
        }
        if (!isOurs(directory)) {
            throw DrException.create(
                    ErrorCode.PERMISSION_DENIED,
                    "keep WAL in " + directory,
                    "the directory belongs to " + Files.getOwner(directory).getName(),
                    failure -> failure.hint("Name a directory of the account that this process runs under,"
                            + " or one that does not exist yet."));
        }
        if (!Files.getPosixFilePermissions(directory).equals(DIRECTORY)) {
            Files.setPosixFilePermissions(directory, DIRECTORY);
        }
    }

    /** A file that we make there tells who we are, on a network's file system too, where accounts may be mapped. */
    private static boolean isOurs(Path directory) throws IOException {
        Path probe;
        try {
            probe = Files.createTempFile(directory, "owner", ".new");
        } catch (AccessDeniedException e) {
            return false;
        }
        try {
            return Files.getOwner(probe).equals(Files.getOwner(directory));
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
