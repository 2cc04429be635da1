package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthFinding.Severity;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.WorkloadHealth;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a report of what was read. */
final class Assessment {

    private final HealthQuery query;
    private final Reading reading;

    Assessment(HealthQuery query, Reading reading) {
        this.query = query;
        this.reading = reading;
    }

    HealthReport report() {
        Machines machines = new Machines(reading.nodes());
        Warnings warnings = new Warnings(reading.warnings());
        PodJudge judge = new PodJudge(query, machines, warnings, reading.at());
        List<PodHealth> pods = reading.pods().stream().map(judge::judge).toList();
        List<WorkloadHealth> workloads = workloads(pods, new WorkloadJudge(query, warnings));
        List<HealthFinding> general = new ArrayList<>(reading.gaps());
        missing(workloads).forEach(general::add);
        general.addAll(machines.findings());
        if (workloads.isEmpty() && pods.isEmpty()) {
            general.add(unknown(Kind.NOTHING_FOUND, "there are neither workloads nor pods"));
        } else if (workloads.stream().noneMatch(this::runs) && pods.stream().noneMatch(Assessment::isKeptByOthers)) {
            general.add(unknown(Kind.NOTHING_RUNS, "no pod runs that is wanted"));
        }
        return HealthReport.create(
                reading.at(),
                report -> report.workloads(workloads)
                        .pods(query.replacedMayHang() ? excused(pods, workloads) : pods)
                        .nodes(Optional.ofNullable(reading.nodes()).orElse(List.of()))
                        .general(general));
    }

    private HealthFinding unknown(Kind kind, String detail) {
        return new HealthFinding(kind, Severity.UNKNOWN, reading.subject(), detail);
    }

    /** Jobs come and go, so they show that something runs only to those who wait for them. */
    private boolean runs(WorkloadHealth one) {
        WorkloadId id = one.workload().id();
        return one.healthyPods() > 0
                && one.workload().rollout().counts().desired() > 0
                && (id.kind().rollsOut() || query.expected().contains(id));
    }

    private static boolean isKeptByOthers(PodHealth one) {
        return one.healthy() && one.pod().keeper().isPresent();
    }

    private List<WorkloadHealth> workloads(List<PodHealth> pods, WorkloadJudge judge) {
        Map<WorkloadId, List<PodHealth>> owned = new HashMap<>();
        pods.forEach(pod -> pod.pod()
                .workload()
                .ifPresent(id ->
                        owned.computeIfAbsent(id, any -> new ArrayList<>()).add(pod)));
        return reading.workloads().stream()
                .map(workload -> judge.judge(workload, owned.getOrDefault(workload.id(), List.of())))
                .toList();
    }

    private List<HealthFinding> missing(List<WorkloadHealth> found) {
        Set<String> wanted = new LinkedHashSet<>();
        query.expected().forEach(id -> wanted.add(id.toString()));
        query.baseline().ifPresent(baseline -> wanted.addAll(baseline.replicas().keySet()));
        found.forEach(one -> wanted.remove(one.workload().id().toString()));
        String which = query.labels().isEmpty() ? "" : " that gives its pods the labels " + query.labels();
        return wanted.stream()
                .map(id -> new HealthFinding(Kind.MISSING_WORKLOAD, Severity.BROKEN, id, "there is no " + id + which))
                .toList();
    }

    /** Lets pods that do not end be notes where all that their workload wants are there besides them. */
    private static List<PodHealth> excused(List<PodHealth> pods, List<WorkloadHealth> workloads) {
        Set<WorkloadId> whole = workloads.stream()
                .filter(one ->
                        one.healthyPods() >= one.workload().rollout().counts().desired())
                .map(one -> one.workload().id())
                .collect(Collectors.toSet());
        return pods.stream()
                .map(pod -> isIn(whole, pod.pod()) ? excused(pod) : pod)
                .toList();
    }

    private static boolean isIn(Set<WorkloadId> whole, Pod pod) {
        return pod.workload().filter(whole::contains).isPresent();
    }

    private static PodHealth excused(PodHealth pod) {
        List<HealthFinding> findings = pod.findings().stream()
                .map(finding -> finding.kind() == Kind.STUCK_TERMINATING
                        ? new HealthFinding(finding.kind(), Severity.NOTE, finding.subject(), finding.detail())
                        : finding)
                .toList();
        return new PodHealth(pod.pod(), pod.healthy(), pod.restarts(), findings);
    }
}
