package com.datafly.signal.dr.store;

import com.datafly.signal.dr.internal.file.FileErrors;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One page of keys in the order of their bytes.
 *
 * <p>Folders that cannot hold a key of the page are not opened, and only the names of the folders on the way are kept.
 * A folder sorts by its name and a slash, as its keys do.
 */
final class ObjectListing {

    private final ObjectFiles files;
    private final String prefix;
    private final String after;
    private final int limit;
    private final List<ObjectInfo> page = new ArrayList<>();

    ObjectListing(ObjectFiles files, String prefix, String after, int limit) {
        this.files = files;
        this.prefix = prefix;
        this.after = after;
        this.limit = limit;
    }

    List<ObjectInfo> collect() throws IOException {
        visit(files.root(), "");
        return List.copyOf(page);
    }

    private void visit(Path folder, String above) throws IOException {
        for (var entry : entries(folder, above).entrySet()) {
            if (page.size() == limit) {
                return;
            }
            if (entry.getKey().endsWith("/")) {
                visit(entry.getValue(), entry.getKey());
            } else {
                add(entry.getKey(), entry.getValue());
            }
        }
    }

    private SortedMap<String, Path> entries(Path folder, String above) throws IOException {
        SortedMap<String, Path> entries = new TreeMap<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (ObjectKeys.isSegment(name) && mayHold(above + name)) {
                    boolean isFolder = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
                    entries.put(above + name + (isFolder ? "/" : ""), child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (IOException e) {
            if (!FileErrors.isAbsence(e)) {
                throw e;
            }
        }
        return entries;
    }

    /** Tells whether the object of this name, or one below it, can be on the page. */
    private boolean mayHold(String name) {
        boolean underPrefix = name.startsWith(prefix) || prefix.startsWith(name);
        return underPrefix && (name.compareTo(after) > 0 || after.startsWith(name) || after.isEmpty());
    }

    private void add(String key, Path path) throws IOException {
        if (!key.startsWith(prefix) || key.compareTo(after) <= 0) {
            return;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                page.add(ObjectFiles.info(key, attributes));
            }
        } catch (IOException e) {
            if (!FileErrors.isAbsence(e)) {
                throw e;
            }
        }
    }
}
