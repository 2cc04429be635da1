package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationHole.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the target does not have and somebody misses: of what groups had read before, nobody does. A topic that no group
 * is known of may have any reader.
 *
 * @param events how many events at most are missing at the target for good, for they were never copied
 * @param doubtful how many more may be, where that is not proven
 * @param removed how many events at most the target has removed since, by retention, before known groups had read them
 */
public record UnreadHoles(long events, long doubtful, long removed) {

    static UnreadHoles of(ReplicaLink link, ReplicationMemory memory) {
        Map<PartitionId, Long> lowest = new HashMap<>();
        memory.groups()
                .values()
                .forEach(group -> group.commits()
                        .forEach((partition, commit) -> lowest.merge(partition, commit.offset(), Math::min)));
        return copied(memory, lowest).and(removed(link, memory, lowest));
    }

    private static UnreadHoles copied(ReplicationMemory memory, Map<PartitionId, Long> lowest) {
        long events = 0;
        long doubtful = 0;
        for (ReplicationHole hole : memory.holes()) {
            long unread = unread(hole, memory, lowest.getOrDefault(hole.partition(), 0L));
            if (hole.kind() == Kind.EXPIRED || hole.kind() == Kind.PASSED_OVER) {
                events += unread;
            } else {
                doubtful += unread;
            }
        }
        return new UnreadHoles(events, doubtful, 0);
    }

    private static UnreadHoles removed(ReplicaLink link, ReplicationMemory memory, Map<PartitionId, Long> lowest) {
        Map<PartitionId, RunTable> read = new HashMap<>(memory.tables());
        read.keySet().retainAll(lowest.keySet());
        TargetEdges edges =
                TargetEdges.ask(link, read.keySet().stream().map(link::targetOf).collect(Collectors.toSet()));
        long removed = 0;
        long doubtful = 0;
        for (Map.Entry<PartitionId, RunTable> each : read.entrySet()) {
            long next = memory.next(each.getKey(), lowest.getOrDefault(each.getKey(), 0L));
            long most = each.getValue().removed(next, edges.start(link.targetOf(each.getKey())));
            boolean known = each.getValue().knows(next);
            removed += known ? most : 0;
            doubtful += known ? 0 : most;
        }
        return new UnreadHoles(0, doubtful, removed);
    }

    private UnreadHoles and(UnreadHoles other) {
        return new UnreadHoles(events + other.events, doubtful + other.doubtful, removed + other.removed);
    }

    /** Where the source's log began anew, the question is whether what it has since at these offsets was copied. */
    private static long unread(ReplicationHole hole, ReplicationMemory memory, long lowest) {
        long from = Math.max(hole.from(), lowest);
        SeenTopic seen = memory.topics().get(hole.partition().topic());
        boolean anew = hole.kind() == Kind.RECREATED || hole.kind() == Kind.TRUNCATED;
        if (!anew || seen == null) {
            return Math.max(0, hole.to() - from);
        }
        int number = hole.partition().partition();
        long first = Math.max(from, seen.start(number));
        RunTable table = memory.tables().getOrDefault(hole.partition(), new RunTable());
        boolean copied = hole.kind() == Kind.RECREATED && table.knows(first);
        return copied ? 0 : Math.max(0, Math.min(hole.to(), seen.end(number)) - first);
    }
}
