package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Work at a provider that goes by a key. */
public final class Work {

    /** How long an answer that something is gone is doubted: reads may lag behind changes. */
    private static final Duration DOUBT = Duration.ofSeconds(2);

    private Work() {}

    /** Notes an operation in the journal and waits for its end, as long as the step may take. */
    static <T> T await(StepContext context, Operation<T> operation) {
        context.observed(operation.key() + ": " + operation.description());
        return finish(context, operation);
    }

    /** Waits for the end of an operation that needs no note, for its resource is known. */
    static <T> T finish(StepContext context, Operation<T> operation) {
        Duration remaining = context.remaining();
        return operation.onProgress(context.progress()).await(remaining.isNegative() ? Duration.ZERO : remaining);
    }

    /**
     * Looks what became of the work of the context's key. Whatever is there is adopted by acting again under the same
     * key, which drivers never take for new work.
     *
     * @param isThere tells, by the provider's name for it, whether what the work made is still there
     */
    static <O> Sighting<O> sight(StepContext context, Predicate<String> isThere) {
        return sight(context, () -> internal(context.database()).sight(context.key()), isThere);
    }

    /** Looks likewise, by a look of its own. */
    static <O> Sighting<O> sight(
            StepContext context, Supplier<Optional<OperationStatus>> look, Predicate<String> isThere) {
        try {
            return look.get()
                    .map(status -> Work.<O>judge(context, status, isThere))
                    .orElseGet(() -> Sighting.notStarted("the provider shows no trace of the key " + context.key()
                            + ", and acting under it again" + " adopts what may still appear"));
        } catch (DrException e) {
            return unreadable(e);
        }
    }

    private static <O> Sighting<O> judge(StepContext context, OperationStatus status, Predicate<String> isThere) {
        return switch (status.state()) {
            case RUNNING -> Sighting.running("the provider works on " + context.key() + ": " + status);
            case SUCCEEDED -> made(context, status.resultId().orElse(""), isThere);
            case FAILED -> Sighting.failed(reason(context, status));
            case INDETERMINATE ->
                Sighting.unknown(
                        "the provider's state of " + context.key() + " cannot be read: " + reason(context, status));
        };
    }

    private static <O> Sighting<O> made(StepContext context, String id, Predicate<String> isThere) {
        return settled(context, () -> Optional.of(id).filter(isThere)).isEmpty()
                ? Sighting.unknown("the provider says that " + context.key() + " made '" + id
                        + "', but there is none; somebody may have removed it since")
                : Sighting.running("done: '" + id + "' carries " + context.key());
    }

    private static DrException reason(StepContext context, OperationStatus status) {
        return status.failure()
                .orElseGet(() -> DrException.create(
                        ErrorCode.UNKNOWN,
                        context.stepId(),
                        "the provider gives no reason",
                        failure -> failure.key(context.key())));
    }

    /** A failed look says nothing of the work; an interrupt is the caller's affair. */
    public static <O> Sighting<O> unreadable(DrException failure) {
        if (failure.code() == ErrorCode.CANCELLED) {
            throw failure;
        }
        return Sighting.unknown("the provider cannot be asked: " + failure.getMessage());
    }

    /** Looks for something that was there once; that it is gone is believed only after a second look. */
    static <T> Optional<T> settled(StepContext context, Supplier<Optional<T>> look) {
        Optional<T> seen = look.get();
        if (seen.isPresent()) {
            return seen;
        }
        pause(context, DOUBT);
        return look.get();
    }

    /** Waits, on the run's time. */
    public static void pause(StepContext context, Duration duration) {
        try {
            context.time().sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, context.stepId(), "the waiting thread was interrupted");
        }
    }

    /** Returns the one implementation that there is, for what the engine needs beyond the API. */
    static DefaultDatabase internal(Database database) {
        return (DefaultDatabase) database;
    }

    /** Returns {@code base}, marked from the second attempt on, for the first one's leftovers may have the name. */
    static String attempt(int generation, String base) {
        return generation == 0 ? base : base + "-" + (generation + 1);
    }

    static <T> Optional<T> unlessMissing(Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
