package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.PartitionId;

/**
 * Events without a gap at either side that were copied one after the other.
 *
 * @param source the partition they came from
 * @param sourceFrom the first one's offset there
 * @param target the partition they went to
 * @param targetFrom the first one's offset there
 * @param length how many
 */
public record CopiedRun(PartitionId source, long sourceFrom, PartitionId target, long targetFrom, long length) {

    boolean isContinuedBy(PartitionId partition, long sourceOffset, long targetOffset) {
        return target.equals(partition) && sourceFrom + length == sourceOffset && targetFrom + length == targetOffset;
    }

    CopiedRun longer() {
        return new CopiedRun(source, sourceFrom, target, targetFrom, length + 1);
    }
}
