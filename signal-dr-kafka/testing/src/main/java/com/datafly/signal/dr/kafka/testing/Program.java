package com.datafly.signal.dr.kafka.testing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A program of Kafka that reads one file of settings: its directory, which outlives its process, and its process. */
final class Program implements AutoCloseable {

    private static final List<String> QUICK_AND_SMALL =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final String name;
    private final String mainClass;
    private final Path directory;
    private final Software software;
    private final List<String> jvmOptions = new ArrayList<>(QUICK_AND_SMALL);
    private @Nullable JavaProcess process;

    /** Makes one that has no process yet. */
    Program(String name, String mainClass, Path directory, List<String> jvmOptions) {
        this(name, mainClass, directory, jvmOptions, Software.OF_THIS_JVM);
    }

    /** Makes one that runs such software. */
    Program(String name, String mainClass, Path directory, List<String> jvmOptions, Software software) {
        this.name = name;
        this.mainClass = mainClass;
        this.directory = directory;
        this.software = software;
        this.jvmOptions.addAll(jvmOptions);
    }

    String name() {
        return name;
    }

    Path log() {
        return directory.resolve("program.log");
    }

    /** Returns the file that it reads when it starts. */
    Path settingsFile() {
        return directory.resolve("program.properties");
    }

    /** Writes that file. */
    void write(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        try {
            Files.createDirectories(directory);
            try (BufferedWriter file = Files.newBufferedWriter(settingsFile())) {
                properties.store(file, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs another of its software's programs to its end.
     *
     * @throws IllegalStateException if that fails or takes longer than that; the message has its output
     */
    void run(String tool, List<String> arguments, Duration patience) {
        List<String> program = new ArrayList<>(List.of(tool));
        program.addAll(arguments);
        JavaProcess run = JavaProcess.start(software, QUICK_AND_SMALL, program, directory.resolve("tool.log"));
        if (!run.awaitEnd(patience)) {
            run.kill();
        }
        if (run.exitValue() != 0) {
            throw new IllegalStateException(tool + " of " + name + " failed: " + run.logTail());
        }
    }

    /** Starts its process, if it does not run. */
    synchronized void start() {
        if (process == null || !process.isAlive()) {
            List<String> program = List.of(mainClass, settingsFile().toString());
            process = JavaProcess.start(software, jvmOptions, program, log());
        }
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Returns its process, or the one that it had last. */
    synchronized JavaProcess process() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    /** Kills its process, if it has one. */
    @Override
    public synchronized void close() {
        if (process != null) {
            process.kill();
        }
    }
}
