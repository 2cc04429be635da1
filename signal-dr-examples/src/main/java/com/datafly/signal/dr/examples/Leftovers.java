package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What demos left behind whose processes died. What is in use, kept on purpose, or another account's is not looked at.
 */
final class Leftovers {

    private static final Duration WORTH_GOING_ON = Duration.ofDays(1);

    private final Console console;
    private final List<Path> directories;

    private Leftovers(Console console, List<Path> directories) {
        this.console = console;
        this.directories = directories;
    }

    /** Looks in a place where work directories are made. */
    static Leftovers find(Console console, Path place) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place, WorkDirectory.PREFIX + "*")) {
            for (Path path : all) {
                if (isOurs(path) && isAbandoned(path)) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(Leftovers::changed).reversed());
        return new Leftovers(console, found);
    }

    /** In a place that everybody can write to, somebody else may have put a trap under our name. */
    private static boolean isOurs(Path path) throws IOException {
        Path probe = Files.createTempFile("signal-dr", null);
        try {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe));
        } finally {
            Files.delete(probe);
        }
    }

    private static boolean isAbandoned(Path path) {
        Optional<WorkDirectory> taken = WorkDirectory.takeOver(path);
        taken.ifPresent(WorkDirectory::release);
        return taken.isPresent();
    }

    private static Instant changed(Path directory) {
        Path state = directory.resolve(Aftermath.FILE);
        try {
            FileTime time = Files.getLastModifiedTime(Files.exists(state) ? state : directory);
            return time.toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes over the newest recovery that was begun within a day and has not ended, and says what else there is. */
    Optional<WorkDirectory> takeOver() {
        Optional<WorkDirectory> work = directories.stream()
                .filter(Leftovers::isWorthGoingOn)
                .findFirst()
                .flatMap(WorkDirectory::takeOver);
        mention(directories.stream()
                .filter(path -> work.filter(taken -> taken.path().equals(path)).isEmpty())
                .toList());
        return work;
    }

    private static boolean isWorthGoingOn(Path directory) {
        return Files.exists(directory.resolve(Aftermath.FILE))
                && changed(directory).isAfter(Instant.now().minus(WORTH_GOING_ON));
    }

    /** Says what there is, and leaves it. */
    void mention() {
        mention(directories);
    }

    private void mention(List<Path> untouched) {
        for (Path path : untouched) {
            console.line("A demo died and left " + path + " (" + changed(path) + ", "
                    + (isWorthGoingOn(path)
                            ? "its recovery can go on: ./demo"
                            : Files.exists(path.resolve(Aftermath.FILE))
                                    ? "its recovery began too long ago to go on"
                                    : "its recovery had not begun")
                    + "). It is in nobody's way; ./demo --fresh removes it.");
        }
    }

    /** Removes all of it, with the servers that may still run there. */
    void remove(PostgresInstallation installation) {
        for (Path path : directories) {
            WorkDirectory.takeOver(path).ifPresent(work -> {
                kill(installation, work);
                work.close();
                console.line("Removed " + path + ", which a demo had left that died");
            });
        }
    }

    /** Kills the servers that run in a work directory: the source, and copies of it. */
    static void kill(PostgresInstallation installation, WorkDirectory work) {
        List<Path> clusters = new ArrayList<>(List.of(work.resolve("source")));
        Path restores = work.resolve("restores");
        if (Files.isDirectory(restores)) {
            try (DirectoryStream<Path> copies = Files.newDirectoryStream(restores)) {
                copies.forEach(clusters::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        clusters.stream()
                .filter(cluster -> Files.exists(cluster.resolve("PG_VERSION")))
                .forEach(cluster -> PostgresServer.open(installation, cluster).kill());
    }
}
