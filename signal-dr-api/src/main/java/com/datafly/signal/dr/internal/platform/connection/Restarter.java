package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.rollout.DefaultRollouts;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.RolloutReport;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.RolloutResult;
import com.datafly.signal.dr.platform.WorkloadId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Restarts consumers in their order, and stops at the first that does not come up. */
final class Restarter {

    private final Transaction switched;
    private final OperationKey key;
    private final Runnable condition;
    private final long begin;

    /**
     * Begins to count the time.
     *
     * @param key what the new pods are marked with
     * @param condition what must hold before each group: it throws if it does not
     */
    Restarter(Transaction switched, OperationKey key, Runnable condition) {
        this.switched = switched;
        this.key = key;
        this.condition = condition;
        this.begin = switched.resource().time().nanoTime();
    }

    /** Restarts those that roll out, and returns them in the order in which that was begun. */
    List<WorkloadId> restart(List<Consumer> consumers) {
        List<RolloutResult> done = new ArrayList<>();
        List<List<WorkloadId>> groups = groups(consumers);
        for (List<WorkloadId> group : groups) {
            condition.run();
            RolloutReport report = new DefaultRollouts(switched.resource()).restart(request(group));
            done.addAll(report.results());
            if (!report.unfinished().isEmpty()) {
                throw failure(report, done, groups);
            }
        }
        return done.stream().map(RolloutResult::workload).toList();
    }

    private RolloutRequest request(List<WorkloadId> group) {
        return RolloutRequest.create(request -> request.then(group)
                .key(key)
                .within(left())
                .restarts(switched.terms().restarts())
                .listener(switched.context().progress()));
    }

    private Duration left() {
        Duration left = switched.terms()
                .rolloutWithin()
                .minusNanos(switched.resource().time().nanoTime() - begin);
        Duration ofStep = switched.context().remaining();
        Duration least = left.compareTo(ofStep) < 0 ? left : ofStep;
        return least.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : least;
    }

    /** Those that are named come first, one after the other; then all others at once. */
    private List<List<WorkloadId>> groups(List<Consumer> consumers) {
        List<WorkloadId> rest = new ArrayList<>();
        consumers.stream().filter(Consumer::rollsOut).map(Consumer::id).forEach(rest::add);
        List<List<WorkloadId>> groups = new ArrayList<>();
        for (String named : switched.terms().order()) {
            Optional<WorkloadId> found =
                    rest.stream().filter(id -> id.toString().equals(named)).findFirst();
            if (found.isPresent()) {
                groups.add(List.of(found.get()));
                rest.remove(found.get());
            }
        }
        if (!rest.isEmpty()) {
            groups.add(List.copyOf(rest));
        }
        return groups;
    }

    private DrException failure(RolloutReport report, List<RolloutResult> done, List<List<WorkloadId>> groups) {
        List<WorkloadId> begun = done.stream().map(RolloutResult::workload).toList();
        List<WorkloadId> waiting = groups.stream()
                .flatMap(List::stream)
                .filter(id -> !begun.contains(id))
                .toList();
        boolean late =
                report.unfinished().stream().allMatch(result -> result.outcome() == RolloutResult.Outcome.TIMED_OUT);
        return DrException.create(
                late ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.FAILED_PRECONDITION,
                switched.context().stepId(),
                "not every consumer of secret/" + switched.prepared().secret() + " came up: "
                        + RolloutReport.of(report.unfinished())
                        + (waiting.isEmpty() ? "" : "; not begun: " + waiting),
                failure -> failure.effect(Effect.APPLIED)
                        .detail("rollouts", RolloutReport.of(done))
                        .detail("notBegun", waiting)
                        .hint("Mend what hinders them and retry the step: those that are new stay. Or cancel the run"
                                + " with an undo, which brings the former values back everywhere."));
    }
}
