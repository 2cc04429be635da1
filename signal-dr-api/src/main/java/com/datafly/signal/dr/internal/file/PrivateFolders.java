package com.datafly.signal.dr.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders and files that only their owner reads, and how their names become durable. */
public final class PrivateFolders {

    private PrivateFolders() {}

    /** Makes a folder; one that is there, or whose parent has just been removed, is left to the caller's next look. */
    public static void create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, ownerOnly(folder.getFileSystem(), "rwx------"));
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return;
        }
    }

    /** Makes an empty file, and tells whether there was none. */
    public static boolean createFile(Path file) throws IOException {
        try {
            Files.createFile(file, ownerOnly(file.getFileSystem(), "rw-------"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Makes the names in a folder durable. */
    public static void sync(Path folder) throws IOException {
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

    private static FileAttribute<?>[] ownerOnly(FileSystem files, String permissions) {
        return files.supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
