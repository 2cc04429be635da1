package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.PartitionId;

/**
 * An offset of one partition.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param offset the offset
 * @since 0.1
 */
public record PartitionOffset(String topic, int partition, long offset) {

    /** Notes an offset. */
    public static PartitionOffset of(PartitionId partition, long offset) {
        return new PartitionOffset(partition.topic(), partition.partition(), offset);
    }

    /** Returns the partition. */
    public PartitionId id() {
        return new PartitionId(topic, partition);
    }
}
