package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a workload's pods have the newest template. Immutable.
 *
 * @since 0.1
 */
public final class RolloutState {

    private final Builder values;

    private RolloutState(Builder values) {
        this.values = values;
    }

    /** Describes one; what is not set is absent, or zero. */
    public static RolloutState create(Strategy strategy, ReplicaCounts counts, Consumer<Builder> more) {
        Builder builder = new Builder(requireNonNull(strategy, "strategy"), requireNonNull(counts, "counts"));
        more.accept(builder);
        return new RolloutState(builder.copy());
    }

    /** Returns how pods are replaced. */
    public Strategy strategy() {
        return values.strategy;
    }

    /** Returns how many pods there are. */
    public ReplicaCounts counts() {
        return values.counts;
    }

    /** Returns the number of the newest specification. */
    public long generation() {
        return values.generation;
    }

    /** Returns the number of the specification that the controller has seen; 0 before it has seen one. */
    public long observedGeneration() {
        return values.observedGeneration;
    }

    /** Tells whether a change of the template waits until somebody ends the pause. */
    public boolean paused() {
        return values.paused;
    }

    /** Returns from which ordinal on pods are replaced, where that is restricted. */
    public OptionalInt partition() {
        return values.partition < 0 ? OptionalInt.empty() : OptionalInt.of(values.partition);
    }

    /** Returns the revision that all pods had before. */
    public Optional<String> currentRevision() {
        return Optional.ofNullable(values.currentRevision);
    }

    /** Returns the revision that pods get now; a DaemonSet does not tell it. */
    public Optional<String> updateRevision() {
        return Optional.ofNullable(values.updateRevision);
    }

    /** Returns why the controller gave the rollout up, if it did; of a Job, why it was given up. */
    public Optional<String> failure() {
        return Optional.ofNullable(values.failure);
    }

    /** Returns why the controller cannot make pods for now, if it says so: a quota, or somebody who refuses them. */
    public Optional<String> hindrance() {
        return Optional.ofNullable(values.hindrance);
    }

    @Override
    public String toString() {
        return values.strategy + " " + values.counts + ", generation " + values.observedGeneration + " of "
                + values.generation;
    }

    /**
     * How pods are replaced when the template changes.
     *
     * @since 0.1
     */
    public enum Strategy {
        /** A few at a time. */
        ROLLING,
        /** All are stopped first. */
        RECREATE,
        /** Only when somebody deletes one. */
        ON_DELETE,
        /** Not at all: the template counts for the next pod. */
        NONE
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Strategy strategy;
        private final ReplicaCounts counts;
        private long generation;
        private long observedGeneration;
        private boolean paused;
        private int partition = -1;
        private @Nullable String currentRevision;
        private @Nullable String updateRevision;
        private @Nullable String failure;
        private @Nullable String hindrance;

        private Builder(Strategy strategy, ReplicaCounts counts) {
            this.strategy = strategy;
            this.counts = counts;
        }

        /** Sets the numbers of the newest specification and of the one that the controller has seen. */
        public Builder generations(long generation, long observed) {
            this.generation = generation;
            this.observedGeneration = observed;
            return this;
        }

        /** Sets whether a change of the template waits. */
        public Builder paused(boolean paused) {
            this.paused = paused;
            return this;
        }

        /** Sets from which ordinal on pods are replaced. */
        public Builder partition(int partition) {
            this.partition = partition;
            return this;
        }

        /** Sets the revisions that pods have and get. */
        public Builder revisions(@Nullable String current, @Nullable String update) {
            this.currentRevision = current;
            this.updateRevision = update;
            return this;
        }

        /** Sets why the controller gave up. */
        public Builder failure(@Nullable String failure) {
            this.failure = failure;
            return this;
        }

        /** Sets why the controller cannot make pods for now. */
        public Builder hindrance(@Nullable String hindrance) {
            this.hindrance = hindrance;
            return this;
        }

        private Builder copy() {
            return new Builder(strategy, counts)
                    .generations(generation, observedGeneration)
                    .paused(paused)
                    .partition(partition)
                    .revisions(currentRevision, updateRevision)
                    .failure(failure)
                    .hindrance(hindrance);
        }
    }
}
