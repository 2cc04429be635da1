package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topic that is to be made.
 *
 * @since 0.1
 */
public final class TopicSpec {

    /** Leaves the replication factor to the cluster. */
    public static final int CLUSTER_DEFAULT = -1;

    private final String name;
    private final int partitions;
    private final int replicationFactor;
    private final Map<String, String> settings;

    private TopicSpec(String name, int partitions, int replicationFactor, Map<String, String> settings) {
        this.name = requireNonNull(name, "name");
        this.partitions = partitions;
        this.replicationFactor = replicationFactor;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Describes a topic with the cluster's own replication factor. */
    public static TopicSpec of(String name, int partitions, Map<String, String> settings) {
        return new TopicSpec(name, partitions, CLUSTER_DEFAULT, settings);
    }

    /** Returns this description with a replication factor. */
    public TopicSpec replicationFactor(int replicationFactor) {
        return new TopicSpec(name, partitions, replicationFactor, settings);
    }

    /** Returns the topic's name. */
    public String name() {
        return name;
    }

    /** Returns how many partitions it gets. */
    public int partitions() {
        return partitions;
    }

    /** Returns how many copies of each partition there shall be, or {@link #CLUSTER_DEFAULT}. */
    public int replicationFactor() {
        return replicationFactor;
    }

    /** Returns the settings that differ from the cluster's, by name. */
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public String toString() {
        return name + " (" + partitions + " partitions)";
    }
}
