package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadHealth;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Notes of what ran at some moment. */
final class Baselines {

    private Baselines() {}

    static HealthBaseline of(HealthReport report) {
        return of(
                report.at(),
                report.workloads().stream().map(WorkloadHealth::workload).toList(),
                report.pods().stream().map(PodHealth::pod).toList());
    }

    /** Notes workloads that keep pods running, and pods that have restarts. */
    static HealthBaseline of(Instant at, List<Workload> workloads, List<Pod> pods) {
        Map<String, Integer> replicas = new TreeMap<>();
        workloads.stream().filter(workload -> workload.id().kind().rollsOut()).forEach(workload -> {
            int desired = workload.rollout().counts().desired();
            replicas.put(workload.id().toString(), desired);
        });
        Map<String, Integer> restarts = new TreeMap<>();
        pods.stream().filter(pod -> pod.restarts() > 0).forEach(pod -> restarts.put(pod.uid(), pod.restarts()));
        return new HealthBaseline(at, restarts, replicas);
    }
}
