package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.PartitionId;

/**
 * A stretch of one partition.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param from the first offset
 * @param to the offset behind the last one
 * @since 0.1
 */
public record OffsetSpan(String topic, int partition, long from, long to) {

    /** Returns the partition. */
    public PartitionId id() {
        return new PartitionId(topic, partition);
    }
}
