package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A local directory in which received WAL is durable until it is archived: one file per complete segment, named as
 * PostgreSQL names it, and one that ends in {@code .partial} for a segment that is being received. One process at a
 * time.
 */
final class Spool implements AutoCloseable {

    private static final String PARTIAL = ".partial";
    private static final String NEW = ".new";
    private static final int BLOCK = 1 << 20;

    /** A file that a full disk has left unfinished is begun anew. */
    private static final Set<StandardOpenOption> FRESH =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private final Path directory;
    private final SpoolLock lock;
    private final DurableSteps steps;

    private Spool(Path directory, SpoolLock lock, DurableSteps steps) {
        this.directory = directory;
        this.lock = lock;
        this.steps = steps;
    }

    /**
     * Opens a directory, which is made if it is not there, and closed to everybody else.
     *
     * @throws DrException with {@code CONFLICT} if another receiver uses it, {@code PERMISSION_DENIED} if it belongs to
     *     another account, {@code QUOTA} if the disk refuses
     */
    static Spool open(Path directory, DurableSteps steps) {
        try {
            PrivateFiles.directory(directory);
            SpoolLock lock = SpoolLock.tryAcquire(directory)
                    .orElseThrow(() -> DrException.of(
                            ErrorCode.CONFLICT, "open the spool " + directory, "another receiver uses this directory"));
            return new Spool(directory, lock, steps).clean();
        } catch (IOException e) {
            throw SpoolFile.failed(directory, e);
        }
    }

    /** Returns the segments that are complete, in their order. */
    List<SegmentName> complete() {
        return list("");
    }

    /** Returns the segments of which there is a beginning, in their order. */
    List<SegmentName> partial() {
        return list(PARTIAL);
    }

    /** Begins a segment, or opens the beginning that is there. The file exists durably when this returns. */
    SpoolFile begin(SegmentName name) {
        Path path = partialPath(name);
        if (!Files.exists(path)) {
            Path unfinished = directory.resolve(name.fileName() + NEW);
            try {
                fill(unfinished, name.segmentSize());
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                forceDirectory();
            } catch (IOException e) {
                throw SpoolFile.failed(path, e);
            }
            steps.after(Step.CREATED);
        }
        return SpoolFile.open(name, path);
    }

    /** Makes a segment complete: all of it durable, then named so. The file must have been written to its end. */
    void complete(SpoolFile file) {
        file.force();
        steps.after(Step.FORCED);
        file.close();
        try {
            Files.move(partialPath(file.name()), path(file.name()), StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
        } catch (IOException e) {
            throw SpoolFile.failed(path(file.name()), e);
        }
        steps.after(Step.RENAMED);
    }

    /** Reads a complete segment. */
    byte[] read(SegmentName name) {
        return read(path(name));
    }

    /** Reads a complete segment; empty if it was dropped. */
    Optional<byte[]> find(SegmentName name) {
        return find(path(name));
    }

    /** Reads the first {@code length} bytes of a segment of which there is a beginning. */
    byte[] readPartial(SegmentName name, int length) {
        return Arrays.copyOf(read(partialPath(name)), length);
    }

    /**
     * Makes the first {@code length} bytes durable that were read back after a crash or a failure. They are written
     * anew: the operating system may take pages that it failed to write for written.
     */
    void settle(SegmentName name, byte[] bytes, int length) {
        try (SpoolFile file = SpoolFile.open(name, partialPath(name))) {
            file.write(name.start(), bytes, 0, length);
            file.force();
        }
    }

    /** Reads as {@link #readPartial}; empty if the segment has become complete or was dropped. */
    Optional<byte[]> findPartial(SegmentName name, int length) {
        return find(partialPath(name)).map(bytes -> Arrays.copyOf(bytes, length));
    }

    boolean has(SegmentName name) {
        return Files.exists(path(name));
    }

    /** Removes a complete segment, because the archive has it. */
    void drop(SegmentName name) {
        delete(path(name));
        steps.after(Step.DROPPED);
    }

    /** Removes the beginning of a segment, because the archive has it or it is of no use. */
    void dropPartial(SegmentName name) {
        delete(partialPath(name));
        steps.after(Step.DROPPED);
    }

    /** Lets another receiver use the directory. Repeating it does nothing. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw SpoolFile.failed(directory, e);
        }
    }

    private Spool clean() throws IOException {
        try {
            removeUnfinished();
            return this;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void removeUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(NEW)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Allocates the blocks now, so that forcing data later needs no change of the file's own description. */
    private static void fill(Path path, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, FRESH, PrivateFiles.attributes(path))) {
            ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
            for (int at = 0; at < size; at += BLOCK) {
                zeros.clear();
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            channel.force(true);
        }
    }

    private List<SegmentName> list(String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> isSegment(path, suffix))
                    .map(path -> name(path, suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw SpoolFile.failed(directory, e);
        }
    }

    private static boolean isSegment(Path path, String suffix) {
        String file = path.getFileName().toString();
        return file.endsWith(suffix) && SegmentName.isSegment(file.substring(0, file.length() - suffix.length()));
    }

    /** A spooled file always has its segment's size. */
    private static SegmentName name(Path path, String suffix) {
        try {
            String file = path.getFileName().toString();
            return SegmentName.parse(
                    file.substring(0, file.length() - suffix.length()), Math.toIntExact(Files.size(path)));
        } catch (IOException e) {
            throw SpoolFile.failed(path, e);
        }
    }

    private static Optional<byte[]> find(Path path) {
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw SpoolFile.failed(path, e);
        }
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw SpoolFile.failed(path, e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw SpoolFile.failed(path, e);
        }
    }

    private Path path(SegmentName name) {
        return directory.resolve(name.fileName());
    }

    private Path partialPath(SegmentName name) {
        return directory.resolve(name.fileName() + PARTIAL);
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
