package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.internal.Resilience;
import com.datafly.signal.dr.internal.RetryBudget;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A journal driver with all that the portable layer adds: repetition, clocks, and the masking of secrets. */
final class JournalPlace {

    /** How long one call goes on trying: no longer than a lease usually lasts. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Nothing here is called often enough to be limited. */
    private static final int CALLS_PER_SECOND = 10_000;

    private final JournalDriver driver;
    private final UnaryOperator<String> redactor;
    private final Clock clock;
    private final TimeSource time;
    private final Resilience resilience;

    JournalPlace(JournalDriver driver, UnaryOperator<String> redactor, Clock clock, TimeSource time) {
        this.driver = driver;
        this.redactor = redactor;
        this.clock = clock;
        this.time = time;
        this.resilience = new Resilience(driver.address(), CALLS_PER_SECOND, time);
    }

    JournalDriver driver() {
        return driver;
    }

    UnaryOperator<String> redactor() {
        return redactor;
    }

    Clock clock() {
        return clock;
    }

    TimeSource time() {
        return time;
    }

    /** Begins the attempts of one call. */
    RetryBudget attempts() {
        return resilience.budget(PATIENCE);
    }

    /** Reads, again while the place says that it may answer later. */
    <T> T read(Supplier<T> call) {
        RetryBudget attempts = attempts();
        while (true) {
            try {
                return call.get();
            } catch (DrException failure) {
                if (!isPassing(failure)) {
                    throw failure;
                }
                attempts.pauseAfter(failure);
            }
        }
    }

    /** Reads a log to its end, again from where it broke off while the place says that it may answer later. */
    void read(ChainReader reader) {
        read(() -> {
            reader.readFrom(driver);
            return reader;
        });
    }

    /** Tells whether the same call may succeed later, nothing having happened so far. */
    static boolean isPassing(DrException failure) {
        return failure.effect() == Effect.NONE
                && (failure.retry() == RetryAdvice.SAFE || failure.retry() == RetryAdvice.AFTER);
    }
}
