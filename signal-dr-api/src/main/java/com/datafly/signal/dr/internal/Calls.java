package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the driver of one resource: paced, repeated where that is safe, under one deadline, and with one kind of
 * failure.
 *
 * <p>A read is repeated when its failure says so. A change is repeated only after a look showed that the attempt before
 * it left no trace; if its outcome is unknown, it is adopted or given up as indeterminate, never repeated.
 */
final class Calls {

    /** How long answers may lag behind changes before "no trace" is taken for an answer. */
    static final Duration SETTLING = Duration.ofSeconds(30);

    /** Control planes of clouds allow a few dozen calls per second. */
    private static final int CONTROL_CALLS_PER_SECOND = 50;

    /** One request of an event stream asks about thousands of things. */
    private static final int STREAM_CALLS_PER_SECOND = 200;

    /** An API server shares itself out fairly, and lists of a namespace are few. */
    private static final int PLATFORM_CALLS_PER_SECOND = 50;

    /** Object stores are made for thousands, and a restore needs them. */
    private static final int STORE_CALLS_PER_SECOND = 3000;

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);

    private final String resource;
    private final Failures failures;
    private final Resilience resilience;
    private final TimeSource time;
    private volatile boolean closed;

    private Calls(String resource, Redactor redactor, Resilience resilience, TimeSource time) {
        this.resource = resource;
        this.failures = new Failures(resource, redactor);
        this.resilience = resilience;
        this.time = time;
    }

    /** Calls the control plane of a database. */
    static Calls toDatabase(String resource, Redactor redactor, TimeSource time) {
        return new Calls(resource, redactor, new Resilience(resource, CONTROL_CALLS_PER_SECOND, time), time);
    }

    /** Calls an event stream. */
    static Calls toEvents(String resource, Redactor redactor, TimeSource time) {
        return new Calls(resource, redactor, new Resilience(resource, STREAM_CALLS_PER_SECOND, time), time);
    }

    /** Calls a platform. */
    static Calls toPlatform(String resource, Redactor redactor, TimeSource time) {
        return new Calls(resource, redactor, new Resilience(resource, PLATFORM_CALLS_PER_SECOND, time), time);
    }

    /** Calls an object store. */
    static Calls toStore(String resource, Redactor redactor, TimeSource time) {
        return new Calls(resource, redactor, new Resilience(resource, STORE_CALLS_PER_SECOND, time), time);
    }

    String resource() {
        return resource;
    }

    TimeSource time() {
        return time;
    }

    Failures failures() {
        return failures;
    }

    /** Lets no call through from now on. */
    void close() {
        closed = true;
    }

    /** Reads, within the usual time. */
    <T> T read(String operation, Supplier<T> call) {
        return read(operation, Resilience.BUDGET, call);
    }

    /** Reads, within {@code allowed}. */
    <T> T read(String operation, Duration allowed, Supplier<T> call) {
        RetryBudget budget = resilience.budget(allowed);
        while (true) {
            try {
                return attempt(operation, null, Effect.NONE, budget, call);
            } catch (DrException failure) {
                if (!isPassing(failure)) {
                    throw failure;
                }
                budget.pauseAfter(failure);
            }
        }
    }

    /** Looks for work to adopt, before any is started. */
    boolean isBegun(OperationKey key, Supplier<Optional<OperationStatus>> find) {
        return read("look for " + key, () -> begun(find.get())).isPresent();
    }

    /** Leaves out work that failed without an effect: it can be started again under the same key. */
    static Optional<OperationStatus> begun(Optional<OperationStatus> found) {
        return found.filter(status -> status.failure()
                .filter(failure -> status.state() == OperationState.FAILED && failure.effect() == Effect.NONE)
                .isEmpty());
    }

    /** Starts work under {@code key}; {@code find} looks that work up. */
    void start(String operation, OperationKey key, Runnable call, Supplier<Optional<OperationStatus>> find) {
        RetryBudget budget = resilience.budget(Resilience.BUDGET);
        while (true) {
            try {
                attempt(operation, key, Effect.UNKNOWN, budget, returning(call));
                return;
            } catch (DrException failure) {
                boolean ambiguous = failure.effect() == Effect.UNKNOWN;
                if (!ambiguous && !isPassing(failure)) {
                    throw failure;
                }
                if (isFound(failure, find)) {
                    return;
                }
                if (ambiguous) {
                    throw failures.indeterminate(failure, "the provider shows no trace of the work");
                }
                budget.pauseAfter(failure);
            }
        }
    }

    /**
     * Makes a change that has the same effect however often it is made.
     *
     * @param done looks, once an attempt's outcome is unknown, for the change's result
     */
    <T> T change(String operation, Supplier<T> call, Supplier<Optional<T>> done) {
        RetryBudget budget = resilience.budget(Resilience.BUDGET);
        boolean ambiguous = false;
        while (true) {
            try {
                return attempt(operation, null, Effect.UNKNOWN, budget, call);
            } catch (DrException failure) {
                ambiguous |= failure.effect() == Effect.UNKNOWN;
                Optional<T> found = ambiguous ? reconcile(failure, done) : Optional.empty();
                if (found.isPresent()) {
                    return found.get();
                }
                boolean repeat = isPassing(failure)
                        || (failure.effect() == Effect.UNKNOWN && failure.code() != ErrorCode.INTERNAL);
                DrException reported =
                        ambiguous ? failures.copy(failure, more -> more.effect(Effect.UNKNOWN)) : failure;
                if (!repeat) {
                    throw reported;
                }
                budget.pauseAfter(reported);
            }
        }
    }

    /**
     * Makes a change that must not be made twice, and is made again only where it was refused for now.
     *
     * @param done looks for the change's result if the outcome is unknown
     */
    <T> T changeOnce(String operation, Supplier<T> call, Supplier<Optional<T>> done) {
        RetryBudget budget = resilience.budget(Resilience.BUDGET);
        while (true) {
            try {
                return attempt(operation, null, Effect.UNKNOWN, budget, call);
            } catch (DrException failure) {
                if (failure.effect() == Effect.UNKNOWN) {
                    return reconcile(failure, done)
                            .orElseThrow(() -> failures.indeterminate(failure, "what was written is not there"));
                }
                if (!isPassing(failure)) {
                    throw failure;
                }
                budget.pauseAfter(failure);
            }
        }
    }

    private <T> Optional<T> reconcile(DrException failure, Supplier<Optional<T>> done) {
        try {
            return done.get();
        } catch (DrException unreadable) {
            failure.addSuppressed(unreadable);
            throw failures.indeterminate(failure, "the provider cannot be asked what happened");
        }
    }

    /** Tells whether the same call may succeed later, nothing having happened so far. */
    static boolean isPassing(DrException failure) {
        return failure.effect() == Effect.NONE
                && (failure.retry() == RetryAdvice.SAFE || failure.retry() == RetryAdvice.AFTER);
    }

    private boolean isFound(DrException failure, Supplier<Optional<OperationStatus>> find) {
        RetryBudget looks = resilience.budget(SETTLING);
        try {
            while (true) {
                if (read("look for " + failure.operation(), SETTLING, find).isPresent()) {
                    return true;
                }
                if (failure.effect() == Effect.NONE || looks.left().compareTo(LOOK_INTERVAL) < 0) {
                    return false;
                }
                looks.pause(LOOK_INTERVAL, failure);
            }
        } catch (DrException unreadable) {
            if (unreadable.code() == ErrorCode.CANCELLED) {
                throw unreadable;
            }
            failure.addSuppressed(unreadable);
            if (failure.effect() == Effect.NONE) {
                throw failure;
            }
            throw failures.indeterminate(failure, "the provider cannot be asked for the work");
        }
    }

    private <T> T attempt(
            String operation, @Nullable OperationKey key, Effect ifDefect, RetryBudget budget, Supplier<T> call) {
        admit(operation, budget);
        long start = time.nanoTime();
        try {
            T result = call.get();
            resilience.breaker().onSuccess(time.nanoTime() - start, TimeUnit.NANOSECONDS);
            return result;
        } catch (Throwable thrown) {
            DrException failure = failures.translate(operation, thrown, key, ifDefect);
            resilience.breaker().onError(time.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
            throw failure;
        }
    }

    /** Waits for the rate limit's and the circuit breaker's permission. */
    private void admit(String operation, RetryBudget budget) {
        if (closed) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    resource + " was closed",
                    failure -> failure.resource(resource).hint("Keep the SignalDr open while its resources are used."));
        }
        Duration wait = resilience.reserveCall();
        if (!wait.isZero()) {
            DrException busy = refusal(ErrorCode.THROTTLED, operation, "too many calls at once, limited here");
            if (wait.compareTo(budget.left()) > 0) {
                throw busy;
            }
            budget.pause(wait, busy);
        }
        while (!resilience.breaker().tryAcquirePermission()) {
            budget.pauseAfter(refusal(
                    ErrorCode.UNAVAILABLE,
                    operation,
                    "left alone for a while, for most calls of late could not reach it"));
        }
    }

    private DrException refusal(ErrorCode code, String operation, String problem) {
        return DrException.create(
                code,
                operation,
                problem,
                failure -> failure.retry(RetryAdvice.SAFE).resource(resource));
    }

    /** Makes a supplier of something to be run. */
    static Supplier<Boolean> returning(Runnable call) {
        return () -> {
            call.run();
            return true;
        };
    }
}
