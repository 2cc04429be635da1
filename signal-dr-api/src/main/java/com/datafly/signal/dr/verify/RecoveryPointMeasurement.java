package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.RecoveryObjectives;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How much a recovery lost, by the canaries that came back. Immutable.
 *
 * <p>The achieved recovery point is the time from the newest restored canary to the disruption, by the database's
 * clock; the truth lies within one interval of it, because what was committed after the newest canary carries no mark.
 * Where a logical mistake is undone, everything after the chosen target is given up on purpose: it is counted on its
 * own, and loss is measured against the target.
 *
 * <p>No evidence gives {@link Verdict#UNPROVEN}, never zero. A hole or a foreign nonce gives {@link Verdict#FAILED}
 * whatever the duration says: the copy is then not a state that the database ever had.
 *
 * @since 0.1
 */
public final class RecoveryPointMeasurement {

    private final CanaryReading reading;
    private final @Nullable Instant disruptedAt;
    private final @Nullable Instant target;
    private final CanaryEvidence evidence;
    private final @Nullable Duration achieved;
    private final Duration errorBar;

    private RecoveryPointMeasurement(CanaryReading reading, Builder builder) {
        this.reading = reading;
        this.disruptedAt = builder.disruptedAt;
        this.target = builder.target;
        this.evidence = CanaryEvidence.weigh(reading, builder);
        this.errorBar = builder.interval.plus(builder.clockPrecision);
        this.achieved = lossOf(reading, builder.reference());
    }

    /**
     * Measures what {@code reading}, the canaries of the recovered database, says in the light of what else is known.
     */
    public static RecoveryPointMeasurement of(CanaryReading reading, Consumer<Builder> known) {
        Builder builder = new Builder();
        known.accept(builder);
        return new RecoveryPointMeasurement(requireNonNull(reading, "reading"), builder);
    }

    /** Returns what was lost; empty if nothing was restored or the moment of the disruption is unknown. */
    public Optional<Duration> achieved() {
        return Optional.ofNullable(achieved);
    }

    /** Returns how far the true value may lie from the achieved one: an interval, and the precision of the clock. */
    public Duration errorBar() {
        return errorBar;
    }

    /** Returns the canaries that came back, ordered by series and number. */
    public List<CanaryRow> restored() {
        return reading.rows();
    }

    /** Returns the moment of the disruption by the database's clock, where it is known. */
    public Optional<Instant> disruptedAt() {
        return Optional.ofNullable(disruptedAt);
    }

    /** Returns the moment after which everything was given up on purpose, where one was chosen. */
    public Optional<Instant> target() {
        return Optional.ofNullable(target);
    }

    /** Returns the newest restored canary. */
    public Optional<CanaryRow> newestRestored() {
        return Optional.ofNullable(evidence.newest());
    }

    /** Returns holes, foreign nonces and rows from beyond the target, each in plain words. Empty is good. */
    public List<String> defects() {
        return evidence.defects();
    }

    /** Returns the acknowledged canaries that should have come back and did not, oldest first. */
    public List<CanaryRow> lost() {
        return evidence.lost();
    }

    /** Returns the acknowledged canaries from after the chosen target, which were given up on purpose, oldest first. */
    public List<CanaryRow> givenUp() {
        return evidence.givenUp();
    }

    /** Returns how much time was given up on purpose: from the target to the disruption; zero without a target. */
    public Duration givenUpTime() {
        return evidence.givenUpTime();
    }

    /**
     * Returns what the canaries say of the copy's integrity, whatever the objective: {@link Verdict#FAILED} with a
     * defect, {@link Verdict#UNPROVEN} if none was restored.
     */
    public Verdict integrity() {
        if (!evidence.defects().isEmpty()) {
            return Verdict.FAILED;
        }
        return evidence.newest() == null ? Verdict.UNPROVEN : Verdict.PASSED;
    }

    /**
     * Holds the measurement against the objective. An objective of zero is met only if every canary that was
     * acknowledged before the disruption has come back, and a synchronous standby was seen with each of the last ones.
     */
    public Grade grade(RecoveryObjectives objectives) {
        Duration objective = objectives.rpo();
        if (!evidence.defects().isEmpty()) {
            return stated(objective, Verdict.FAILED, evidence.defects().get(0));
        }
        if (evidence.newest() == null) {
            return stated(objective, Verdict.UNPROVEN, "no canary came back, so nothing can be measured");
        }
        if (achieved == null) {
            return stated(objective, Verdict.UNPROVEN, "the moment of the disruption is not known");
        }
        if (objective.isZero()) {
            return gradeOfZero();
        }
        return Grade.measured("RPO", objective, achieved, errorBar);
    }

    private Grade gradeOfZero() {
        if (!evidence.lost().isEmpty()) {
            String text = evidence.lost().size() + " acknowledged canaries were lost";
            return stated(Duration.ZERO, Verdict.FAILED, text);
        }
        if (!evidence.acknowledgedKnown()) {
            return stated(Duration.ZERO, Verdict.UNPROVEN, "which canaries were acknowledged is not known");
        }
        if (!evidence.synchronous()) {
            return stated(Duration.ZERO, Verdict.UNPROVEN, "no evidence of a synchronous standby at the disruption");
        }
        return Grade.stated(
                "RPO",
                Duration.ZERO,
                Duration.ZERO,
                Verdict.PASSED,
                "every acknowledged canary came back, and a synchronous standby confirmed them");
    }

    private Grade stated(Duration objective, Verdict verdict, String summary) {
        return Grade.stated("RPO", objective, achieved, verdict, summary);
    }

    /** Nothing from before the reference is lost if a row from after it came back. */
    private static @Nullable Duration lossOf(CanaryReading reading, @Nullable Instant reference) {
        CanaryRow newest = reading.newest().orElse(null);
        if (newest == null || reference == null) {
            return null;
        }
        Duration loss = Duration.between(newest.writtenAt(), reference);
        return loss.isNegative() ? Duration.ZERO : loss;
    }

    /**
     * Collects what is known beside the reading. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Duration interval = Duration.ofSeconds(1);
        private Duration clockPrecision = Duration.ZERO;
        private @Nullable List<CanaryRow> acknowledged;
        private @Nullable Instant disruptedAt;
        private @Nullable Instant target;

        private Builder() {}

        /** Sets what a writer knows: its acknowledged rows, interval, and the precision of the database's clock. */
        public Builder writer(CanaryWriter writer) {
            writer.databaseClock().ifPresent(seen -> clockPrecision(seen.precision()));
            return acknowledged(writer.acknowledged()).interval(writer.interval());
        }

        /** Sets the rows that the database had acknowledged before the disruption. Without them nonces go unchecked. */
        public Builder acknowledged(List<CanaryRow> acknowledged) {
            this.acknowledged = List.copyOf(acknowledged);
            return this;
        }

        /** Sets the time between two canaries. Default: one second. */
        public Builder interval(Duration interval) {
            this.interval = requireNonNull(interval, "interval");
            return this;
        }

        /** Sets how far the translation of the disruption to the database's clock may be wrong. Default: not at all. */
        public Builder clockPrecision(Duration clockPrecision) {
            this.clockPrecision = requireNonNull(clockPrecision, "clockPrecision");
            return this;
        }

        /** Sets the moment of the disruption by the database's clock; {@link DatabaseClock} translates. */
        public Builder disruptedAt(Instant disruptedAt) {
            this.disruptedAt = requireNonNull(disruptedAt, "disruptedAt");
            return this;
        }

        /** Sets the moment, by the database's clock, after which everything is given up on purpose. */
        public Builder target(Instant target) {
            this.target = requireNonNull(target, "target");
            return this;
        }

        @Nullable
        List<CanaryRow> acknowledged() {
            return acknowledged;
        }

        @Nullable
        Instant disruptedAt() {
            return disruptedAt;
        }

        @Nullable
        Instant target() {
            return target;
        }

        /** What loss is measured against: the target where one was chosen, else the disruption. */
        @Nullable
        Instant reference() {
            Instant chosen = target;
            return chosen != null ? chosen : disruptedAt;
        }
    }
}
