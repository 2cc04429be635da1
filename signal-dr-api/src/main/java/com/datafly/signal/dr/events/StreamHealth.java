package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a cluster is.
 *
 * @since 0.1
 */
public final class StreamHealth {

    private final List<Integer> brokers;
    private final int controller;
    private final int partitions;
    private final List<PartitionProblem> problems;
    private final List<String> warnings;

    private StreamHealth(
            List<Integer> brokers,
            int controller,
            int partitions,
            List<PartitionProblem> problems,
            List<String> warnings) {
        this.brokers = List.copyOf(brokers);
        this.controller = controller;
        this.partitions = partitions;
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Describes a cluster.
     *
     * @param brokers the ids of those that answer to the cluster now
     * @param partitions how many were looked at
     */
    public static StreamHealth of(
            List<Integer> brokers, OptionalInt controller, int partitions, List<PartitionProblem> problems) {
        requireNonNull(controller, "controller");
        return new StreamHealth(brokers, controller.orElse(-1), partitions, problems, List.of());
    }

    /** Returns this with something more that a person should know, as a provider's probe found it. */
    public StreamHealth warning(String warning) {
        List<String> more = new ArrayList<>(warnings);
        more.add(requireNonNull(warning, "warning"));
        return new StreamHealth(brokers, controller, partitions, problems, more);
    }

    /** Returns the ids of the brokers that are there. */
    public List<Integer> brokers() {
        return brokers;
    }

    /** Returns the broker that is the controller, as clients see it; empty if there is none. */
    public OptionalInt controller() {
        return controller < 0 ? OptionalInt.empty() : OptionalInt.of(controller);
    }

    /** Returns how many partitions were looked at. */
    public int partitions() {
        return partitions;
    }

    /** Returns the partitions that are not as they should be. */
    public List<PartitionProblem> problems() {
        return problems;
    }

    /** Returns what else a person should know. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Tells whether every partition surely can be read, and written with full acknowledgement, and there is a
     * controller.
     */
    public boolean serving() {
        return controller >= 0
                && problems.stream()
                        .map(PartitionProblem::kind)
                        .noneMatch(kind -> kind.compareTo(PartitionProblem.Kind.MINIMUM_UNKNOWN) <= 0);
    }

    @Override
    public String toString() {
        return brokers.size() + " brokers, " + problems.size() + " of " + partitions + " partitions with problems";
    }
}
