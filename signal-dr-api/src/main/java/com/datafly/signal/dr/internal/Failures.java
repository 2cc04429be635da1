package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of whatever escapes a driver one {@link DrException} that names the resource and the key and tells no secret.
 */
final class Failures {

    private final String resource;
    private final Redactor redactor;

    Failures(String resource, Redactor redactor) {
        this.resource = resource;
        this.redactor = redactor;
    }

    /**
     * Turns {@code failure} into the exception for the caller.
     *
     * @param effect what is to be assumed of an exception that is not the driver's report but a defect
     */
    DrException translate(String operation, Throwable failure, @Nullable OperationKey key, Effect effect) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (failure instanceof DrException reported) {
            return refine(reported, key);
        }
        return DrException.create(
                ErrorCode.INTERNAL,
                operation,
                redactor.redact("the provider's driver failed with " + failure),
                more -> {
                    more.effect(effect).resource(resource).cause(withoutSecrets(failure));
                    more.hint("This is a defect of the driver: please report it with the stack trace.");
                    if (key != null) {
                        more.key(key);
                    }
                });
    }

    /** Returns {@code failure}, or a copy that names resource and key and tells no secret. */
    private DrException refine(DrException failure, @Nullable OperationKey key) {
        boolean lacksNames =
                failure.resource().isEmpty() || (key != null && failure.key().isEmpty());
        return lacksNames || redactor.isTold(failure) ? copy(failure, more -> addNames(more, failure, key)) : failure;
    }

    private void addNames(DrException.Builder more, DrException failure, @Nullable OperationKey key) {
        if (failure.resource().isEmpty()) {
            more.resource(resource);
        }
        if (key != null && failure.key().isEmpty()) {
            more.key(key);
        }
    }

    /** Returns a copy of {@code failure}, redacted, in which {@code changes} were made. */
    DrException copy(DrException failure, Consumer<DrException.Builder> changes) {
        DrException copy = DrException.create(
                failure.code(), redactor.redact(failure.operation()), redactor.redact(failure.problem()), more -> {
                    more.effect(failure.effect());
                    failure.retryAfter().ifPresent(more::retryAfter);
                    more.retry(failure.retry());
                    failure.resource().map(redactor::redact).ifPresent(more::resource);
                    failure.key().ifPresent(more::key);
                    failure.requestId().map(redactor::redact).ifPresent(more::requestId);
                    failure.hint().map(redactor::redact).ifPresent(more::hint);
                    failure.details().forEach((name, value) -> more.detail(name, redactor.redact(value)));
                    if (failure.getCause() != null) {
                        more.cause(withoutSecrets(failure.getCause()));
                    }
                    changes.accept(more);
                });
        copy.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(withoutSecrets(suppressed));
        }
        return copy;
    }

    /** Returns an exception that tells that the outcome of {@code failure}'s operation cannot be decided. */
    DrException indeterminate(DrException failure, String evidence) {
        return DrException.create(
                ErrorCode.INDETERMINATE,
                failure.operation(),
                evidence + "; the answer was lost: " + failure.problem(),
                more -> {
                    more.effect(Effect.UNKNOWN)
                            .retry(RetryAdvice.RECONCILE_FIRST)
                            .cause(failure);
                    failure.resource().ifPresent(more::resource);
                    failure.key().ifPresent(more::key);
                    more.hint(failure.key()
                            .map(key -> "Look for work with the key " + key
                                    + " at the provider; once you know, call again" + " with the same key.")
                            .orElse("Look at the resource at the provider before you repeat the call."));
                });
    }

    private Throwable withoutSecrets(Throwable cause) {
        return redactor.isTold(cause) ? RedactedException.of(cause, redactor) : cause;
    }
}
