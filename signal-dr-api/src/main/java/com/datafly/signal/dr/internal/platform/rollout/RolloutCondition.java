package com.datafly.signal.dr.internal.platform.rollout;

import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.Workload;
import java.util.Optional;

/**
 * When a rollout is done, by the conditions of {@code kubectl rollout status}: replicas that are ready prove nothing
 * before the controller has seen the newest template, and while pods of the one before it are there.
 */
final class RolloutCondition {

    private RolloutCondition() {}

    /** Returns why a workload can never be waited for; empty if it can. */
    static Optional<String> refusal(Workload workload) {
        RolloutState state = workload.rollout();
        if (state.paused()) {
            return Optional.of("it is paused");
        }
        if (state.strategy() == RolloutState.Strategy.ON_DELETE) {
            return Optional.of("its pods are replaced only when somebody deletes them");
        }
        if (state.partition().orElse(0) > 0) {
            return Optional.of("only its pods from ordinal " + state.partition().getAsInt() + " on are replaced");
        }
        return Optional.empty();
    }

    /** Returns what is still missing; empty if the rollout is done. */
    static Optional<String> missing(Workload workload) {
        RolloutState state = workload.rollout();
        if (state.observedGeneration() < state.generation() || state.observedGeneration() == 0) {
            return Optional.of("its controller has not seen the newest template yet");
        }
        return switch (workload.id().kind()) {
            case DEPLOYMENT -> deployment(state.counts());
            case DAEMON_SET -> daemonSet(state.counts());
            case STATEFUL_SET -> statefulSet(state);
            case CRON_JOB, JOB -> Optional.empty();
        };
    }

    private static Optional<String> deployment(ReplicaCounts counts) {
        if (counts.updated() < counts.desired()) {
            return some(counts.updated(), counts.desired(), "pods are new");
        }
        if (counts.current() > counts.updated()) {
            return Optional.of(counts.current() - counts.updated() + " old pods are still there");
        }
        return counts.available() < counts.updated()
                ? some(counts.available(), counts.updated(), "new pods are available")
                : Optional.empty();
    }

    private static Optional<String> daemonSet(ReplicaCounts counts) {
        if (counts.updated() < counts.desired()) {
            return some(counts.updated(), counts.desired(), "pods are new");
        }
        return counts.available() < counts.desired()
                ? some(counts.available(), counts.desired(), "pods are available")
                : Optional.empty();
    }

    private static Optional<String> statefulSet(RolloutState state) {
        ReplicaCounts counts = state.counts();
        if (counts.ready() < counts.desired()) {
            return some(counts.ready(), counts.desired(), "pods are ready");
        }
        if (state.partition().isPresent()) {
            int wanted = counts.desired() - state.partition().getAsInt();
            return counts.updated() < wanted ? some(counts.updated(), wanted, "pods are new") : Optional.empty();
        }
        return state.currentRevision().equals(state.updateRevision())
                ? Optional.empty()
                : some(counts.updated(), counts.desired(), "pods are new");
    }

    private static Optional<String> some(int are, int wanted, String what) {
        return Optional.of(are + " of " + wanted + " " + what);
    }
}
