package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.ContainerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container of an {@link InMemoryPod}. Guarded by its platform's monitor. */
final class InMemoryContainer {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 5;

    private final ContainerSpec spec;
    private ContainerState.Phase phase = ContainerState.Phase.WAITING;
    private boolean ready;
    private int starts;
    private @Nullable String imageId;
    private @Nullable String reason = "ContainerCreating";
    private @Nullable String lastReason;
    private @Nullable Integer exitCode;
    private @Nullable Instant startedAt;
    private Instant pausedUntil = Instant.MIN;
    private Map<String, String> environment = Map.of();
    private Map<String, String> files = Map.of();
    private List<LogLine> log = new ArrayList<>();
    private List<LogLine> previousLog = List.of();

    InMemoryContainer(ContainerSpec spec) {
        this.spec = spec;
    }

    /** One line of a log, and when it was written. */
    record LogLine(Instant at, String text) {}

    ContainerSpec spec() {
        return spec;
    }

    ContainerState.Phase phase() {
        return phase;
    }

    boolean running() {
        return phase == ContainerState.Phase.RUNNING;
    }

    boolean ready() {
        return ready;
    }

    /** Tells whether it was ever started. */
    boolean started() {
        return starts > 0;
    }

    Map<String, String> environment() {
        return environment;
    }

    Map<String, String> files() {
        return files;
    }

    /** Returns what it wrote, or what the one before it wrote. */
    List<LogLine> log(boolean previous) {
        return previous ? previousLog : log;
    }

    /** Tells whether there was one before it. */
    boolean hasPrevious() {
        return starts > 1 || (starts == 1 && !running());
    }

    /** Lets it wait for a reason; tells whether that is news. */
    boolean await(String newReason) {
        boolean news = !newReason.equals(reason);
        phase = ContainerState.Phase.WAITING;
        reason = newReason;
        return news;
    }

    boolean mayStartAt(Instant now) {
        return !now.isBefore(pausedUntil);
    }

    void start(String image, Map<String, String> variables, Instant now) {
        previousLog = log;
        log = new ArrayList<>();
        starts++;
        phase = ContainerState.Phase.RUNNING;
        ready = false;
        imageId = image;
        reason = null;
        startedAt = now;
        environment = Map.copyOf(variables);
    }

    /** Lets its files be these, as they follow a secret. */
    void mount(Map<String, String> content) {
        files = Map.copyOf(content);
    }

    /** Sets whether it is ready; tells whether that is news. */
    boolean ready(boolean isReady) {
        boolean news = ready != isReady;
        ready = isReady;
        return news;
    }

    /** Ends it; it starts again after a pause that doubles each time. */
    void crash(String why, int code, Instant now) {
        phase = ContainerState.Phase.WAITING;
        ready = false;
        reason = "CrashLoopBackOff";
        lastReason = why;
        exitCode = code;
        pausedUntil = now.plus(FIRST_PAUSE.multipliedBy(1L << Math.max(0, Math.min(starts - 1, MOST_DOUBLINGS))));
    }

    /** Ends it; whether it starts again, its pod decides. */
    void end(int code) {
        phase = ContainerState.Phase.TERMINATED;
        ready = false;
        reason = code == 0 ? "Completed" : "Error";
        exitCode = code;
    }

    ContainerState describe() {
        return ContainerState.create(
                spec.name(),
                phase,
                state -> state.init(spec.init())
                        .ready(ready, Math.max(0, starts - 1))
                        .image(spec.image(), imageId)
                        .reason(reason)
                        .last(lastReason, exitCode)
                        .startedAt(startedAt));
    }
}
