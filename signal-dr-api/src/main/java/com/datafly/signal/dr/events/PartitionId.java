package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One partition of a topic. Ordered by topic, then by number.
 *
 * @param topic the topic's name
 * @param partition its number, from 0
 * @since 0.1
 */
public record PartitionId(String topic, int partition) implements Comparable<PartitionId> {

    /** Refuses null. */
    public PartitionId {
        requireNonNull(topic, "topic");
    }

    @Override
    public int compareTo(PartitionId other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic == 0 ? Integer.compare(partition, other.partition) : byTopic;
    }

    /**
     * Written out, as the key of maps of thousands: what a record has of its own is slow in a JVM that just started.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionId id && partition == id.partition && topic.equals(id.topic);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + partition;
    }

    /** Returns the usual form, as in {@code events.raw-3}. */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
