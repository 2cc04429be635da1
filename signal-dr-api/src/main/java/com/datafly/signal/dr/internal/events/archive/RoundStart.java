package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import java.util.HashMap;
import java.util.Map;

/** Where a round begins in each partition, and where it ends. Used by one thread. */
final class RoundStart {

    private final Map<PartitionId, Long> begins = new HashMap<>();
    private final Map<PartitionId, Long> positions = new HashMap<>();
    private final Map<PartitionId, Long> lost = new HashMap<>();
    private final Map<PartitionId, Long> goals = new HashMap<>();
    private final Map<PartitionId, DrException> failed = new HashMap<>();
    private final Resumption resumption = new Resumption();
    private final LinkWriter links;

    RoundStart(LinkWriter links) {
        this.links = links;
    }

    /** Asks for the logs' starts and ends, and looks where the chains end. */
    void look(StreamResource stream, Map<PartitionId, ChainId> partitions, Chains chains) {
        LogEdges edges = new LogEdges(stream, partitions.keySet());
        Map<PartitionId, OffsetAnswer> starts = edges.ask(OffsetPoint.earliest());
        Map<PartitionId, OffsetAnswer> stables = edges.ask(OffsetPoint.stable());
        Map<PartitionId, OffsetAnswer> ends = edges.ask(OffsetPoint.latest());
        failed.putAll(edges.failed());
        partitions.forEach((partition, chain) -> {
            OffsetAnswer earliest = starts.get(partition);
            OffsetAnswer stable = stables.get(partition);
            OffsetAnswer latest = ends.get(partition);
            if (earliest != null && stable != null && latest != null && !failed.containsKey(partition)) {
                begin(chain, chains, new Log(earliest.offset(), stable.offset(), latest.offset()));
            }
        });
    }

    private void begin(ChainId chain, Chains chains, Log log) {
        PartitionId partition = chain.partitionId();
        boolean returning = links.isKnown(chain);
        ChainHead head;
        try {
            head = returning ? links.known(chain) : chains.head(chain);
        } catch (DrException e) {
            failed.put(partition, e);
            return;
        }
        links.begin(chain, head);
        long next = head.isBegun() ? head.next() : log.earliest();
        if (next > log.latest()) {
            failed.put(partition, LogReading.truncated(partition, next, log.latest()));
            return;
        }
        long from = Math.max(next, log.earliest());
        if (from > next) {
            lost.put(partition, from);
        } else if ((!returning || log.latest() > next) && head.lastOffset() >= log.earliest()) {
            from = resumption.expect(partition, head);
        }
        begins.put(partition, next);
        positions.put(partition, from);
        goals.put(partition, Math.max(log.stable(), from));
    }

    /** Returns the offset that each partition's next segment begins at. */
    Map<PartitionId, Long> begins() {
        return begins;
    }

    /** Returns the offset that each partition is read from. */
    Map<PartitionId, Long> positions() {
        return positions;
    }

    /** Returns where the logs begin that have lost something since they were archived. */
    Map<PartitionId, Long> lost() {
        return lost;
    }

    /** Returns how far each partition is read. */
    Map<PartitionId, Long> ends() {
        return goals;
    }

    /** Returns what cannot be archived. */
    Map<PartitionId, DrException> failed() {
        return failed;
    }

    Resumption resumption() {
        return resumption;
    }

    private record Log(long earliest, long stable, long latest) {}
}
