package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a container's log is wanted. Immutable.
 *
 * @since 0.1
 */
public final class LogQuery {

    private final Builder values;

    private LogQuery(Builder values) {
        this.values = values;
    }

    /**
     * Describes a query; by default the last 10 lines, at most 1 MiB, of what runs; who takes it says of which
     * containers.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if a number is not positive
     */
    public static LogQuery create(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new LogQuery(builder.copy());
    }

    /** Returns which container, if one is named. */
    public Optional<String> container() {
        return Optional.ofNullable(values.container);
    }

    /** Returns how many lines, from the end. */
    public int tail() {
        return values.tail;
    }

    /** Returns how many bytes at most, of one container. */
    public int limitBytes() {
        return values.limitBytes;
    }

    /** Returns from when on. */
    public Optional<Instant> since() {
        return Optional.ofNullable(values.since);
    }

    /** Tells whether the log of the container that ran before is meant. */
    public boolean previous() {
        return values.previous;
    }

    /**
     * Collects a query. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private @Nullable String container;
        private int tail = 10;
        private int limitBytes = 1 << 20;
        private @Nullable Instant since;
        private boolean previous;

        private Builder() {}

        /** Sets which container. */
        public Builder container(@Nullable String container) {
            this.container = container;
            return this;
        }

        /** Sets how many lines, from the end. */
        public Builder tail(int tail) {
            this.tail = positive("tail", tail);
            return this;
        }

        /** Sets how many bytes at most, of one container. */
        public Builder limitBytes(int limitBytes) {
            this.limitBytes = positive("limitBytes", limitBytes);
            return this;
        }

        /** Sets from when on. */
        public Builder since(@Nullable Instant since) {
            this.since = since;
            return this;
        }

        /** Means the log of the container that ran before. */
        public Builder previous(boolean previous) {
            this.previous = previous;
            return this;
        }

        private static int positive(String field, int value) {
            if (value <= 0) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "read logs",
                        field + " is " + value,
                        failure -> failure.hint("Give a number above 0."));
            }
            return value;
        }

        private Builder copy() {
            return new Builder()
                    .container(container)
                    .tail(tail)
                    .limitBytes(limitBytes)
                    .since(since)
                    .previous(previous);
        }
    }
}
