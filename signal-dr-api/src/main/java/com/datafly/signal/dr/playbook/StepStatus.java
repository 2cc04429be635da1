package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one step of a run stands, as the journal has it. Immutable.
 *
 * @since 0.1
 */
public final class StepStatus {

    private final String id;
    private final String title;
    private final StepKind kind;
    private final StepState state;
    private final int generation;
    private final @Nullable OperationKey key;
    private final @Nullable Instant startedAt;
    private final Duration duration;
    private final List<String> observed;
    private final @Nullable String failure;

    private StepStatus(Builder builder) {
        this.id = builder.id;
        this.title = builder.title;
        this.kind = builder.kind;
        this.state = builder.state;
        this.generation = builder.generation;
        this.key = builder.key;
        this.startedAt = builder.startedAt;
        this.duration = builder.duration;
        this.observed = List.copyOf(builder.observed);
        this.failure = builder.failure;
    }

    /** Describes a step; what is not set is not known. */
    public static StepStatus create(String id, StepKind kind, StepState state, Consumer<Builder> more) {
        Builder builder = new Builder(id, kind, state);
        more.accept(builder);
        return new StepStatus(builder);
    }

    /** Returns the step's id. */
    public String id() {
        return id;
    }

    /** Returns what it does, in a few words. */
    public String title() {
        return title;
    }

    /** Returns what it leaves behind. */
    public StepKind kind() {
        return kind;
    }

    /** Returns where it stands. */
    public StepState state() {
        return state;
    }

    /** Returns the number of the newest attempt, from 0. */
    public int generation() {
        return generation;
    }

    /** Returns the key of the newest attempt; empty if none was begun. */
    public Optional<OperationKey> key() {
        return Optional.ofNullable(key);
    }

    /** Returns when the newest attempt began, by the wall clock. */
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    /** Returns how long it took to come to rest, without the time in which no runner was alive; zero before that. */
    public Duration duration() {
        return duration;
    }

    /** Returns under what names the provider does the work, as far as they were seen. */
    public List<String> observed() {
        return observed;
    }

    /** Returns what went wrong, or the evidence where nobody can tell, secrets masked. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String toString() {
        return id + " " + state;
    }

    /**
     * Collects what is known of a step. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String id;
        private final StepKind kind;
        private final StepState state;
        private final List<String> observed = new ArrayList<>();
        private String title;
        private int generation;
        private @Nullable OperationKey key;
        private @Nullable Instant startedAt;
        private Duration duration = Duration.ZERO;
        private @Nullable String failure;

        private Builder(String id, StepKind kind, StepState state) {
            this.id = requireNonNull(id, "id");
            this.kind = requireNonNull(kind, "kind");
            this.state = requireNonNull(state, "state");
            this.title = id;
        }

        /** Sets what the step does. */
        public Builder title(String title) {
            this.title = requireNonNull(title, "title");
            return this;
        }

        /** Sets the newest attempt. */
        public Builder attempt(int generation, OperationKey key, Instant startedAt) {
            this.generation = generation;
            this.key = requireNonNull(key, "key");
            this.startedAt = requireNonNull(startedAt, "startedAt");
            return this;
        }

        /** Sets how long it took. */
        public Builder duration(Duration duration) {
            this.duration = requireNonNull(duration, "duration");
            return this;
        }

        /** Adds a name under which the provider does the work. */
        public Builder observed(String operation) {
            observed.add(requireNonNull(operation, "operation"));
            return this;
        }

        /** Sets what went wrong. */
        public Builder failure(String failure) {
            this.failure = requireNonNull(failure, "failure");
            return this;
        }
    }
}
