package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.internal.Listeners;
import com.datafly.signal.dr.internal.events.copy.CopyProgress;
import com.datafly.signal.dr.internal.events.copy.CopyResult;
import com.datafly.signal.dr.internal.events.copy.CopyRun;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** A copy on a thread of its own. */
public final class DefaultEventRun<R> implements EventRun<R> {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final String runId;
    private final CopyRun copy;
    private final Listeners listeners;
    private final CompletableFuture<R> end = new CompletableFuture<>();

    private DefaultEventRun(String runId, CopyRun copy, Listeners listeners) {
        this.runId = runId;
        this.copy = copy;
        this.listeners = listeners;
    }

    /**
     * Starts a copy.
     *
     * @param listeners told of progress by the copy's plan; see {@link #progress(CopyProgress)}
     * @param result makes the run's result of the copy's
     */
    public static <R> DefaultEventRun<R> start(
            String runId, CopyRun copy, Listeners listeners, Function<CopyResult, R> result) {
        DefaultEventRun<R> run = new DefaultEventRun<>(runId, copy, listeners);
        Thread thread = new Thread(() -> run.run(result), "signal-dr-events-" + runId);
        thread.setDaemon(true);
        thread.start();
        return run;
    }

    private void run(Function<CopyResult, R> result) {
        try {
            end.complete(result.apply(copy.run()));
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /** Describes how far a copy has come. */
    public static Progress progress(CopyProgress progress) {
        long read = progress.totals().read();
        return progress.left().isPresent()
                ? Progress.of("copying", read, read + progress.left().getAsLong(), "events")
                : Progress.of("copying", read, "events");
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public boolean done() {
        return end.isDone();
    }

    @Override
    public Progress progress() {
        return progress(copy.progress());
    }

    @Override
    public EventRun<R> onProgress(ProgressListener listener) {
        listeners.add(listener);
        return this;
    }

    @Override
    public void stop() {
        copy.stop();
    }

    @Override
    public R await() {
        return await(LONGEST);
    }

    @Override
    public R await(Duration timeout) {
        try {
            return end.get(Math.max(0, timeout.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw waiting(ErrorCode.DEADLINE_EXCEEDED, "it goes on after " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw waiting(ErrorCode.CANCELLED, "the thread that waited was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private DrException waiting(ErrorCode code, String problem, Exception cause) {
        return DrException.create(
                code,
                "await '" + runId + "'",
                problem,
                failure -> failure.effect(Effect.UNKNOWN)
                        .retry(RetryAdvice.SAFE)
                        .cause(cause)
                        .hint("Await it again, or stop it."));
    }

    private DrException failure(Throwable cause) {
        if (cause instanceof DrException failure) {
            return failure;
        }
        return DrException.create(
                ErrorCode.INTERNAL,
                "copy events by '" + runId + "'",
                "an unexpected " + cause.getClass().getName(),
                failure -> failure.effect(Effect.APPLIED).cause(cause));
    }
}
