package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.PartitionId;

/**
 * How far one partition was copied.
 *
 * @param source the topic at the old cluster
 * @param target the topic at the new one
 * @param partition the partition's number at both
 * @param copiedTo the old cluster's offset up to which it was copied
 * @param exact whether surely no more was copied
 * @since 0.1
 */
public record PartitionCopied(String source, String target, int partition, long copiedTo, boolean exact) {

    /** Returns the partition at the old cluster. */
    public PartitionId sourceId() {
        return new PartitionId(source, partition);
    }

    /** Returns the partition at the new one. */
    public PartitionId targetId() {
        return new PartitionId(target, partition);
    }
}
