package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A partition that is not as it should be.
 *
 * @param partition which
 * @param kind what is wrong
 * @param leader the broker that leads it, or -1 if none does
 * @param replicas the brokers that should have it
 * @param inSync those of them that have all of it
 * @param minimumInSync how many of them writes with full acknowledgement need; -1 if nobody could be asked
 * @since 0.1
 */
public record PartitionProblem(
        PartitionId partition, Kind kind, int leader, List<Integer> replicas, List<Integer> inSync, int minimumInSync) {

    /** Takes copies. */
    public PartitionProblem {
        requireNonNull(partition, "partition");
        requireNonNull(kind, "kind");
        replicas = List.copyOf(replicas);
        inSync = List.copyOf(inSync);
    }

    /**
     * What is wrong, the worst first.
     *
     * @since 0.1
     */
    public enum Kind {
        /** Nobody leads it: it can be neither read nor written. */
        OFFLINE,
        /** Fewer replicas are in sync than writes with full acknowledgement need: those are refused. */
        UNDER_MINIMUM,
        /** Some replica is behind, and nobody could be asked how many writes with full acknowledgement need. */
        MINIMUM_UNKNOWN,
        /** As many as needed and not one more: the next loss refuses writes. */
        AT_MINIMUM,
        /** Some replica is behind. */
        UNDER_REPLICATED
    }
}
