package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An earlier drill or recovery, as a report's history shows it. Immutable.
 *
 * @since 0.1
 */
public final class PastRun {

    private final Instant at;
    private final String name;
    private final Verdict verdict;
    private final @Nullable Duration recoveryPoint;
    private final @Nullable Duration recoveryTime;

    private PastRun(Builder builder) {
        this.at = builder.at;
        this.name = builder.name;
        this.verdict = builder.verdict;
        this.recoveryPoint = builder.recoveryPoint;
        this.recoveryTime = builder.recoveryTime;
    }

    /**
     * Describes an earlier run of which nothing was measured, unless {@code more} says so.
     *
     * @param at when it began
     * @param name what it was, as in {@code monthly-restore}
     */
    public static PastRun create(Instant at, String name, Verdict verdict, Consumer<Builder> more) {
        Builder builder = new Builder(at, name, verdict);
        more.accept(builder);
        return new PastRun(builder);
    }

    /** Returns when it began. */
    public Instant at() {
        return at;
    }

    /** Returns what it was. */
    public String name() {
        return name;
    }

    /** Returns the verdict as it was when it ended. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns how much data it lost, where that was measured. */
    public Optional<Duration> recoveryPoint() {
        return Optional.ofNullable(recoveryPoint);
    }

    /** Returns how long it took in all, where that was measured. */
    public Optional<Duration> recoveryTime() {
        return Optional.ofNullable(recoveryTime);
    }

    /**
     * Collects an earlier run. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Instant at;
        private final String name;
        private final Verdict verdict;
        private @Nullable Duration recoveryPoint;
        private @Nullable Duration recoveryTime;

        private Builder(Instant at, String name, Verdict verdict) {
            this.at = requireNonNull(at, "at");
            this.name = requireNonNull(name, "name");
            this.verdict = requireNonNull(verdict, "verdict");
        }

        /** Sets how much data it lost. */
        public Builder recoveryPoint(Duration recoveryPoint) {
            this.recoveryPoint = requireNonNull(recoveryPoint, "recoveryPoint");
            return this;
        }

        /** Sets how long it took in all. */
        public Builder recoveryTime(Duration recoveryTime) {
            this.recoveryTime = requireNonNull(recoveryTime, "recoveryTime");
            return this;
        }
    }
}
