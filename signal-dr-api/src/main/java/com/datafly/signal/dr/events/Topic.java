package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a cluster.
 *
 * @since 0.1
 */
public final class Topic {

    private final String name;
    private final @Nullable String id;
    private final int partitions;
    private final int replicationFactor;
    private final boolean internal;

    private Topic(String name, @Nullable String id, int partitions, int replicationFactor, boolean internal) {
        this.name = requireNonNull(name, "name");
        this.id = id;
        this.partitions = partitions;
        this.replicationFactor = replicationFactor;
        this.internal = internal;
    }

    /** Describes a topic. */
    public static Topic of(String name, Optional<String> id, int partitions, int replicationFactor, boolean internal) {
        return new Topic(name, id.orElse(null), partitions, replicationFactor, internal);
    }

    /** Returns the topic's name. */
    public String name() {
        return name;
    }

    /** Returns what tells it from a topic of the same name before or after it; empty where the cluster has no ids. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Returns how many partitions it has. */
    public int partitions() {
        return partitions;
    }

    /** Returns how many copies of each partition there should be. */
    public int replicationFactor() {
        return replicationFactor;
    }

    /** Tells whether the cluster keeps it for itself. */
    public boolean internal() {
        return internal;
    }

    /** Returns its partitions, in order. */
    public List<PartitionId> partitionIds() {
        return IntStream.range(0, partitions)
                .mapToObj(number -> new PartitionId(name, number))
                .toList();
    }

    @Override
    public String toString() {
        return name + " (" + partitions + " partitions)";
    }
}
