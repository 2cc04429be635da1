package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * How long a recovery took, by segment. The restore alone is not the recovery time: detecting, declaring, approving and
 * verifying count too. Immutable.
 *
 * @since 0.1
 */
public final class RecoveryTimeMeasurement {

    private final Map<RecoveryTimeSegment, Duration> segments;

    private RecoveryTimeMeasurement(Builder builder) {
        this.segments = Collections.unmodifiableMap(new EnumMap<>(builder.segments));
    }

    /** Creates a measurement from the segments that were measured. One that is not set is unknown, not zero. */
    public static RecoveryTimeMeasurement of(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new RecoveryTimeMeasurement(builder);
    }

    /** Returns the measured segments, in order. */
    public Map<RecoveryTimeSegment, Duration> segments() {
        return segments;
    }

    /** Returns the segments that nobody measured, in order. */
    public List<RecoveryTimeSegment> missing() {
        return Arrays.stream(RecoveryTimeSegment.values())
                .filter(segment -> !segments.containsKey(segment))
                .toList();
    }

    /** Returns the recovery time: the sum of all five segments, or empty if one is missing. */
    public Optional<Duration> total() {
        return missing().isEmpty() ? Optional.of(known()) : Optional.empty();
    }

    /** Returns the sum of the measured segments, which the recovery time cannot be shorter than. */
    public Duration known() {
        return segments.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Holds the recovery time against the objective. With a segment missing the grade is {@link Verdict#UNPROVEN}, or
     * {@link Verdict#FAILED} if the measured ones alone already exceed the objective.
     */
    public Grade grade(RecoveryObjectives objectives) {
        Duration objective = objectives.rto();
        if (missing().isEmpty()) {
            return Grade.measured("RTO", objective, known(), Duration.ZERO);
        }
        String names = missing().stream()
                .map(segment -> segment.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        if (known().compareTo(objective) > 0) {
            return Grade.stated(
                    "RTO", objective, known(), Verdict.FAILED, "beyond the objective even without: " + names);
        }
        return Grade.stated("RTO", objective, known(), Verdict.UNPROVEN, "at least this long; not measured: " + names);
    }

    /**
     * Collects segments, measured by {@link System#nanoTime()}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Map<RecoveryTimeSegment, Duration> segments = new EnumMap<>(RecoveryTimeSegment.class);

        private Builder() {}

        /**
         * Sets a segment.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the duration is negative
         */
        public Builder segment(RecoveryTimeSegment segment, Duration duration) {
            if (requireNonNull(duration, "duration").isNegative()) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "measure the recovery time",
                        segment + " is " + duration,
                        failure -> failure.hint("Measure durations by System.nanoTime(); it never runs backwards."));
            }
            segments.put(requireNonNull(segment, "segment"), duration);
            return this;
        }

        /** Sets the time until the disruption was noticed. */
        public Builder detect(Duration duration) {
            return segment(RecoveryTimeSegment.DETECT, duration);
        }

        /** Sets the time until an incident was declared. */
        public Builder declare(Duration duration) {
            return segment(RecoveryTimeSegment.DECLARE, duration);
        }

        /** Sets the time until the recovery was approved. */
        public Builder approve(Duration duration) {
            return segment(RecoveryTimeSegment.APPROVE, duration);
        }

        /** Sets the time until the recovered system was up. */
        public Builder execute(Duration duration) {
            return segment(RecoveryTimeSegment.EXECUTE, duration);
        }

        /** Sets the time until its content was verified. */
        public Builder verify(Duration duration) {
            return segment(RecoveryTimeSegment.VERIFY, duration);
        }
    }
}
