package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that only its owner reads, for files that software must be given; closing it removes it. */
final class ScratchFolder implements AutoCloseable {

    private final Path folder;

    private ScratchFolder(Path folder) {
        this.folder = folder;
    }

    static ScratchFolder create() {
        try {
            // The JDK makes it readable for its owner alone.
            return new ScratchFolder(Files.createTempDirectory("signal-dr-release-"));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    Path path(String name) {
        Path path = folder.resolve(name).normalize();
        if (!path.startsWith(folder)) {
            throw DrException.of(
                    ErrorCode.INTEGRITY_FAILED, "write the files of a chart", "a name among them leads out of it");
        }
        return path;
    }

    void write(String name, byte[] content) {
        Path file = path(name);
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, content);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw DrException.create(
                    ErrorCode.INTERNAL,
                    "remove " + folder,
                    "files with values of a release were left there",
                    failure -> failure.hint("Remove the folder.").cause(e));
        }
    }

    private static DrException unusable(IOException cause) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "write files for the deploying software",
                "the folder for temporary files cannot be used",
                failure -> failure.hint("Let java.io.tmpdir name a folder that can be written to.")
                        .cause(cause));
    }
}
