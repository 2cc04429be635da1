package com.datafly.signal.dr.platform;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of several rollouts, each for itself.
 *
 * @since 0.1
 */
public final class RolloutReport {

    private final List<RolloutResult> results;

    private RolloutReport(List<RolloutResult> results) {
        this.results = List.copyOf(results);
    }

    /** Collects results. */
    public static RolloutReport of(List<RolloutResult> results) {
        return new RolloutReport(results);
    }

    /** Returns the results, in the order in which the workloads were named. */
    public List<RolloutResult> results() {
        return results;
    }

    /** Tells whether all pods of all workloads are new; of one that is gone, none is. */
    public boolean complete() {
        return results.stream().allMatch(result -> result.outcome() == RolloutResult.Outcome.COMPLETE);
    }

    /** Returns those that are neither complete nor gone: they hinder what comes behind them. */
    public List<RolloutResult> unfinished() {
        return results.stream()
                .filter(result -> result.outcome() != RolloutResult.Outcome.COMPLETE
                        && result.outcome() != RolloutResult.Outcome.GONE)
                .toList();
    }

    @Override
    public String toString() {
        return results.stream().map(RolloutResult::toString).collect(Collectors.joining("; "));
    }
}
