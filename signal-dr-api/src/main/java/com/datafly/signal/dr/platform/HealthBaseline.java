package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What ran at some moment, to compare a later one with. It can be the output of a step, and grows with the number of
 * workloads and of pods that were started again, not with that of pods.
 *
 * @param at when it was seen, by the clock of whoever looked
 * @param restarts how often containers of pods were started again before, by the pods' uids; pods that are not named,
 *     never
 * @param replicas how many pods the workloads wanted, by their names as {@link WorkloadId#parse} reads them
 * @since 0.1
 */
public record HealthBaseline(Instant at, Map<String, Integer> restarts, Map<String, Integer> replicas) {

    /** Refuses null; takes copies. */
    public HealthBaseline {
        requireNonNull(at, "at");
        restarts = Collections.unmodifiableMap(new TreeMap<>(restarts));
        replicas = Collections.unmodifiableMap(new TreeMap<>(replicas));
    }

    /** Returns how often containers of a pod were started again since then; 0 or more. */
    public int restartsSince(Pod pod) {
        return Math.max(0, pod.restarts() - restarts.getOrDefault(pod.uid(), 0));
    }
}
