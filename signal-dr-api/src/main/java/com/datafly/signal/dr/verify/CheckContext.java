package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link Check} is given: the database to look at, a clock, the time that is left, and somebody to tell.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class CheckContext {

    private static final Logger LOG = LoggerFactory.getLogger(CheckContext.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final long deadline;
    private final Consumer<String> progress;

    private CheckContext(Builder builder) {
        this.dataSource = builder.dataSource;
        this.clock = builder.clock;
        this.deadline = System.nanoTime() + builder.timeAllowed.toNanos();
        this.progress = builder.progress;
    }

    /** Creates a context. Defaults: system clock in UTC, one hour, progress unheard. */
    public static CheckContext create(DataSource dataSource, Consumer<Builder> more) {
        Builder builder = new Builder(dataSource);
        more.accept(builder);
        return new CheckContext(builder);
    }

    /** Returns connections to the database under examination. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Returns the clock for instants. Durations are measured by {@link System#nanoTime()}. */
    public Clock clock() {
        return clock;
    }

    /** Returns the time that is left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Tells a listener how far the check has come. A listener that throws disturbs nothing. */
    public void progress(String message) {
        try {
            progress.accept(message);
        } catch (RuntimeException e) {
            LOG.warn("progress listener failed", e);
        }
    }

    /**
     * Collects a context. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final DataSource dataSource;
        private Clock clock = Clock.systemUTC();
        private Duration timeAllowed = Duration.ofHours(1);
        private Consumer<String> progress = message -> {};

        private Builder(DataSource dataSource) {
            this.dataSource = requireNonNull(dataSource, "dataSource");
        }

        /** Sets the clock for instants. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets the time allowed from now on. */
        public Builder timeAllowed(Duration timeAllowed) {
            this.timeAllowed = requireNonNull(timeAllowed, "timeAllowed");
            return this;
        }

        /** Sets who hears of progress. */
        public Builder progress(Consumer<String> progress) {
            this.progress = requireNonNull(progress, "progress");
            return this;
        }
    }
}
