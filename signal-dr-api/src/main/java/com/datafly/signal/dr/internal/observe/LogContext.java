package com.datafly.signal.dr.internal.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names the run and the step in whatever this thread logs, until it is closed:
 *
 * <pre>{@code
 * try (LogContext context = LogContext.of(run, step)) {
 *     action.act(...);
 * }
 * }</pre>
 *
 * <p>Closing brings back what was there before. Contexts nest; each is closed by the thread that opened it.
 */
public final class LogContext implements AutoCloseable {

    /** The key of the run's id. */
    public static final String RUN = "signal-dr.run";

    /** The key of the step's id. */
    public static final String STEP = "signal-dr.step";

    private final @Nullable String runBefore;
    private final @Nullable String stepBefore;

    private LogContext(String run, @Nullable String step) {
        this.runBefore = MDC.get(RUN);
        this.stepBefore = MDC.get(STEP);
        set(RUN, run);
        set(STEP, step);
    }

    /** Names a run, and no step. */
    public static LogContext of(String run) {
        return new LogContext(run, null);
    }

    /** Names a run and one of its steps. */
    public static LogContext of(String run, String step) {
        return new LogContext(run, step);
    }

    @Override
    public void close() {
        set(RUN, runBefore);
        set(STEP, stepBefore);
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
