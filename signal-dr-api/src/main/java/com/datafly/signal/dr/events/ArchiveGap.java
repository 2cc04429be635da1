package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * Events that were removed from a cluster before they were archived. They are in no segment, and every offset between
 * is accounted for by this.
 *
 * @param partition the partition
 * @param lineage the id of the topic, which tells it from one of the same name before or after it
 * @param from the first offset that is missing
 * @param to the first offset that was still there
 * @since 0.1
 */
public record ArchiveGap(PartitionId partition, String lineage, long from, long to) {

    /** Refuses null. */
    public ArchiveGap {
        requireNonNull(partition, "partition");
        requireNonNull(lineage, "lineage");
    }

    @Override
    public String toString() {
        return partition + " [" + from + ", " + to + ")";
    }
}
