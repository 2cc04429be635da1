package com.datafly.signal.dr.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A place for everything that a drill makes, removed when it is closed unless it is to be kept. */
final class WorkDirectory implements AutoCloseable {

    private final Path path;
    private final boolean keep;

    private WorkDirectory(Path path, boolean keep) {
        this.path = path;
        this.keep = keep;
    }

    static WorkDirectory create(boolean keep) {
        try {
            return new WorkDirectory(Files.createTempDirectory("signal-dr-demo"), keep);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        if (keep) {
            return;
        }
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
