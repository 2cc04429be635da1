package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A pod, and what is to be thought of it.
 *
 * @param pod the pod as the platform tells of it
 * @param healthy whether it surely does its work now: it is ready, not to end, and its node is alive
 * @param restarts how often its containers were started again since the baseline; without one, ever
 * @param findings what was seen
 * @since 0.1
 */
public record PodHealth(Pod pod, boolean healthy, int restarts, List<HealthFinding> findings) {

    /** Refuses null; takes a copy. */
    public PodHealth {
        requireNonNull(pod, "pod");
        findings = List.copyOf(findings);
    }
}
