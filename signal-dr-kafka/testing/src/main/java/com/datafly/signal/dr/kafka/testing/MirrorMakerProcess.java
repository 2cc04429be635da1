package com.datafly.signal.dr.kafka.testing;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A dedicated MirrorMaker 2 ({@code connect-mirror-maker}) in a process of its own: it can be killed, frozen and
 * started again.
 *
 * <p>It is started with this JVM's class path and ends with it. With {@link ProcessOptions#heapMegabytes(int) a small
 * heap} and a backlog its tasks die while the process goes on and keeps sending heartbeats.
 *
 * <p>Thread-safe. Closing kills it.
 *
 * @since 0.1
 */
public final class MirrorMakerProcess implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(30);

    private final Path directory;
    private final Map<String, String> settings;
    private final Program program;
    private final Duration patience;
    private volatile Instant started = Instant.EPOCH;

    private MirrorMakerProcess(Map<String, String> settings, ProcessOptions options) {
        this.directory = DirectoryTree.create(options.directory(), "mirror-maker");
        this.settings = new TreeMap<>(settings);
        this.settings.putAll(options.settings());
        this.patience = options.patience();
        this.program = new Program(
                "MirrorMaker", "org.apache.kafka.connect.mirror.MirrorMaker", directory, options.jvmOptions());
        program.write(this.settings);
    }

    /**
     * Starts MirrorMaker with those settings, as in {@code mm2.properties}; does not wait for its tasks.
     *
     * @see MirrorSettings#between
     */
    public static MirrorMakerProcess start(Map<String, String> settings) {
        return start(settings, options -> {});
    }

    /** Starts MirrorMaker like that, with options for its process. */
    public static MirrorMakerProcess start(Map<String, String> settings, Consumer<ProcessOptions> more) {
        ProcessOptions options = new ProcessOptions();
        more.accept(options);
        MirrorMakerProcess process = new MirrorMakerProcess(settings, options);
        process.restart();
        return process;
    }

    /**
     * Returns what it says of the flow's connectors, as {@code MirrorSourceConnector}, and tasks, as
     * {@code MirrorSourceConnector-0}, since its last start: {@code RUNNING}, {@code FAILED} and others. Empty as long
     * as it says nothing.
     */
    public Map<String, String> states(String source, String target) {
        return new MirrorStates(settings, source, target).since(started);
    }

    /**
     * Waits until the flow's first task copies topics. A flow whose source has no topic that it wants has no task.
     *
     * @throws IllegalStateException if MirrorMaker ends or that takes too long; the message ends with its log
     */
    public void awaitRunning(String source, String target) {
        long begin = System.nanoTime();
        while (!"RUNNING".equals(states(source, target).get("MirrorSourceConnector-0"))) {
            Patience.pause(program, begin, patience);
        }
    }

    /** Returns the file of settings that it reads when it starts; what a test writes there counts from then on. */
    public Path settingsFile() {
        return program.settingsFile();
    }

    /** Returns the file with its log, of all its starts. */
    public Path logFile() {
        return program.log();
    }

    /** Tells whether its process runs, suspended or not; that says nothing of its tasks. */
    public boolean isRunning() {
        return program.isRunning();
    }

    /** Ends it at once ({@code SIGKILL}). */
    public void kill() {
        program.process().kill();
    }

    /** Lets it end in good order; if it takes more than 30 s, as it may if a cluster is dead, it is killed. */
    public void stop() {
        program.process().terminate();
        if (!program.process().awaitEnd(STOP)) {
            kill();
        }
    }

    /** Freezes it ({@code SIGSTOP}). */
    public void suspend() {
        program.process().suspend();
    }

    /** Lets it go on. */
    public void resume() {
        program.process().resume();
    }

    /** Starts it again, if it does not run; does not wait for its tasks. */
    public void restart() {
        if (!program.isRunning()) {
            started = Instant.now();
            program.start();
        }
    }

    /** Changes a setting from the next start on. */
    public void option(String key, String value) {
        settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        program.write(settings);
    }

    /** Kills it and deletes its directory. Closing twice is harmless. */
    @Override
    public void close() {
        program.close();
        DirectoryTree.delete(directory);
    }
}
