package com.datafly.signal.dr.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A place for everything that a demo makes, which only this account can enter. It is removed when it is closed, unless
 * it is to be kept.
 *
 * <p>Whoever works in it holds a lock on it, which the operating system takes back when the process dies, however it
 * dies. So the next demo can tell what is in use from what was left behind.
 */
final class WorkDirectory implements AutoCloseable {

    static final String PREFIX = "signal-dr-demo-";

    private static final String LOCK = "lock";
    private static final String KEPT = "kept";

    private final Path path;
    private final FileChannel channel;
    private boolean keep;

    private WorkDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Returns where they are made, unless somebody wants it otherwise. */
    static Path usualPlace() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Makes a new one. */
    static WorkDirectory create(Path place, boolean keep) {
        try {
            WorkDirectory work = lock(Files.createTempDirectory(place, PREFIX)).orElseThrow();
            work.keep = keep;
            return work;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes over one whose process died; empty if somebody works in it, or it was kept on purpose. */
    static Optional<WorkDirectory> takeOver(Path path) {
        try {
            return Files.exists(path.resolve(LOCK)) && !Files.exists(path.resolve(KEPT))
                    ? lock(path)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<WorkDirectory> lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new WorkDirectory(path, channel));
            }
        } catch (OverlappingFileLockException e) {
            // This very process works in it.
            channel.close();
            return Optional.empty();
        }
        channel.close();
        return Optional.empty();
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path path() {
        return path;
    }

    /** Sets whether it stays when it is closed. */
    void keep(boolean keep) {
        this.keep = keep;
    }

    boolean keep() {
        return keep;
    }

    /** Writes a file that nobody else can read, all of it or nothing. */
    void write(String name, String content) {
        try {
            Path file = Files.createTempFile(
                    path,
                    name,
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, content);
            Files.move(file, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file, if it is there. */
    Optional<String> read(String name) {
        try {
            Path file = path.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives it up as it is, for somebody else to take over. */
    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (keep) {
            write(KEPT, "");
        } else {
            remove();
        }
        release();
    }

    private void remove() {
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
