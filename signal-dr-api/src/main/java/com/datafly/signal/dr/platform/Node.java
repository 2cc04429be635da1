package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * A machine that runs pods, as the platform tells of it now.
 *
 * @param name its name
 * @param ready whether it said lately that it can run pods
 * @param schedulable whether it is given new ones
 * @param pressures what it is short of, in the platform's own words, as in {@code MemoryPressure}
 * @param reason why it is not ready, if it is not
 * @since 0.1
 */
public record Node(String name, boolean ready, boolean schedulable, Set<String> pressures, Optional<String> reason) {

    /** Refuses null; takes a copy. */
    public Node {
        requireNonNull(name, "name");
        pressures = Set.copyOf(pressures);
        requireNonNull(reason, "reason");
    }
}
