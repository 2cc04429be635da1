package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.TimeSource;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;

/** What one call may still spend on waiting and repeating: attempts, and time under one deadline. */
public final class RetryBudget {

    private final Retry.AsyncContext<Object> attempts;
    private final TimeSource time;
    private final long start;
    private final Duration allowed;

    RetryBudget(Retry.AsyncContext<Object> attempts, TimeSource time, Duration allowed) {
        this.attempts = attempts;
        this.time = time;
        this.start = time.nanoTime();
        this.allowed = allowed;
    }

    /** Returns the time that is left, perhaps negative. */
    Duration left() {
        return allowed.minusNanos(time.nanoTime() - start);
    }

    /**
     * Waits before another attempt.
     *
     * @throws DrException {@code failure} itself, if there is no attempt or not enough time left; {@code CANCELLED},
     *     with its effect, if the thread is interrupted
     */
    public void pauseAfter(DrException failure) {
        long pause = attempts.onError(failure);
        if (pause < 0 || Duration.ofMillis(pause).compareTo(left()) > 0) {
            throw failure;
        }
        pause(Duration.ofMillis(pause), failure);
    }

    /** Waits while doing what {@code context} failed at; an interruption ends it with that failure's effect. */
    void pause(Duration pause, DrException context) {
        try {
            time.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED,
                    context.operation(),
                    "the thread was interrupted while it waited to try again",
                    more -> {
                        more.effect(context.effect()).retry(context.retry()).cause(context);
                        context.resource().ifPresent(more::resource);
                        context.key().ifPresent(more::key);
                    });
        }
    }
}
