package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.ProgressListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at work until it is done, and remembers how it ended. */
public final class DefaultOperation<T> implements Operation<T> {

    /** How long a provider may show no trace of work that it accepted. */
    private static final Duration TRACELESS = Duration.ofMinutes(10);

    private final OperationKey key;
    private final String description;
    private final Work<T> work;
    private final Calls calls;
    private final Patience patience;
    private final long begun;
    private final Listeners listeners = new Listeners();
    private volatile @Nullable Outcome<T> outcome;

    DefaultOperation(OperationKey key, String description, Work<T> work, Calls calls, Patience patience) {
        this.key = key;
        this.description = description;
        this.work = work;
        this.calls = calls;
        this.patience = patience;
        this.begun = calls.time().nanoTime();
    }

    @Override
    public OperationKey key() {
        return key;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public OperationStatus status() {
        OperationStatus status =
                calls.read("look at " + description, this::look).orElseGet(OperationStatus::running);
        if (status.needsCall()) {
            goOn();
        }
        return status;
    }

    @Override
    public T await() {
        return await(patience.deadline());
    }

    @Override
    public T await(Duration timeout) {
        if (requireNonNull(timeout, "timeout").isNegative()) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, description, "timeout is " + timeout);
        }
        Watch watch = new Watch(timeout);
        Outcome<T> known = outcome;
        while (known == null) {
            known = watch.look();
            if (known == null) {
                watch.pause();
            }
        }
        outcome = known;
        return known.get();
    }

    @Override
    public Operation<T> onProgress(ProgressListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public String toString() {
        return description + " (" + key + ")";
    }

    private Optional<OperationStatus> look() {
        return work.look().map(status -> switch (status.state()) {
            case RUNNING, SUCCEEDED -> status;
            case FAILED -> OperationStatus.failed(reason(status));
            case INDETERMINATE -> OperationStatus.indeterminate(reason(status));
        });
    }

    /** Makes the call that the work waits for. What came of it, the next look tells. */
    private void goOn() {
        calls.change("go on with " + description, Calls.returning(work::goOn), Optional::empty);
    }

    private Duration age() {
        return Duration.ofNanos(calls.time().nanoTime() - begun);
    }

    private DrException reason(OperationStatus status) {
        DrException reported = status.failure()
                .orElseGet(() -> DrException.of(ErrorCode.UNKNOWN, description, "the provider gives no reason"));
        return calls.failures().translate(description, reported, key, Effect.UNKNOWN);
    }

    private DrException failure(ErrorCode code, Effect effect, String problem, @Nullable Throwable cause) {
        return DrException.create(code, description, problem, more -> {
            more.effect(effect).retry(RetryAdvice.RECONCILE_FIRST).key(key).resource(calls.resource());
            if (cause != null) {
                more.cause(cause);
            }
            more.hint("The work goes on under the key " + key + ": await it again, or start it again with that key.");
        });
    }

    /** What an operation waits for. */
    interface Work<T> {

        /** Returns what work takes about as long. */
        WorkKind kind();

        /** Looks once; empty if the provider shows no trace of the work yet. */
        Optional<OperationStatus> look();

        /** Reads what the work made; empty if the provider does not show it yet. */
        Optional<Outcome<T>> result(String resultId);

        /** Makes the call that work needs which says so; harmless if it is repeated. */
        default void goOn() {}
    }

    /** How long an operation is awaited unless told, and how often it is looked at. */
    record Patience(Duration deadline, Pace pace) {}

    /** One call of await. */
    private final class Watch {
        private final Polling polling;
        private Effect effect = Effect.UNKNOWN;
        private String seen = "the provider shows no trace of the work";
        private @Nullable OperationStatus goingOn;
        private @Nullable Duration called;
        private @Nullable Duration lagging;
        private @Nullable Duration traceless;
        private @Nullable DrException unreadable;

        Watch(Duration timeout) {
            this.polling = new Polling(calls.time(), timeout);
        }

        /** Looks once; null if the work goes on. */
        @Nullable
        Outcome<T> look() {
            unreadable = null;
            Optional<OperationStatus> status = readIfPossible("look at " + description, DefaultOperation.this::look);
            if (status.isPresent()) {
                traceless = null;
                return judge(status.get());
            }
            lag();
            requireTrace();
            return null;
        }

        void pause() {
            if (polling.isOver()) {
                throw failure(
                        ErrorCode.DEADLINE_EXCEEDED,
                        effect,
                        "not done after " + polling.elapsed() + "; last seen: " + seen,
                        unreadable);
            }
            try {
                polling.pause(interval());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure(
                        ErrorCode.CANCELLED, effect, "the waiting thread was interrupted; last seen: " + seen, null);
            }
        }

        /**
         * What is not shown yet is awaited by how long it lags, and what a call began by how long ago that was: neither
         * by the age of the work, which may be hours.
         */
        private Duration interval() {
            if (lagging != null) {
                return patience.pace().afterwards(polling.elapsed().minus(lagging), Optional.empty());
            }
            OperationStatus status = requireNonNull(goingOn);
            return called == null
                    ? patience.pace().interval(age(), status)
                    : patience.pace().afterwards(polling.elapsed().minus(called), status.lookAgainAfter());
        }

        private void lag() {
            lagging = lagging == null ? polling.elapsed() : lagging;
        }

        private @Nullable Outcome<T> judge(OperationStatus status) {
            seen = status.toString();
            status.progress().ifPresent(listeners::tell);
            return switch (status.state()) {
                case RUNNING -> goesOn(status);
                case SUCCEEDED -> succeeded(status.resultId().orElse(""));
                case FAILED -> Outcome.failed(reason(status));
                case INDETERMINATE ->
                    throw failure(
                            ErrorCode.INDETERMINATE,
                            Effect.UNKNOWN,
                            reason(status).problem(),
                            reason(status));
            };
        }

        private @Nullable Outcome<T> goesOn(OperationStatus status) {
            if (status.needsCall()) {
                learn();
                called = called == null ? polling.elapsed() : called;
                call();
            }
            goingOn = status;
            lagging = null;
            return null;
        }

        /** A call that may succeed later is made again when the next look still asks for it. */
        private void call() {
            effect = Effect.APPLIED;
            try {
                goOn();
            } catch (DrException e) {
                boolean lost = e.effect() == Effect.UNKNOWN && e.code() != ErrorCode.INTERNAL;
                if (!lost && !Calls.isPassing(e)) {
                    throw calls.failures().copy(e, more -> more.effect(effect).key(key));
                }
                unreadable = e;
            }
        }

        private @Nullable Outcome<T> succeeded(String resultId) {
            lag();
            learn();
            effect = Effect.APPLIED;
            seen = "done, but '" + resultId + "' cannot be read yet";
            return readIfPossible("read what came of " + description, () -> work.result(resultId))
                    .orElse(null);
        }

        /** The provider has done its part; if that was so before the first look, nobody knows how long it took. */
        private void learn() {
            if (goingOn != null && called == null) {
                patience.pace().done(age());
            }
            goingOn = null;
        }

        private void requireTrace() {
            if (unreadable != null) {
                return;
            }
            traceless = traceless == null ? polling.elapsed() : traceless;
            if (polling.elapsed().minus(traceless).compareTo(TRACELESS) > 0) {
                throw failure(
                        ErrorCode.INDETERMINATE,
                        Effect.UNKNOWN,
                        "the provider has shown no trace of the work for " + TRACELESS,
                        null);
            }
        }

        /** Reads; empty also if the provider cannot answer now, for the work goes on. */
        private <R> Optional<R> readIfPossible(String operation, Supplier<Optional<R>> read) {
            try {
                return calls.read(operation, polling.left(), read);
            } catch (DrException e) {
                if (!Calls.isPassing(e)) {
                    throw calls.failures().copy(e, more -> more.effect(effect).key(key));
                }
                unreadable = e;
                return Optional.empty();
            }
        }
    }
}
