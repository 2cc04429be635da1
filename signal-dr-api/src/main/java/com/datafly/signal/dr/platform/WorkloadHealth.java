package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A workload, and what is to be thought of it.
 *
 * @param workload the workload as the platform tells of it
 * @param healthyPods how many of its pods surely do their work now, which its own numbers may not know yet
 * @param findings what was seen of it besides what was seen of its pods
 * @since 0.1
 */
public record WorkloadHealth(Workload workload, int healthyPods, List<HealthFinding> findings) {

    /** Refuses null; takes a copy. */
    public WorkloadHealth {
        requireNonNull(workload, "workload");
        findings = List.copyOf(findings);
    }
}
