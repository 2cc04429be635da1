package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows where packages and people put PostgreSQL's programs. */
public final class BinarySearch {

    private static final Logger LOG = LoggerFactory.getLogger(BinarySearch.class);

    /** A directory and the pattern of the versions' directories in it, each with a {@code bin}. */
    private record Place(String parent, String children) {}

    private static final List<Place> PLACES = List.of(
            new Place("/usr/lib/postgresql", "*"),
            new Place("/usr", "pgsql-*"),
            new Place("/usr/local", "pgsql*"),
            new Place("/opt/homebrew/opt", "postgresql@*"),
            new Place("/usr/local/opt", "postgresql@*"),
            new Place("/Applications/Postgres.app/Contents/Versions", "*"));

    private BinarySearch() {}

    /** Returns the directories that exist, without a look at what is in them. */
    public static Set<Path> binDirectories() {
        Set<Path> found = new LinkedHashSet<>();
        for (Place place : PLACES) {
            addVersions(place, found);
        }
        String path = System.getenv("PATH");
        for (String entry : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty() && Files.isDirectory(Path.of(entry))) {
                found.add(Path.of(entry));
            }
        }
        return found;
    }

    private static void addVersions(Place place, Set<Path> found) {
        Path parent = Path.of(place.parent());
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(parent, place.children())) {
            for (Path version : versions) {
                if (Files.isDirectory(version.resolve("bin"))) {
                    found.add(version.resolve("bin"));
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be searched for PostgreSQL", parent, e);
        }
    }
}
