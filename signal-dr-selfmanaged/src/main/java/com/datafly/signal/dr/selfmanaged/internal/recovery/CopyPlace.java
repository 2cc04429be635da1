package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.server.Directories;
import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import com.datafly.signal.dr.selfmanaged.internal.server.ServerKill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a copy lies: its data directory and, beside it, its tablespaces, its log, and while it is made the staged part
 * of the write-ahead log.
 *
 * @param dataDirectory the data directory, absolute
 */
public record CopyPlace(Path dataDirectory) {

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(30);

    /** Makes the path absolute. */
    public CopyPlace {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
    }

    Path tablespaces() {
        return beside(".tablespaces");
    }

    Path staging() {
        return beside(".wal");
    }

    Path log() {
        return beside(".log");
    }

    Path parent() {
        Path parent = dataDirectory.getParent();
        return parent == null ? dataDirectory : parent;
    }

    /**
     * Refuses a place where something is already.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} naming what is there
     */
    void requireEmpty(String operation) throws IOException {
        for (Path path : new Path[] {dataDirectory, tablespaces(), staging()}) {
            if (Files.exists(path) && !(Files.isDirectory(path) && Directories.isEmpty(path))) {
                throw DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        path + " is not empty",
                        failure -> failure.hint(
                                "Name a data directory that does not exist; nothing is ever overwritten."));
            }
        }
    }

    /** Kills the copy's server, if it runs, and removes all of the copy but its log, its record and its lock. */
    void clear() {
        Failures.attempt("remove " + dataDirectory, () -> {
            ServerKill.at(dataDirectory, KILL_TIMEOUT);
            Directories.delete(dataDirectory);
            Directories.delete(tablespaces());
            Directories.delete(staging());
        });
    }

    /**
     * Kills a copy's server, if it runs, and removes all that belongs to the copy. Repeating it does nothing.
     *
     * @throws DrException with {@code CONFLICT} if a restore is at work there
     */
    public void remove() {
        try (RestoreLock lock = RestoreLock.tryAcquire(dataDirectory).orElseThrow(this::busy)) {
            clear();
            Failures.attempt("delete " + log(), () -> Files.deleteIfExists(log()));
            RestoreRecord.delete(dataDirectory);
            lock.delete();
        }
    }

    DrException busy() {
        return DrException.create(
                ErrorCode.CONFLICT,
                "use " + dataDirectory,
                "a restore is at work there",
                failure -> failure.hint(
                        "Wait until it has ended; " + RestoreRecord.file(dataDirectory) + " tells how far it is."));
    }

    private Path beside(String suffix) {
        return dataDirectory.resolveSibling(dataDirectory.getFileName() + suffix);
    }
}
