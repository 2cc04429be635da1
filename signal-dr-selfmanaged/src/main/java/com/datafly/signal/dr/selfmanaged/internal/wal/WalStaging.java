package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory that receives the verified log: whole segment files under the names that PostgreSQL looks for, and
 * history files. The files are written but not forced to disk.
 */
final class WalStaging {

    private final Path directory;
    private final List<SegmentName> segments = new ArrayList<>();
    private final List<String> histories = new ArrayList<>();

    private WalStaging(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory, which is made if it is not there, and closed to everybody else.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if there is anything in it, {@code PERMISSION_DENIED} if it
     *     belongs to another account
     */
    static WalStaging into(Path directory) {
        try {
            PrivateFiles.directory(directory);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                if (files.iterator().hasNext()) {
                    throw DrException.of(
                            ErrorCode.FAILED_PRECONDITION, "stage WAL in " + directory, "the directory is not empty");
                }
            }
            return new WalStaging(directory);
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /** Writes a segment; what {@code bytes} does not reach is zeros. */
    void segment(SegmentName name, byte[] bytes) {
        try {
            PrivateFiles.file(path(name));
            try (RandomAccessFile file = new RandomAccessFile(path(name).toFile(), "rw")) {
                file.write(bytes);
                file.setLength(name.segmentSize());
            }
        } catch (IOException e) {
            throw failed(path(name), e);
        }
        segments.add(name);
    }

    void history(int timeline, byte[] content) {
        Path file = directory.resolve(TimelineHistory.fileName(timeline));
        try {
            PrivateFiles.file(file);
            Files.write(file, content);
        } catch (IOException e) {
            throw failed(file, e);
        }
        histories.add(file.getFileName().toString());
    }

    /**
     * Ends the staged log at {@code end}, on {@code timeline}: what lies behind becomes zeros or goes, so that a server
     * finds nothing to replay beyond it.
     *
     * @return the names of the files that are left
     */
    List<String> endAt(Lsn end, int timeline) {
        List<String> left = new ArrayList<>(histories);
        for (SegmentName name : segments) {
            Path file = path(name);
            try {
                if (!name.start().isBefore(end)) {
                    Files.delete(file);
                    continue;
                }
                if (name.end().isAfter(end)) {
                    blank(file, end.minus(name.start()), name.segmentSize());
                }
                SegmentName under = name.timeline() > timeline ? name.on(timeline) : name;
                Files.move(file, path(under), StandardCopyOption.REPLACE_EXISTING);
                left.add(under.fileName());
            } catch (IOException e) {
                throw failed(file, e);
            }
        }
        return left;
    }

    /** Removes everything that was staged. */
    void discard() {
        List<String> names = new ArrayList<>(histories);
        segments.forEach(name -> names.add(name.fileName()));
        for (String name : names) {
            try {
                Files.deleteIfExists(directory.resolve(name));
            } catch (IOException e) {
                throw failed(directory.resolve(name), e);
            }
        }
    }

    private Path path(SegmentName name) {
        return directory.resolve(name.fileName());
    }

    /** Cutting and growing again leaves zeros, on every file system. */
    private static void blank(Path path, long from, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(from);
            file.setLength(size);
        }
    }

    private static DrException failed(Path path, IOException e) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                "stage WAL in " + path,
                "the file cannot be written: " + e.getMessage(),
                failure -> failure.cause(e));
    }
}
