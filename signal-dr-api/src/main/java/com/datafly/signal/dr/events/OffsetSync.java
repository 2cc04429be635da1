package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * A pair of offsets of one and the same event at two clusters.
 *
 * @param partition the partition at the source
 * @param sourceOffset the event's offset there
 * @param targetOffset its offset at the target
 * @param position where the pair stands in the copying software's log
 * @since 0.1
 */
public record OffsetSync(PartitionId partition, long sourceOffset, long targetOffset, long position) {

    /** Refuses null. */
    public OffsetSync {
        requireNonNull(partition, "partition");
    }
}
