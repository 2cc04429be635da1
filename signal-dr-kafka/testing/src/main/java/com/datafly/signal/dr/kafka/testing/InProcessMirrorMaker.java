package com.datafly.signal.dr.kafka.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.mirror.MirrorMaker;

/**
 * A dedicated MirrorMaker 2 in this JVM, for tests and the demo: it starts sooner than a {@linkplain MirrorMakerProcess
 * process of its own} and takes less memory, but cannot be killed.
 *
 * <p>Thread-safe. Closing stops it, which takes ten seconds and more if a cluster is dead.
 *
 * @since 0.1
 */
public final class InProcessMirrorMaker implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, String> settings;
    private final Instant started = Instant.now();
    private final MirrorMaker mirror;

    private InProcessMirrorMaker(Map<String, String> settings) {
        this.settings = new TreeMap<>(settings);
        this.mirror = new MirrorMaker(this.settings);
    }

    /**
     * Starts MirrorMaker with those settings, as in {@code mm2.properties}; does not wait for its tasks.
     *
     * @see MirrorSettings#between
     */
    public static InProcessMirrorMaker start(Map<String, String> settings) {
        InProcessMirrorMaker started = new InProcessMirrorMaker(settings);
        started.mirror.start();
        return started;
    }

    /**
     * Returns what it says of the flow's connectors, as {@code MirrorSourceConnector}, and tasks, as
     * {@code MirrorSourceConnector-0}: {@code RUNNING}, {@code FAILED} and others. Empty as long as it says nothing.
     */
    public Map<String, String> states(String source, String target) {
        return new MirrorStates(settings, source, target).since(started);
    }

    /**
     * Waits until the flow's first task copies topics. A flow whose source has no topic that it wants has no task.
     *
     * @throws IllegalStateException if that takes longer than {@code patience}
     */
    public void awaitRunning(String source, String target, Duration patience) {
        long begin = System.nanoTime();
        Map<String, String> states = states(source, target);
        while (!"RUNNING".equals(states.get("MirrorSourceConnector-0"))) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IllegalStateException("MirrorMaker copies nothing after " + patience + ": " + states);
            }
            LockSupport.parkNanos(POLL.toNanos());
            states = states(source, target);
        }
    }

    /** Stops it and waits until it has ended. Closing twice is harmless. */
    @Override
    public void close() {
        mirror.stop();
        mirror.awaitStop();
    }
}
