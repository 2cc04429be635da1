package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that a drill made and did not remove, as the journal and the provider tell of it together. Immutable.
 *
 * @since 0.1
 */
public final class Leftover {

    private final String runId;
    private final String stepId;
    private final String name;
    private final @Nullable OperationKey key;
    private final @Nullable Instant expiresAt;
    private final LeftoverState state;
    private final String reason;

    private Leftover(Builder builder) {
        this.runId = builder.runId;
        this.stepId = builder.stepId;
        this.name = builder.name;
        this.key = builder.key;
        this.expiresAt = builder.expiresAt;
        this.state = builder.state;
        this.reason = builder.reason;
    }

    /**
     * Describes a leftover. Defaults: of no step, without a name, a key or an expiry, as nothing but the run is known.
     */
    public static Leftover create(String runId, LeftoverState state, String reason, Consumer<Builder> more) {
        Builder builder = new Builder(runId, state, reason);
        more.accept(builder);
        return new Leftover(builder);
    }

    /** Returns the run that made it. */
    public String runId() {
        return runId;
    }

    /** Returns the step that made it; empty if the run's journal cannot be read. */
    public String stepId() {
        return stepId;
    }

    /** Returns what it is called at the provider: a copy's name, or a snapshot's id. */
    public String name() {
        return name;
    }

    /** Returns the key of the operation that made it. */
    public Optional<OperationKey> key() {
        return Optional.ofNullable(key);
    }

    /** Returns from when on it may be removed. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Returns whether a sweep removes it. */
    public LeftoverState state() {
        return state;
    }

    /** Returns why it stands so, in a sentence. */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "" : name + " ") + "of run " + runId + ": " + state + ", " + reason;
    }

    /**
     * Collects a leftover. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String runId;
        private final LeftoverState state;
        private final String reason;
        private String stepId = "";
        private String name = "";
        private @Nullable OperationKey key;
        private @Nullable Instant expiresAt;

        private Builder(String runId, LeftoverState state, String reason) {
            this.runId = requireNonNull(runId, "runId");
            this.state = requireNonNull(state, "state");
            this.reason = requireNonNull(reason, "reason");
        }

        /** Sets which step made it, and under which key. */
        public Builder step(String stepId, OperationKey key) {
            this.stepId = requireNonNull(stepId, "stepId");
            this.key = requireNonNull(key, "key");
            return this;
        }

        /** Sets what it is called at the provider. */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /** Sets from when on it may be removed. */
        public Builder expiresAt(Instant expiresAt) {
            this.expiresAt = requireNonNull(expiresAt, "expiresAt");
            return this;
        }
    }
}
