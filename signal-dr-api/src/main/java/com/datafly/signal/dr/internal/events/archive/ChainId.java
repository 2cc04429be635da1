package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.PartitionId;

/**
 * The chain of one partition's segments.
 *
 * @param lineage which life of the topic
 * @param partition the partition's number
 */
record ChainId(Lineage lineage, int partition) {

    PartitionId partitionId() {
        return new PartitionId(lineage.topic(), partition);
    }

    @Override
    public String toString() {
        return lineage.topic() + "-" + partition + " (" + lineage.id() + ")";
    }
}
