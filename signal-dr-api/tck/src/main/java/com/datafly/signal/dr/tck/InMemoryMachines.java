package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who watches the nodes of an {@link InMemoryPlatform}, and gives pods to them. */
final class InMemoryMachines {

    private final InMemoryPlatformState state;
    private Duration tolerance = Duration.ofMinutes(5);

    InMemoryMachines(InMemoryPlatformState state) {
        this.state = state;
    }

    /** Sets how long pods are left on a node that says nothing. */
    void tolerance(Duration allowed) {
        tolerance = allowed;
    }

    /** Notices which nodes live, and what that means for their pods; tells whether anything changed. */
    boolean watch(Instant now) {
        boolean changed = state.pods()
                .values()
                .removeIf(pod -> pod.node() != null && !state.nodes().containsKey(pod.node()));
        for (InMemoryNode node : state.nodes().values()) {
            if (node.heartbeat(now) && !node.ready()) {
                state.warn(now, "node/" + node.name(), "NodeNotReady", "Node " + node.name() + " is not ready");
                changed = true;
            }
        }
        for (InMemoryPod pod : state.pods().values()) {
            Optional<Instant> missed =
                    Optional.ofNullable(pod.node()).map(state.nodes()::get).flatMap(InMemoryNode::missedSince);
            if (missed.isPresent()) {
                changed |= pod.ready(false);
                changed |= isOver(missed.get(), now) && evicts(pod) && pod.terminate(now);
            }
        }
        return changed;
    }

    private boolean isOver(Instant missedSince, Instant now) {
        return !now.isBefore(missedSince.plus(tolerance));
    }

    private static boolean evicts(InMemoryPod pod) {
        return !pod.ended() && pod.workload().kind() != WorkloadKind.DAEMON_SET;
    }

    /** Tells whether pods will be told to end once their node has been missed for long enough. */
    boolean isWaiting() {
        return state.pods().values().stream()
                .filter(pod -> evicts(pod) && !pod.terminating() && pod.node() != null)
                .anyMatch(pod -> !state.isAlive(pod));
    }

    /** Gives pods that have none the node with the fewest; tells whether anything changed. */
    boolean schedule(Instant now) {
        boolean changed = false;
        InMemoryKubelet kubelet = new InMemoryKubelet(state);
        Map<String, Integer> load = new HashMap<>();
        state.pods().values().stream()
                .filter(pod -> pod.node() != null)
                .forEach(pod -> load.merge(String.valueOf(pod.node()), 1, Integer::sum));
        List<InMemoryPod> waiting = state.pods().values().stream()
                .filter(pod -> pod.node() == null && pod.active())
                .toList();
        for (InMemoryPod pod : waiting) {
            Optional<String> node = kubelet.fitsNowhere(pod) ? Optional.empty() : emptiest(load);
            node.ifPresent(name -> {
                pod.schedule(name);
                load.merge(name, 1, Integer::sum);
            });
            changed |= node.isPresent() || refuse(pod, now);
        }
        return changed;
    }

    private Optional<String> emptiest(Map<String, Integer> load) {
        return state.nodes().values().stream()
                .filter(InMemoryNode::takesPods)
                .map(InMemoryNode::name)
                .min(Comparator.comparing(name -> load.getOrDefault(name, 0)));
    }

    private boolean refuse(InMemoryPod pod, Instant now) {
        String why = "0/" + state.nodes().size() + " nodes are available.";
        state.warn(now, "pod/" + pod.name(), "FailedScheduling", why);
        return pod.refuseNode(why);
    }

    /** Counts what budgets allow; tells whether anything changed. */
    boolean countBudgets() {
        boolean changed = false;
        for (InMemoryBudget budget : state.budgets().values()) {
            List<InMemoryPod> guarded = state.pods().values().stream()
                    .filter(pod -> budget.selector().chooses(pod.template().labels()))
                    .toList();
            int expected = guarded.stream()
                    .map(InMemoryPod::workload)
                    .distinct()
                    .map(state.workloads()::get)
                    .mapToInt(workload -> workload == null ? 0 : workload.replicas())
                    .sum();
            int healthy = (int) guarded.stream()
                    .filter(pod -> pod.ready() && !pod.terminating())
                    .count();
            changed |= budget.count(expected, healthy);
        }
        return changed;
    }
}
