package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container of a pod as it is now. Immutable.
 *
 * @since 0.1
 */
public final class ContainerState {

    private final String name;
    private final Phase phase;
    private final Builder values;

    private ContainerState(String name, Phase phase, Builder values) {
        this.name = name;
        this.phase = phase;
        this.values = values;
    }

    /** Describes one; what is not set is absent, or zero. */
    public static ContainerState create(String name, Phase phase, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new ContainerState(requireNonNull(name, "name"), requireNonNull(phase, "phase"), builder.copy());
    }

    /** Returns its name within the pod. */
    public String name() {
        return name;
    }

    /** Returns whether it runs. */
    public Phase phase() {
        return phase;
    }

    /** Tells whether it runs, and ends, before the others. */
    public boolean init() {
        return values.init;
    }

    /** Tells whether it may be sent work. */
    public boolean ready() {
        return values.ready;
    }

    /** Returns how often it was started again. */
    public int restarts() {
        return values.restarts;
    }

    /** Returns its image, as the template names it. */
    public Optional<String> image() {
        return Optional.ofNullable(values.image);
    }

    /** Returns the image that really runs, with its digest, as the platform names it. */
    public Optional<String> imageId() {
        return Optional.ofNullable(values.imageId);
    }

    /** Returns why it waits or ended, in the platform's own word, as in {@code CrashLoopBackOff}. */
    public Optional<String> reason() {
        return Optional.ofNullable(values.reason);
    }

    /** Returns why the one before it ended, in the platform's own word, as in {@code OOMKilled}. */
    public Optional<String> lastReason() {
        return Optional.ofNullable(values.lastReason);
    }

    /** Returns how the one before it, or it itself, exited. */
    public OptionalInt exitCode() {
        return values.exitCode == null ? OptionalInt.empty() : OptionalInt.of(values.exitCode);
    }

    /** Returns when it was started. */
    public Optional<Instant> startedAt() {
        return Optional.ofNullable(values.startedAt);
    }

    @Override
    public String toString() {
        return name + " " + phase + reason().map(reason -> " (" + reason + ")").orElse("");
    }

    /** Whether a container runs. */
    public enum Phase {
        /** Not yet, or not again. */
        WAITING,
        /** It runs. */
        RUNNING,
        /** It has ended. */
        TERMINATED
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private boolean init;
        private boolean ready;
        private int restarts;
        private @Nullable String image;
        private @Nullable String imageId;
        private @Nullable String reason;
        private @Nullable String lastReason;
        private @Nullable Integer exitCode;
        private @Nullable Instant startedAt;

        private Builder() {}

        /** Sets whether it runs before the others. */
        public Builder init(boolean init) {
            this.init = init;
            return this;
        }

        /** Sets whether it is ready, and how often it was started again. */
        public Builder ready(boolean ready, int restarts) {
            this.ready = ready;
            this.restarts = restarts;
            return this;
        }

        /** Sets its image, and the one that really runs. */
        public Builder image(@Nullable String image, @Nullable String imageId) {
            this.image = image;
            this.imageId = imageId;
            return this;
        }

        /** Sets why it waits or ended. */
        public Builder reason(@Nullable String reason) {
            this.reason = reason;
            return this;
        }

        /** Sets how the one before it, or it itself, ended. */
        public Builder last(@Nullable String reason, @Nullable Integer exitCode) {
            this.lastReason = reason;
            this.exitCode = exitCode;
            return this;
        }

        /** Sets when it was started. */
        public Builder startedAt(@Nullable Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        private Builder copy() {
            return new Builder()
                    .init(init)
                    .ready(ready, restarts)
                    .image(image, imageId)
                    .reason(reason)
                    .last(lastReason, exitCode)
                    .startedAt(startedAt);
        }
    }
}
