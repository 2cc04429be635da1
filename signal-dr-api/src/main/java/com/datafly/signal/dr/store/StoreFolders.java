package com.datafly.signal.dr.store;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The folders above the files of one directory: made when a key needs them, removed with their last file. */
final class StoreFolders {

    private final Path root;

    StoreFolders(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Returns a folder whose name no key can have, whether it is there or not. */
    Path own(String name) {
        return root.resolve("~" + name);
    }

    /** Makes a folder of {@link #own}. */
    void createOwn(String name) throws IOException {
        if (!Files.isDirectory(own(name))) {
            PrivateFolders.create(own(name));
        }
    }

    /** Returns the file of {@code key}, to which no symbolic link leads. */
    Path locate(String key) {
        List<Path> above = above(key);
        for (Path folder : above.subList(1, above.size())) {
            if (Files.isSymbolicLink(folder)) {
                throw symbolicLink(key);
            }
        }
        return root.resolve(key);
    }

    /** Makes the folders that {@code key} needs. */
    void createAbove(String key) throws IOException {
        for (Path folder : above(key)) {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (Files.isRegularFile(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        "write " + key,
                        root.relativize(folder) + " is an object, so no key can lie below it",
                        failure -> failure.hint("Choose another key, or delete that object first."));
            }
            PrivateFolders.create(folder);
        }
    }

    /**
     * Makes all names above and of {@code key} durable: another process may have made a folder and not yet synced it.
     */
    void syncAbove(String key) throws IOException {
        for (Path folder : lowestFirst(key)) {
            PrivateFolders.sync(folder);
        }
    }

    /** Makes the removal of {@code key} durable, with that of the folders that became empty. */
    void removeAbove(String key) throws IOException {
        for (Path folder : lowestFirst(key)) {
            PrivateFolders.sync(folder);
            if (folder.equals(root) || !removeIfEmpty(folder)) {
                return;
            }
        }
    }

    static DrException symbolicLink(String key) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "find " + key,
                "its path has a symbolic link, which could lead out of the store",
                failure -> failure.hint("Replace the link by the directory or file itself."));
    }

    /** Returns the folders above {@code key}, the root first. */
    private List<Path> above(String key) {
        List<Path> folders = new ArrayList<>();
        folders.add(root);
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            folders.add(root.resolve(key.substring(0, slash)));
        }
        return folders;
    }

    private List<Path> lowestFirst(String key) {
        List<Path> folders = new ArrayList<>(above(key));
        Collections.reverse(folders);
        return folders;
    }

    private static boolean removeIfEmpty(Path folder) throws IOException {
        try {
            return Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
