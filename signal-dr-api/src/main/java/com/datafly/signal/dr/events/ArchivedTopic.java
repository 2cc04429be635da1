package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One life of a topic in an archive. Immutable.
 *
 * @since 0.1
 */
public final class ArchivedTopic {

    private final String name;
    private final String lineage;
    private final Origin origin;
    private final Map<String, String> settings;
    private final List<ArchivedRange> ranges;

    private ArchivedTopic(
            String name, String lineage, Origin origin, Map<String, String> settings, List<ArchivedRange> ranges) {
        this.name = requireNonNull(name, "name");
        this.lineage = requireNonNull(lineage, "lineage");
        this.origin = requireNonNull(origin, "origin");
        this.settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        this.ranges = List.copyOf(ranges);
    }

    /** Describes a topic; takes copies. */
    public static ArchivedTopic of(
            String name, String lineage, Origin origin, Map<String, String> settings, List<ArchivedRange> ranges) {
        return new ArchivedTopic(name, lineage, origin, settings, ranges);
    }

    /** Returns the topic's name. */
    public String name() {
        return name;
    }

    /** Returns the topic's id, which tells it from one of the same name before or after it. */
    public String lineage() {
        return lineage;
    }

    /** Returns the id of the cluster that it was archived from. */
    public String cluster() {
        return origin.cluster();
    }

    /** Returns how many partitions it had when it was last archived. */
    public int partitions() {
        return origin.partitions();
    }

    /** Returns when it was first archived with so many partitions. */
    public Instant since() {
        return origin.since();
    }

    /** Returns the settings that the topic itself had then. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Returns what is there of each partition, in order; one that never held anything is not there. */
    public List<ArchivedRange> ranges() {
        return ranges;
    }

    @Override
    public String toString() {
        return name + " (" + lineage + ", " + partitions() + " partitions of " + cluster() + ")";
    }

    /**
     * Where an archived topic comes from.
     *
     * @param cluster the cluster's id
     * @param partitions how many partitions it had
     * @param since when it was first archived with so many
     * @since 0.1
     */
    public record Origin(String cluster, int partitions, Instant since) {

        /** Refuses null. */
        public Origin {
            requireNonNull(cluster, "cluster");
            requireNonNull(since, "since");
        }
    }
}
