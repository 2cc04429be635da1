package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library: what failed, why, what to do, and whether anything happened.
 *
 * <p>The message reads {@code operation: problem}, followed by a line {@code HINT: } where a person can act. Secrets
 * never enter it: {@link Secret} values are not printable, and details are given by name.
 *
 * @since 0.1
 */
public final class DrException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Effect effect;
    private final RetryAdvice retry;
    private final transient @Nullable Duration retryAfter;
    private final String operation;
    private final String problem;
    private final @Nullable String resource;
    private final transient @Nullable OperationKey key;
    private final @Nullable String requestId;
    private final @Nullable String hint;
    private final transient Map<String, String> details;

    private DrException(Builder builder) {
        super(message(builder), builder.cause);
        this.code = builder.code;
        this.effect = builder.effect;
        this.retry = builder.effect == Effect.UNKNOWN ? RetryAdvice.RECONCILE_FIRST : builder.retry;
        this.retryAfter = builder.retryAfter;
        this.operation = builder.operation;
        this.problem = builder.problem;
        this.resource = builder.resource;
        this.key = builder.key;
        this.requestId = builder.requestId;
        this.hint = builder.hint;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(builder.details));
    }

    /**
     * Creates a failure that changed nothing and that repetition will not mend.
     *
     * @param operation what was tried and on what, as in {@code back up localhost:5432}
     * @param problem what was wrong, in lower case and without a final stop
     */
    public static DrException of(ErrorCode code, String operation, String problem) {
        return create(code, operation, problem, failure -> {});
    }

    /**
     * Creates a failure. Defaults: effect {@link Effect#NONE}, retry {@link RetryAdvice#NEVER}; an effect of
     * {@link Effect#UNKNOWN} turns the advice into {@link RetryAdvice#RECONCILE_FIRST}.
     *
     * @param operation what was tried and on what, as in {@code back up localhost:5432}
     * @param problem what was wrong, in lower case and without a final stop
     */
    public static DrException create(ErrorCode code, String operation, String problem, Consumer<Builder> more) {
        Builder builder = new Builder(code, operation, problem);
        more.accept(builder);
        return new DrException(builder);
    }

    /** Returns what went wrong, in a provider-neutral term. */
    public ErrorCode code() {
        return code;
    }

    /** Returns whether the failed operation changed anything. */
    public Effect effect() {
        return effect;
    }

    /** Returns what the caller may do next. */
    public RetryAdvice retry() {
        return retry;
    }

    /** Returns how long to wait before a repetition, where the provider or the library knows. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Returns what was tried and on what. */
    public String operation() {
        return operation;
    }

    /** Returns what was wrong, in lower case and without a final stop. */
    public String problem() {
        return problem;
    }

    /** Returns the address of the resource concerned. */
    public Optional<String> resource() {
        return Optional.ofNullable(resource);
    }

    /** Returns the key under which the work can be looked up. */
    public Optional<OperationKey> key() {
        return Optional.ofNullable(key);
    }

    /** Returns the provider's own name for the call that failed. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** Returns what a person can do about it. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** Returns further facts by name, secrets excluded. */
    public Map<String, String> details() {
        return details;
    }

    private static String message(Builder builder) {
        String message = builder.operation + ": " + builder.problem;
        return builder.hint == null ? message : message + System.lineSeparator() + "HINT: " + builder.hint;
    }

    /**
     * Collects what is known of a failure. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final ErrorCode code;
        private final String operation;
        private final String problem;
        private final Map<String, String> details = new LinkedHashMap<>();
        private Effect effect = Effect.NONE;
        private RetryAdvice retry = RetryAdvice.NEVER;
        private @Nullable Duration retryAfter;
        private @Nullable String resource;
        private @Nullable OperationKey key;
        private @Nullable String requestId;
        private @Nullable String hint;
        private @Nullable Throwable cause;

        private Builder(ErrorCode code, String operation, String problem) {
            this.code = requireNonNull(code, "code");
            this.operation = requireNonNull(operation, "operation");
            this.problem = requireNonNull(problem, "problem");
        }

        /** Sets whether anything was changed. {@link Effect#UNKNOWN} implies {@link RetryAdvice#RECONCILE_FIRST}. */
        public Builder effect(Effect effect) {
            this.effect = requireNonNull(effect, "effect");
            return this;
        }

        /** Sets what the caller may do next. */
        public Builder retry(RetryAdvice retry) {
            this.retry = requireNonNull(retry, "retry");
            return this;
        }

        /** Sets the time to wait, and the advice to {@link RetryAdvice#AFTER}. */
        public Builder retryAfter(Duration retryAfter) {
            this.retryAfter = requireNonNull(retryAfter, "retryAfter");
            this.retry = RetryAdvice.AFTER;
            return this;
        }

        /** Sets the address of the resource concerned. */
        public Builder resource(String resource) {
            this.resource = requireNonNull(resource, "resource");
            return this;
        }

        /** Sets the key under which the work can be looked up. */
        public Builder key(OperationKey key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        /** Sets the provider's own name for the call. */
        public Builder requestId(String requestId) {
            this.requestId = requireNonNull(requestId, "requestId");
            return this;
        }

        /** Sets what a person can do about it: a full sentence, without the word HINT. */
        public Builder hint(String hint) {
            this.hint = requireNonNull(hint, "hint");
            return this;
        }

        /** Adds a fact by name. Values must be free of secrets. */
        public Builder detail(String name, Object value) {
            this.details.put(requireNonNull(name, "name"), String.valueOf(value));
            return this;
        }

        /** Sets the failure that caused this one. */
        public Builder cause(Throwable cause) {
            this.cause = requireNonNull(cause, "cause");
            return this;
        }
    }
}
