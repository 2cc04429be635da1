package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the phases of one recovery: each is written down before it begins, timed, and told to the listener. */
final class Phases {

    private static final Logger LOG = LoggerFactory.getLogger(Phases.class);

    private final RecoveryListener listener;
    private final String operation;
    private final Map<RecoveryPhase, Duration> timings = new EnumMap<>(RecoveryPhase.class);
    private RestoreRecord record;

    Phases(RestoreRecord record, RecoveryListener listener, String operation) {
        this.record = record;
        this.listener = listener;
        this.operation = operation;
    }

    /** The work of a phase. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Runs a phase; failures of the file system become ours.
     *
     * @throws DrException with {@code CANCELLED} if the thread was interrupted before
     */
    <T> T run(RecoveryPhase phase, Work<T> work) {
        if (Thread.currentThread().isInterrupted()) {
            throw DrException.of(ErrorCode.CANCELLED, operation, "thread was interrupted");
        }
        record = record.in(phase);
        record.write();
        tell(to -> to.phaseStarted(phase));
        long begin = System.nanoTime();
        try {
            T result = work.run();
            Duration duration = Duration.ofNanos(System.nanoTime() - begin);
            timings.put(phase, duration);
            tell(to -> to.phaseFinished(phase, duration));
            return result;
        } catch (IOException e) {
            throw Failures.io(operation, e);
        }
    }

    /** Writes down a fact with the next change of the record. */
    void note(String fact, Object value) {
        record = record.with(fact, value);
    }

    void progressed(RecoveryPhase phase, long done, long total) {
        tell(to -> to.progressed(phase, done, total));
    }

    /** Writes down that the work has ended. */
    void end(RestoreRecord.Status status) {
        record = record.as(status);
        record.write();
    }

    RestoreRecord record() {
        return record;
    }

    Map<RecoveryPhase, Duration> timings() {
        return Collections.unmodifiableMap(timings);
    }

    private void tell(Consumer<RecoveryListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOG.warn("{}: a listener failed", operation, e);
        }
    }
}
