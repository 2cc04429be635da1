package com.datafly.signal.dr.internal.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.PrivateFolders;
import com.datafly.signal.dr.internal.file.Uninterrupted;
import com.datafly.signal.dr.internal.journal.HostName;
import com.datafly.signal.dr.internal.playbook.Values;
import com.datafly.signal.dr.operation.OperationKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one piece of work of a program leaves on this machine, so that another runner finds it: that it was begun, as
 * which process, and how it ended. Lies in a folder named by the work's key, which only its owner reads.
 */
final class Trace {

    /** What the names of files begin with that hold secrets. */
    static final String SECRET = "secret-";

    private static final String BEGUN = "begun";
    private static final String ENDED = "ended";
    private static final String OUTPUT = "output";
    private static final String MADE = "made";

    private final Path records;
    private final Path folder;

    private Trace(Path records, Path folder) {
        this.records = records;
        this.folder = folder;
    }

    /** Returns the trace of some work, whether there is one or not. */
    static Trace of(Path records, OperationKey key) {
        return new Trace(records, records.resolve(key.value()));
    }

    /** Returns the trace that is in a folder. */
    static Trace at(Path records, String name) {
        return new Trace(records, records.resolve(name));
    }

    /**
     * That a program was begun.
     *
     * @param host the machine
     * @param pid its number; negative if it is not known whether it was begun
     * @param startedAt when, by the operating system, which tells it from a later process of that number
     */
    record Begun(String host, long pid, Optional<Instant> startedAt) {

        /** The system tells the same start as another time once its clock was set: then the key decides. */
        private Optional<ProcessHandle> alive(String key) {
            return here() && pid > 0
                    ? ProcessHandle.of(pid)
                            .filter(process ->
                                    process.info().startInstant().equals(startedAt) || Orphans.hasKey(process, key))
                            .filter(ProcessHandle::isAlive)
                    : Optional.empty();
        }

        /** Tells whether it was begun on this machine. */
        boolean here() {
            return host.equals(Trace.host());
        }
    }

    /**
     * How a program ended.
     *
     * @param exitCode the number that it left
     * @param stopped why it was stopped, if it did not end by itself
     * @param took how long it ran
     * @param lines the last lines that it printed, without secrets
     */
    record Ended(int exitCode, Optional<String> stopped, Duration took, List<String> lines) {}

    private record Made(List<String> names) {}

    /** Returns the folder. */
    Path folder() {
        return folder;
    }

    /** Returns where the program prints. */
    Path output() {
        return folder.resolve(OUTPUT);
    }

    /** Forgets an earlier call, and notes that a program is about to be begun. */
    void open() {
        reading("make the folder " + folder, () -> {
            PrivateFolders.create(records);
            clear();
            PrivateFolders.create(folder);
            PrivateFolders.createFile(output());
            write(BEGUN, new Begun(host(), -1, Optional.empty()));
            return true;
        });
    }

    /** Notes which process it is. */
    void begun(ProcessHandle process) {
        reading("note a process in " + folder, () -> {
            write(BEGUN, new Begun(host(), process.pid(), process.info().startInstant()));
            return true;
        });
    }

    /** Notes how it ended, and removes what may hold secrets. */
    void ended(Ended ended) {
        reading("note an end in " + folder, () -> {
            write(ENDED, ended);
            wipe();
            return true;
        });
    }

    /** Returns what is known of the beginning. */
    Optional<Begun> begun() {
        return read(BEGUN, Begun.class);
    }

    /** Tells whether there is anything of it. */
    boolean exists() {
        return Files.exists(folder);
    }

    /**
     * Tells whether its program runs, or may run on another machine.
     *
     * @param key the key that the program was told
     */
    boolean mayRun(String key) {
        Optional<Begun> begun = begun();
        if (ended().isPresent() || begun.isEmpty()) {
            return false;
        }
        if (!begun.get().here()) {
            return true;
        }
        return begun.get().pid() < 0
                ? Orphans.find(key).isPresent()
                : begun.get().alive(key).isPresent();
    }

    /** Finds the process, if it still runs on this machine. */
    Optional<ProcessHandle> alive() {
        Optional<Begun> begun = begun().filter(Begun::here);
        String key = String.valueOf(folder.getFileName());
        return begun.filter(known -> known.pid() < 0).isPresent()
                ? Orphans.find(key)
                : begun.flatMap(known -> known.alive(key));
    }

    /** Returns what is known of the end. */
    Optional<Ended> ended() {
        return read(ENDED, Ended.class);
    }

    /** Notes what was made by what is planned here, besides what was made before, or that it is there no longer. */
    void made(String name, boolean exists) {
        Set<String> names = new LinkedHashSet<>(made());
        if (exists ? names.add(name) : names.remove(name)) {
            reading("note what was made in " + folder, () -> {
                PrivateFolders.create(records);
                PrivateFolders.create(folder);
                write(MADE, new Made(List.copyOf(names)));
                return true;
            });
        }
    }

    /** Returns what was made by what is planned here. */
    List<String> made() {
        return read(MADE, Made.class).map(Made::names).orElse(List.of());
    }

    /** Removes all of it. */
    void forget() {
        reading("remove the folder " + folder, () -> {
            clear();
            Files.deleteIfExists(folder);
            return true;
        });
    }

    /**
     * Removes the files of secrets of a process that ended while nobody looked. Its output stays as a witness until the
     * run ends, as {@code reading} makes it readable and masks it.
     */
    void withdrawSecrets(UnaryOperator<String> reading) {
        if (begun().filter(Begun::here).filter(known -> known.pid() > 0).isEmpty() || alive().isPresent()) {
            return;
        }
        reading("remove the secrets in " + folder, () -> {
            for (Path file : files()) {
                if (isSecret(file)) {
                    Files.deleteIfExists(file);
                }
            }
            if (Files.exists(output())) {
                mask(reading);
            }
            return true;
        });
    }

    private void mask(UnaryOperator<String> reading) throws IOException {
        Path part = folder.resolve(OUTPUT + ".part");
        Files.deleteIfExists(part);
        PrivateFolders.createFile(part);
        try (BufferedWriter masked = Files.newBufferedWriter(part)) {
            new OutputFile(output(), line -> write(masked, reading.apply(line))).finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.move(part, output(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(BufferedWriter file, String line) {
        try {
            file.write(line);
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSecret(Path file) {
        return String.valueOf(file.getFileName()).startsWith(SECRET);
    }

    /** Removes what may hold secrets: the output as it was printed, and the files of secrets. */
    void wipe() throws IOException {
        for (Path file : files()) {
            if (file.endsWith(OUTPUT) || isSecret(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void clear() throws IOException {
        for (Path file : files()) {
            Files.deleteIfExists(file);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private void write(String name, Object value) throws IOException {
        Path part = folder.resolve(name + ".part");
        PrivateFolders.createFile(part);
        Files.writeString(part, Values.write(value));
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        Path file = folder.resolve(name);
        return reading(
                "read " + file,
                () -> Files.exists(file)
                        ? Optional.of(Values.read(Files.readString(file, UTF_8), type))
                        : Optional.empty());
    }

    private static String host() {
        return HostName.find().orElse("");
    }

    private static <T> T reading(String operation, Uninterrupted.FileWork<T> work) {
        try {
            return Uninterrupted.call(work);
        } catch (IOException e) {
            throw FileErrors.withoutEffect(operation, e);
        } catch (UncheckedIOException e) {
            throw FileErrors.withoutEffect(operation, requireNonNull(e.getCause()));
        }
    }
}
