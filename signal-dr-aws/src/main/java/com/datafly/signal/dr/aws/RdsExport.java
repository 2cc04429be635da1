package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What RDS says of an export to S3 at one moment.
 *
 * @since 0.1
 */
public final class RdsExport {

    private final String id;
    private final State state;
    private final String source;
    private final int percent;
    private final @Nullable String place;
    private final @Nullable String failure;
    private final @Nullable String warning;

    private RdsExport(Builder builder) {
        this.id = builder.id;
        this.state = builder.state;
        this.source = builder.source;
        this.percent = builder.percent;
        this.place = builder.place;
        this.failure = builder.failure;
        this.warning = builder.warning;
    }

    /** Describes an export. Defaults: nothing done, nothing else known. */
    public static RdsExport create(String id, State state, String source, Consumer<Builder> more) {
        Builder builder = new Builder(id, state, source);
        more.accept(builder);
        return new RdsExport(builder);
    }

    /** Returns RDS's name for it. */
    public String id() {
        return id;
    }

    /** Returns how far it is. */
    public State state() {
        return state;
    }

    /** Returns the ARN of the snapshot. */
    public String source() {
        return source;
    }

    /** Returns how much is done, in percent. */
    public int percent() {
        return percent;
    }

    /** Returns where it is written, as in {@code s3://bucket/prefix}. */
    public Optional<String> place() {
        return Optional.ofNullable(place);
    }

    /** Returns why it failed. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns what RDS warns of, as of tables that were left out. */
    public Optional<String> warning() {
        return Optional.ofNullable(warning);
    }

    @Override
    public String toString() {
        return id + " is " + state + " (" + percent + " %)";
    }

    /**
     * How far an export is. More may be added.
     *
     * @since 0.1
     */
    public enum State {
        /** It begins. */
        STARTING,
        /** It goes on. */
        IN_PROGRESS,
        /** Everything is written. */
        COMPLETE,
        /** It is being cancelled. */
        CANCELING,
        /** It was cancelled. */
        CANCELED,
        /** It failed. */
        FAILED,
        /** RDS shows a state that this library has no name for. */
        UNKNOWN
    }

    /**
     * Collects a description. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String id;
        private final State state;
        private final String source;
        private int percent;
        private @Nullable String place;
        private @Nullable String failure;
        private @Nullable String warning;

        private Builder(String id, State state, String source) {
            this.id = requireNonNull(id, "id");
            this.state = requireNonNull(state, "state");
            this.source = requireNonNull(source, "source");
        }

        /** Sets how much is done, in percent. */
        public Builder percent(int percent) {
            this.percent = percent;
            return this;
        }

        /** Sets where it is written. */
        public Builder place(String place) {
            this.place = requireNonNull(place, "place");
            return this;
        }

        /** Sets why it failed. */
        public Builder failure(String failure) {
            this.failure = requireNonNull(failure, "failure");
            return this;
        }

        /** Sets what RDS warns of. */
        public Builder warning(String warning) {
            this.warning = requireNonNull(warning, "warning");
            return this;
        }
    }
}
