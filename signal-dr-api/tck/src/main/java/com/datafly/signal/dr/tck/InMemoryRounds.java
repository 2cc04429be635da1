package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happens in an {@link InMemoryPlatform}, round by round. Guarded by its monitor. */
final class InMemoryRounds {

    private final InMemoryPlatformState state;
    private final InMemoryKubelet kubelet;
    private final InMemoryMachines machines;
    private final InMemoryControllers controllers;
    private Duration ownersInterval = Duration.ofMinutes(1);
    private Instant reconciled = Instant.MIN;

    InMemoryRounds(InMemoryPlatformState state) {
        this.state = state;
        this.kubelet = new InMemoryKubelet(state);
        this.machines = new InMemoryMachines(state);
        this.controllers = new InMemoryControllers(state);
    }

    void tolerance(Duration tolerance) {
        machines.tolerance(tolerance);
    }

    void ownersInterval(Duration interval) {
        ownersInterval = interval;
    }

    /** Lets everybody do one thing; tells whether anything changed. */
    boolean next(Instant now) {
        boolean changed = machines.watch(now);
        changed |= reconcile(now);
        changed |= kubelet.step(now);
        changed |= controllers.step(now);
        changed |= machines.schedule(now);
        changed |= machines.countBudgets();
        return changed;
    }

    private boolean reconcile(Instant now) {
        if (reconciled.equals(Instant.MIN)) {
            reconciled = now;
        }
        if (now.isBefore(reconciled.plus(ownersInterval))) {
            return false;
        }
        reconciled = now;
        return state.secrets().reconcile();
    }

    /** Tells whether something will change although nothing did in the last round. */
    boolean isWaiting() {
        return machines.isWaiting();
    }

    Pod describe(InMemoryPod pod) {
        String revision = Optional.ofNullable(state.workloads().get(pod.workload()))
                .map(workload -> workload.revisionName(pod.revision()))
                .orElse("");
        return pod.describe(revision);
    }

    /** Tells a pod to end if budgets let it go, as Kubernetes does. */
    EvictionAnswer evict(String name, boolean dryRun, Instant now) {
        InMemoryPod pod = state.pods().get(name);
        if (pod == null) {
            return new EvictionAnswer(EvictionAnswer.Verdict.GONE, "pods \"" + name + "\" not found");
        }
        List<InMemoryBudget> guards = state.budgets().values().stream()
                .filter(budget -> budget.selector().chooses(pod.template().labels()))
                .toList();
        boolean counts = pod.phase() == Pod.Phase.RUNNING && !pod.terminating();
        if (counts && guards.size() > 1) {
            return new EvictionAnswer(
                    EvictionAnswer.Verdict.MISCONFIGURED, "This pod has more than one PodDisruptionBudget");
        }
        for (InMemoryBudget guard : counts ? guards : List.<InMemoryBudget>of()) {
            boolean free = !pod.ready() && guard.enoughHealthy();
            if (!free && guard.allowed() <= 0) {
                return new EvictionAnswer(
                        EvictionAnswer.Verdict.REFUSED,
                        "Cannot evict pod as it would violate the pod's disruption budget " + guard.name());
            }
            if (!free && !dryRun) {
                guard.spend();
            }
        }
        if (!dryRun) {
            pod.terminate(now);
        }
        return new EvictionAnswer(EvictionAnswer.Verdict.ALLOWED, "");
    }

    void crash(String pod, String container, String reason, int exitCode, Instant now) {
        InMemoryPod found = state.pod(pod, "end a container of pod/" + pod);
        container(found, container).crash(reason, exitCode, now);
        found.settle();
    }

    void log(String pod, String container, List<String> lines, Instant now) {
        InMemoryContainer found = container(state.pod(pod, "write the log of pod/" + pod), container);
        lines.forEach(line -> found.log(false).add(new InMemoryContainer.LogLine(now, line)));
    }

    static InMemoryContainer container(InMemoryPod pod, String name) {
        return pod.container(name)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "look into pod/" + pod.name(),
                        "it has no container '" + name + "'"));
    }
}
