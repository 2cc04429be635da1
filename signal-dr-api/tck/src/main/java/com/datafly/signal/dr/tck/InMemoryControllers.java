package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What the controllers of an {@link InMemoryPlatform} do with workloads, as those of Kubernetes do. */
final class InMemoryControllers {

    private final InMemoryPlatformState state;
    private final InMemoryStatefulSets ordered;

    InMemoryControllers(InMemoryPlatformState state) {
        this.state = state;
        this.ordered = new InMemoryStatefulSets(state);
    }

    /** Brings all workloads one step on; tells whether anything changed. */
    boolean step(Instant now) {
        boolean changed = false;
        Map<Object, List<InMemoryPod>> pods = new HashMap<>();
        state.pods()
                .values()
                .forEach(pod -> pods.computeIfAbsent(pod.workload(), id -> new ArrayList<>())
                        .add(pod));
        for (InMemoryWorkload workload : List.copyOf(state.workloads().values())) {
            changed |= step(workload, pods.getOrDefault(workload.id(), List.of()), now);
        }
        return changed;
    }

    private boolean step(InMemoryWorkload workload, List<InMemoryPod> pods, Instant now) {
        boolean news = workload.observe(now);
        boolean acted = switch (workload.kind()) {
            case DEPLOYMENT -> deployment(workload, pods, now);
            case STATEFUL_SET -> ordered.step(workload, pods, now);
            case DAEMON_SET -> daemonSet(workload, pods, now);
            case JOB -> job(workload, pods, now);
            case CRON_JOB -> false;
        };
        ReplicaCounts counts = count(workload, acted ? state.podsOf(workload.id()) : pods);
        news |= workload.count(counts, now);
        boolean done = counts.updated() >= counts.desired()
                && counts.current() <= counts.desired()
                && counts.available() >= counts.desired();
        if (workload.kind() == WorkloadKind.DEPLOYMENT && workload.giveUp(done, now)) {
            state.warn(now, workload.id().toString(), "ProgressDeadlineExceeded", "it has made no progress");
            news = true;
        }
        if (news) {
            workload.version(state.nextVersion());
        }
        return acted || news;
    }

    private ReplicaCounts count(InMemoryWorkload workload, List<InMemoryPod> pods) {
        List<InMemoryPod> active = workload.kind() == WorkloadKind.DEPLOYMENT
                ? pods.stream().filter(InMemoryPod::active).toList()
                : pods;
        int desired = workload.kind() == WorkloadKind.DAEMON_SET ? state.nodes().size() : workload.replicas();
        int ready = number(active, InMemoryPod::ready);
        return new ReplicaCounts(
                desired,
                active.size(),
                workload.hasWaitingChange()
                        ? 0
                        : number(active, pod -> pod.revision() == workload.update() && !pod.terminating()),
                ready,
                ready);
    }

    private static int number(List<InMemoryPod> pods, Predicate<InMemoryPod> which) {
        return (int) pods.stream().filter(which).count();
    }

    private boolean deployment(InMemoryWorkload workload, List<InMemoryPod> pods, Instant now) {
        if (!workload.wasAdopted()) {
            return false;
        }
        List<InMemoryPod> active = pods.stream().filter(InMemoryPod::active).toList();
        List<InMemoryPod> fresh = active.stream()
                .filter(pod -> pod.revision() == workload.update())
                .toList();
        List<InMemoryPod> old = active.stream()
                .filter(pod -> pod.revision() != workload.update())
                .toList();
        if (workload.strategy() == Strategy.RECREATE) {
            boolean gone = pods.stream().allMatch(pod -> pod.revision() == workload.update());
            boolean ended = end(old, old.size(), now);
            return (gone && create(workload, workload.replicas() - fresh.size(), now)) || ended;
        }
        int surge = (workload.replicas() + 3) / 4;
        int missing = Math.min(workload.replicas() - fresh.size(), workload.replicas() + surge - active.size());
        boolean changed = create(workload, missing, now);
        changed |= end(fresh, fresh.size() - workload.replicas(), now);
        changed |= replace(workload, old, fresh, now);
        return changed;
    }

    /** Ends old pods as far as enough stay available, those first that are not ready anyway. */
    private boolean replace(InMemoryWorkload workload, List<InMemoryPod> old, List<InMemoryPod> fresh, Instant now) {
        int enough = workload.replicas() - workload.replicas() / 4;
        int unready = number(old, pod -> !pod.ready());
        int ready = number(old, InMemoryPod::ready) + number(fresh, InMemoryPod::ready);
        int wanted = workload.replicas() == 0 ? old.size() : unready + Math.max(0, ready - enough);
        return end(old, wanted, now);
    }

    private boolean daemonSet(InMemoryWorkload workload, List<InMemoryPod> pods, Instant now) {
        boolean changed = false;
        for (InMemoryNode node : state.nodes().values()) {
            if (pods.stream().noneMatch(pod -> node.name().equals(pod.node()) && !pod.ended())) {
                InMemoryPod pod = add(workload, workload.id().name() + "-" + state.nextSuffix(), now);
                pod.schedule(node.name());
                changed = true;
            }
        }
        if (workload.strategy() == Strategy.ROLLING) {
            List<InMemoryPod> old = pods.stream()
                    .filter(pod -> pod.revision() != workload.update() && pod.active())
                    .toList();
            List<InMemoryPod> broken = old.stream().filter(pod -> !pod.ready()).toList();
            int unavailable = state.nodes().size() - number(pods, pod -> pod.ready() && pod.active());
            changed |= end(broken, broken.size(), now);
            changed |= end(old.stream().filter(InMemoryPod::ready).toList(), 1 - unavailable, now);
        }
        return changed;
    }

    private boolean job(InMemoryWorkload workload, List<InMemoryPod> pods, Instant now) {
        return pods.stream().anyMatch(pod -> pod.phase() == Pod.Phase.FAILED)
                ? workload.fail("BackoffLimitExceeded: Job has reached the specified backoff limit")
                : pods.isEmpty() && create(workload, 1, now);
    }

    private boolean create(InMemoryWorkload workload, int count, Instant now) {
        for (int i = 0; i < count; i++) {
            add(workload, workload.revisionName(workload.update()) + "-" + state.nextSuffix(), now);
        }
        return count > 0;
    }

    private InMemoryPod add(InMemoryWorkload workload, String name, Instant now) {
        InMemoryPod pod = new InMemoryPod(name, workload, workload.update(), now);
        state.pods().put(name, pod);
        return pod;
    }

    /** Ends so many pods, those first that are not ready. */
    private static boolean end(List<InMemoryPod> pods, int count, Instant now) {
        List<InMemoryPod> chosen = pods.stream()
                .sorted(Comparator.comparing(InMemoryPod::ready))
                .limit(Math.max(0, count))
                .toList();
        chosen.forEach(pod -> pod.terminate(now));
        return !chosen.isEmpty();
    }
}
