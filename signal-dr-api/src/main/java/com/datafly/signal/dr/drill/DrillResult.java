package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.report.PastRun;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What became of one drill. Immutable.
 *
 * @since 0.1
 */
public final class DrillResult {

    private final String drill;
    private final String runId;
    private final Verdict verdict;
    private final DrillLevel level;
    private final String summary;
    private final @Nullable Instant occurrence;
    private final Instant startedAt;
    private final Duration took;
    private final Instant expiresAt;
    private final @Nullable Duration recoveryPoint;
    private final Duration recoveryPointErrorBar;
    private final @Nullable Duration recoveryTime;

    private DrillResult(Builder builder) {
        this.drill = builder.drill;
        this.runId = builder.runId;
        this.verdict = builder.verdict;
        this.level = builder.level;
        this.summary = builder.summary;
        this.occurrence = builder.occurrence;
        this.startedAt = builder.startedAt;
        this.took = builder.took;
        this.expiresAt = builder.expiresAt;
        this.recoveryPoint = builder.recoveryPoint;
        this.recoveryPointErrorBar = builder.recoveryPointErrorBar;
        this.recoveryTime = builder.recoveryTime;
    }

    /**
     * Describes a result. Defaults: a restore on demand, nothing measured, no summary, begun and ended at
     * {@link Instant#EPOCH}, and so expired.
     */
    public static DrillResult create(String drill, String runId, Verdict verdict, Consumer<Builder> more) {
        Builder builder = new Builder(drill, runId, verdict);
        more.accept(builder);
        return new DrillResult(builder);
    }

    /** Returns the drill's name. */
    public String drill() {
        return drill;
    }

    /** Returns the run's id. */
    public String runId() {
        return runId;
    }

    /** Returns the verdict as it was when the drill ended. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns the verdict as of {@code instant}: a pass that has expired is {@link Verdict#UNPROVEN}. */
    public Verdict verdictAt(Instant instant) {
        return verdict == Verdict.PASSED && !instant.isBefore(expiresAt) ? Verdict.UNPROVEN : verdict;
    }

    /** Returns how much was rehearsed. */
    public DrillLevel level() {
        return level;
    }

    /** Returns what happened, in a sentence or two. */
    public String summary() {
        return summary;
    }

    /** Returns the time at which it was due; empty if it ran on demand. */
    public Optional<Instant> occurrence() {
        return Optional.ofNullable(occurrence);
    }

    /** Returns when it began, by the host's clock. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns how long it took. */
    public Duration took() {
        return took;
    }

    /** Returns when it ended: its beginning and its duration, whatever was done to the clock meanwhile. */
    public Instant finishedAt() {
        return startedAt.plus(took);
    }

    /** Returns from when on a pass no longer counts. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** Returns how much data the rehearsed recovery lost, where that was measured. */
    public Optional<Duration> recoveryPoint() {
        return Optional.ofNullable(recoveryPoint);
    }

    /** Returns how far the true loss may be from the measured one, to either side. */
    public Duration recoveryPointErrorBar() {
        return recoveryPointErrorBar;
    }

    /** Returns how long the rehearsed recovery took in all, where every part of it was measured. */
    public Optional<Duration> recoveryTime() {
        return Optional.ofNullable(recoveryTime);
    }

    /** Returns this result as a report's history shows it. */
    public PastRun past() {
        return PastRun.create(startedAt, drill, verdict, run -> {
            recoveryPoint().ifPresent(run::recoveryPoint);
            recoveryTime().ifPresent(run::recoveryTime);
        });
    }

    @Override
    public String toString() {
        return drill + " " + startedAt + ": " + verdict;
    }

    /**
     * Collects a result. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String drill;
        private final String runId;
        private final Verdict verdict;
        private DrillLevel level = DrillLevel.RESTORE;
        private String summary = "";
        private @Nullable Instant occurrence;
        private Instant startedAt = Instant.EPOCH;
        private Duration took = Duration.ZERO;
        private Instant expiresAt = Instant.EPOCH;
        private @Nullable Duration recoveryPoint;
        private Duration recoveryPointErrorBar = Duration.ZERO;
        private @Nullable Duration recoveryTime;

        private Builder(String drill, String runId, Verdict verdict) {
            this.drill = requireNonNull(drill, "drill");
            this.runId = requireNonNull(runId, "runId");
            this.verdict = requireNonNull(verdict, "verdict");
        }

        /** Sets how much was rehearsed. */
        public Builder level(DrillLevel level) {
            this.level = requireNonNull(level, "level");
            return this;
        }

        /** Sets what happened, free of secrets. */
        public Builder summary(String summary) {
            this.summary = requireNonNull(summary, "summary");
            return this;
        }

        /** Sets the time at which it was due. */
        public Builder occurrence(Instant occurrence) {
            this.occurrence = requireNonNull(occurrence, "occurrence");
            return this;
        }

        /** Sets when it began and how long it took. */
        public Builder ran(Instant startedAt, Duration took) {
            this.startedAt = requireNonNull(startedAt, "startedAt");
            this.took = requireNonNull(took, "took");
            return this;
        }

        /** Sets from when on a pass no longer counts. */
        public Builder expiresAt(Instant expiresAt) {
            this.expiresAt = requireNonNull(expiresAt, "expiresAt");
            return this;
        }

        /** Sets how much data the rehearsed recovery lost, and how far the truth may be from that. */
        public Builder recoveryPoint(Duration recoveryPoint, Duration errorBar) {
            this.recoveryPoint = requireNonNull(recoveryPoint, "recoveryPoint");
            this.recoveryPointErrorBar = requireNonNull(errorBar, "errorBar");
            return this;
        }

        /** Sets how long the rehearsed recovery took in all. */
        public Builder recoveryTime(Duration recoveryTime) {
            this.recoveryTime = requireNonNull(recoveryTime, "recoveryTime");
            return this;
        }
    }
}
