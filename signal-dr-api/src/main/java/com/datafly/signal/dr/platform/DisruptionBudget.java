package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How many of some pods may be evicted at a time.
 *
 * @param name its name
 * @param selector the pods that it guards
 * @param minAvailable how many must stay, a number or a percentage, if it says so
 * @param maxUnavailable how many may be missing, a number or a percentage, if it says so
 * @param expected how many pods its controller counted
 * @param healthy how many of them were ready
 * @param allowed how many may be evicted now
 * @param observed whether these numbers are of its newest specification
 * @since 0.1
 */
public record DisruptionBudget(
        String name,
        LabelSelector selector,
        Optional<String> minAvailable,
        Optional<String> maxUnavailable,
        int expected,
        int healthy,
        int allowed,
        boolean observed) {

    /** Refuses null. */
    public DisruptionBudget {
        requireNonNull(name, "name");
        requireNonNull(selector, "selector");
        requireNonNull(minAvailable, "minAvailable");
        requireNonNull(maxUnavailable, "maxUnavailable");
    }
}
