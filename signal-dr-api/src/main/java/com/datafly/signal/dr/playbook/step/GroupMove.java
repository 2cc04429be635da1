package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TranslationMethod;

/**
 * Where a consumer group goes on in one partition.
 *
 * @param group the group
 * @param topic the topic at the cluster that it goes to
 * @param partition the partition's number
 * @param offset the offset that it reads next
 * @param metadata what it noted beside its commit
 * @param former what it has committed there when this was found out; {@link #NONE} if nothing
 * @param method how the offset was found
 * @param bound how many events at most it reads again
 * @since 0.1
 */
public record GroupMove(
        String group,
        String topic,
        int partition,
        long offset,
        String metadata,
        long former,
        TranslationMethod method,
        long bound) {

    /** The group has committed nothing there. */
    public static final long NONE = -1;

    /** Returns the same move of a group that had committed something else there. */
    public GroupMove from(long other) {
        return new GroupMove(group, topic, partition, offset, metadata, other, method, bound);
    }

    /** Returns the partition. */
    public PartitionId id() {
        return new PartitionId(topic, partition);
    }
}
