package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.server.DurableFile;
import com.datafly.signal.dr.selfmanaged.internal.wal.SegmentName;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalIdentity;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalVerifier;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/** The segments and histories that lie ready for a replay, in a directory of their own until the files are restored. */
final class StagedLog {

    private static final int PAGE = 8192;

    private final Path directory;

    StagedLog(Path directory) {
        this.directory = directory;
    }

    /** Returns the directory. */
    Path directory() {
        return directory;
    }

    /** Returns how many bytes lie there. */
    long size() throws IOException {
        long size = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                size += Files.size(file);
            }
        }
        return size;
    }

    /**
     * Reads the log back from the disk and verifies it from {@code start} to {@code end} once more.
     *
     * @return the verifier, which has seen nothing behind the last record before {@code end}
     * @throws DrException with {@code INTEGRITY_FAILED} if it is not sound and complete
     */
    WalVerifier verify(long systemIdentifier, int segmentSize, int timeline, Lsn start, Lsn end, WalVisitor visitor)
            throws IOException {
        WalIdentity identity = new WalIdentity(systemIdentifier, segmentSize, history(timeline));
        Lsn from = new Lsn(start.value() - Math.floorMod(start.value(), PAGE));
        WalVerifier verifier = WalVerifier.startingAt(from, identity, visitor);
        for (Path file : segments(segmentSize).values()) {
            SegmentName name = SegmentName.parse(file.getFileName().toString(), segmentSize);
            if (name.end().isAfter(from) && name.start().isBefore(end)) {
                feed(
                        verifier,
                        file,
                        Math.max(0, from.minus(name.start())),
                        Math.min(segmentSize, end.minus(name.start())));
            }
        }
        verifier.requireSoundTo(end, "the staged log");
        return verifier;
    }

    /** Moves everything into {@code pg_wal}, in place of what is there, durably. */
    void moveInto(Path walDirectory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(walDirectory)) {
            for (Path file : files) {
                if (!Files.isDirectory(file)) {
                    Files.delete(file);
                }
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(file, walDirectory.resolve(file.getFileName()));
            }
        }
        DurableFile.syncDirectory(walDirectory);
        Files.delete(directory);
    }

    /** Of a range that two timelines share there is the file of the later one, as a recovering server prefers it. */
    private Map<Long, Path> segments(int segmentSize) throws IOException {
        Map<Long, Path> segments = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String fileName = file.getFileName().toString();
                if (SegmentName.isSegment(fileName)) {
                    long number = SegmentName.parse(fileName, segmentSize).number();
                    segments.merge(number, file, (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
            }
        }
        return segments;
    }

    private TimelineHistory history(int timeline) throws IOException {
        Path file = directory.resolve(TimelineHistory.fileName(timeline));
        if (Files.exists(file)) {
            return TimelineHistory.parse(timeline, Files.readAllBytes(file));
        }
        if (timeline == 1) {
            return TimelineHistory.of(timeline);
        }
        throw DrException.of(ErrorCode.INTEGRITY_FAILED, "read the staged log", "there is no " + file.getFileName());
    }

    private static void feed(WalVerifier verifier, Path file, long from, long to) throws IOException {
        byte[] buffer = new byte[128 * PAGE];
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            long left = to - from;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    return;
                }
                verifier.feed(buffer, 0, count);
                left -= count;
            }
        }
    }
}
