package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.operation.OperationKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A provider whose work are files in a directory, so that it outlives the process that asked for it and counts across
 * processes. It forgives nothing: asked twice, it does twice, whatever the key.
 */
final class CountingProvider {

    private final Path made;
    private final Path undone;
    private final Path faults;

    CountingProvider(Path directory) {
        this.made = folder(directory.resolve("made"));
        this.undone = folder(directory.resolve("undone"));
        this.faults = folder(directory.resolve("faults"));
    }

    /** What becomes of one call. */
    enum Loss {
        /** Nothing happens, and the caller cannot know. */
        REQUEST,
        /** It happens, and the caller cannot know. */
        ANSWER
    }

    /** Lets the next call for a step go wrong, in whatever process it is made. */
    void lose(String step, Loss loss) {
        write(faults.resolve(step), loss.name());
    }

    /** Works: one more effect. */
    void make(String step, OperationKey key) {
        Optional<Loss> loss = fault(step);
        if (loss.filter(Loss.REQUEST::equals).isEmpty()) {
            write(made.resolve(step + "__" + key + "__" + UUID.randomUUID()), "");
        }
        if (loss.isPresent()) {
            throw lost("make " + step);
        }
    }

    /** Tells whether there is work under a key. */
    boolean has(OperationKey key) {
        return names(made).stream().anyMatch(name -> name.contains("__" + key + "__"));
    }

    /** Takes back what was made for a step; nothing if that was done before. */
    void unmake(String step) {
        Optional<Loss> loss = fault(step + ".undo");
        if (loss.filter(Loss.REQUEST::equals).isEmpty()) {
            names(made).stream().filter(name -> name.startsWith(step + "__")).forEach(this::move);
        }
        if (loss.isPresent()) {
            throw lost("unmake " + step);
        }
    }

    /** Returns how often each step had its effect, taken back or not. */
    Map<String, Integer> effects() {
        Map<String, Integer> counts = new TreeMap<>();
        Stream.of(made, undone)
                .flatMap(folder -> names(folder).stream())
                .forEach(name -> counts.merge(name.substring(0, name.indexOf("__")), 1, Integer::sum));
        return counts;
    }

    /** Returns the steps whose effect stands. */
    List<String> standing() {
        return names(made).stream()
                .map(name -> name.substring(0, name.indexOf("__")))
                .sorted()
                .toList();
    }

    private void move(String name) {
        try {
            Files.move(made.resolve(name), undone.resolve(name));
        } catch (NoSuchFileException alreadyMoved) {
            // Taking back twice does no harm.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Loss> fault(String step) {
        Path file = faults.resolve(step);
        try {
            Loss loss = Loss.valueOf(Files.readString(file, UTF_8));
            Files.delete(file);
            return Optional.of(loss);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DrException lost(String operation) {
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                operation,
                "the connection broke off",
                failure -> failure.effect(Effect.UNKNOWN).retry(RetryAdvice.RECONCILE_FIRST));
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
