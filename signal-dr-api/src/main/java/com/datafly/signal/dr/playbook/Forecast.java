package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.List;

/**
 * How long a whole playbook is likely to take: along the longest way through its graph, caps on concurrency included,
 * waiting for approvals not. Steps without history count as nothing, and are named. Immutable.
 *
 * @since 0.1
 */
public final class Forecast {

    private final Duration median;
    private final Duration p90;
    private final List<String> criticalPath;
    private final List<String> withoutHistory;

    private Forecast(Duration median, Duration p90, List<String> criticalPath, List<String> withoutHistory) {
        this.median = requireNonNull(median, "median");
        this.p90 = requireNonNull(p90, "p90");
        this.criticalPath = List.copyOf(criticalPath);
        this.withoutHistory = List.copyOf(withoutHistory);
    }

    /**
     * Creates a forecast.
     *
     * @param criticalPath the steps that no time can be saved without
     * @param withoutHistory the steps of which nothing is known
     */
    public static Forecast of(Duration median, Duration p90, List<String> criticalPath, List<String> withoutHistory) {
        return new Forecast(median, p90, criticalPath, withoutHistory);
    }

    /** Returns the time that the steps' medians add up to; at least that where steps are without history. */
    public Duration median() {
        return median;
    }

    /** Returns the time that the steps' 90th percentiles add up to; at least that where steps are without history. */
    public Duration p90() {
        return p90;
    }

    /** Returns the ids of the steps that the time is spent on, in their order. */
    public List<String> criticalPath() {
        return criticalPath;
    }

    /** Returns the ids of the steps of which nothing is known. */
    public List<String> withoutHistory() {
        return withoutHistory;
    }

    /** Tells whether every step has history. */
    public boolean isComplete() {
        return withoutHistory.isEmpty();
    }

    /** Tells whether a recovery is likely to be done within {@code left}. */
    public Reachability within(Duration left) {
        if (left.isNegative() || left.isZero() || median.compareTo(left) > 0) {
            return Reachability.NO;
        }
        return isComplete() && p90.compareTo(left) <= 0 ? Reachability.YES : Reachability.UNKNOWN;
    }

    /** Returns words for people, as in {@code 31 min, in 9 of 10 cases at most 44 min}. */
    @Override
    public String toString() {
        if (isComplete()) {
            return Durations.words(median) + ", in 9 of 10 cases at most " + Durations.words(p90);
        }
        String missing =
                withoutHistory.size() + (withoutHistory.size() == 1 ? " step has" : " steps have") + " no history";
        return p90.isZero() ? "no history" : "at least " + Durations.words(median) + ": " + missing;
    }
}
