package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A measured duration held against its objective. Immutable.
 *
 * @since 0.1
 */
public final class Grade {

    private final String name;
    private final Duration objective;
    private final @Nullable Duration achieved;
    private final Duration errorBar;
    private final Verdict verdict;
    private final String summary;

    private Grade(
            String name, Duration objective, @Nullable Duration achieved, Duration errorBar, Judgement judgement) {
        this.name = requireNonNull(name, "name");
        this.objective = requireNonNull(objective, "objective");
        this.achieved = achieved;
        this.errorBar = requireNonNull(errorBar, "errorBar");
        this.verdict = judgement.verdict;
        this.summary = judgement.summary;
    }

    /**
     * Grades a measurement: {@link Verdict#PASSED} if the objective is met whatever the error bar hides,
     * {@link Verdict#FAILED} if it is missed whatever the error bar hides, {@link Verdict#UNPROVEN} between the two.
     *
     * @param name the objective's short name, as in {@code RPO}
     * @param errorBar how far the true value may lie from {@code achieved}, to either side
     */
    public static Grade measured(String name, Duration objective, Duration achieved, Duration errorBar) {
        return new Grade(name, objective, achieved, errorBar, judge(objective, achieved, errorBar));
    }

    /**
     * States a verdict that a comparison of the two durations alone does not give.
     *
     * @param achieved what is known of the duration, or null
     * @param summary why, in one sentence
     */
    public static Grade stated(
            String name, Duration objective, @Nullable Duration achieved, Verdict verdict, String summary) {
        return new Grade(name, objective, achieved, Duration.ZERO, new Judgement(verdict, summary));
    }

    private static Judgement judge(Duration objective, Duration achieved, Duration errorBar) {
        if (achieved.plus(errorBar).compareTo(objective) <= 0) {
            return new Judgement(Verdict.PASSED, "within the objective");
        }
        if (achieved.minus(errorBar).compareTo(objective) > 0) {
            return new Judgement(Verdict.FAILED, "beyond the objective");
        }
        return new Judgement(Verdict.UNPROVEN, "too near to the objective for the precision of the measurement");
    }

    /** Returns the objective's short name. */
    public String name() {
        return name;
    }

    /** Returns the objective. */
    public Duration objective() {
        return objective;
    }

    /** Returns what was measured; empty if nothing was, which is not the same as zero. */
    public Optional<Duration> achieved() {
        return Optional.ofNullable(achieved);
    }

    /** Returns how far the true value may lie from the measured one, to either side. */
    public Duration errorBar() {
        return errorBar;
    }

    /** Returns the verdict. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns the reason, in one sentence or less. */
    public String summary() {
        return summary;
    }

    @Override
    public String toString() {
        return name + " " + (achieved == null ? "unknown" : achieved) + " of " + objective + ": " + verdict;
    }

    private record Judgement(Verdict verdict, String summary) {}
}
