package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import java.util.Map;
import java.util.Set;

/**
 * The first offset and the end of what is committed, of partitions of the target that are there.
 *
 * @param starts the first offsets that can still be read
 * @param ends the ends
 */
record TargetEdges(Map<PartitionId, Long> starts, Map<PartitionId, Long> ends) {

    static TargetEdges ask(ReplicaLink link, Set<PartitionId> partitions) {
        return link.askTarget(
                "ask for offsets",
                driver -> new TargetEdges(
                        ReplicaLink.offsets(driver, partitions, OffsetPoint.earliest()),
                        ReplicaLink.offsets(driver, partitions, OffsetPoint.stable())));
    }

    boolean has(PartitionId partition) {
        return starts.containsKey(partition) && ends.containsKey(partition);
    }

    long start(PartitionId partition) {
        return starts.getOrDefault(partition, 0L);
    }

    long end(PartitionId partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
