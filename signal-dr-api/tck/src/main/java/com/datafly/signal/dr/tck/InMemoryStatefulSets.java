package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.RolloutState.Strategy;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the controller of StatefulSets does in an {@link InMemoryPlatform}: one ordinal after the other. */
final class InMemoryStatefulSets {

    private final InMemoryPlatformState state;

    InMemoryStatefulSets(InMemoryPlatformState state) {
        this.state = state;
    }

    /** Brings one StatefulSet one step on; tells whether anything changed. */
    boolean step(InMemoryWorkload workload, List<InMemoryPod> pods, Instant now) {
        Map<Integer, InMemoryPod> byOrdinal = new HashMap<>();
        pods.forEach(pod -> byOrdinal.put(ordinal(pod), pod));
        for (int ordinal = workload.firstOrdinal(); ordinal < end(workload); ordinal++) {
            InMemoryPod pod = byOrdinal.get(ordinal);
            if (pod == null || pod.ended()) {
                create(workload, ordinal, now);
                return true;
            }
            if (!pod.ready() || pod.terminating()) {
                return false;
            }
        }
        return scaleDown(workload, byOrdinal, now) || update(workload, byOrdinal, now);
    }

    private boolean scaleDown(InMemoryWorkload workload, Map<Integer, InMemoryPod> pods, Instant now) {
        Optional<InMemoryPod> highest = pods.values().stream()
                .filter(pod -> ordinal(pod) < workload.firstOrdinal() || ordinal(pod) >= end(workload))
                .max(Comparator.comparingInt(InMemoryStatefulSets::ordinal));
        return highest.isPresent() && highest.get().terminate(now);
    }

    /** Ends the highest pod of another revision, all being ready; they have the newest if there is none. */
    private static boolean update(InMemoryWorkload workload, Map<Integer, InMemoryPod> pods, Instant now) {
        boolean all = pods.values().stream().allMatch(pod -> pod.revision() == workload.update());
        if (all) {
            return workload.complete();
        }
        if (workload.strategy() == Strategy.ON_DELETE) {
            return false;
        }
        for (int ordinal = end(workload) - 1; ordinal >= workload.partition(); ordinal--) {
            InMemoryPod pod = pods.get(ordinal);
            if (pod != null && pod.revision() != workload.update()) {
                return pod.terminate(now);
            }
        }
        return false;
    }

    private void create(InMemoryWorkload workload, int ordinal, Instant now) {
        boolean newest = workload.strategy() == Strategy.ON_DELETE || ordinal >= workload.partition();
        int revision = newest ? workload.update() : workload.current();
        String name = workload.id().name() + "-" + ordinal;
        state.pods().put(name, new InMemoryPod(name, workload, revision, now));
    }

    /** Returns the ordinal behind the last one. */
    private static int end(InMemoryWorkload workload) {
        return workload.firstOrdinal() + workload.replicas();
    }

    private static int ordinal(InMemoryPod pod) {
        return Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
    }
}
