package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.internal.events.copy.CopiedRun;
import com.datafly.signal.dr.internal.events.replication.ReplicaLink;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import com.datafly.signal.dr.spi.ReplicationDriver.Syncs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the old cluster's own events begin and end, by its partitions.
 *
 * @param starts where its logs start
 * @param ends where its own events end: at the first one that was copied back, or at the log's end
 * @param again the first event that was copied to the new cluster once more behind the mark, by what was written down
 */
record OldEdges(Map<PartitionId, Long> starts, Map<PartitionId, Long> ends, Map<PartitionId, Long> again) {

    static OldEdges ask(StepContext context, CutOver cut, WayBack ways, CopiedOffsets copied) {
        StreamResource old = Clusters.old(context);
        Map<String, Topic> there = Clusters.topics(old);
        Set<PartitionId> sources = new HashSet<>(ways.sources());
        cut.cuts().forEach(each -> sources.add(each.sourceId()));
        sources.removeIf(source -> !Clusters.has(there, source));
        Map<PartitionId, Long> ends = new HashMap<>(Clusters.offsets(old, sources, OffsetPoint.stable()));
        ways.cuts().keySet().stream()
                .map(copied::runs)
                .flatMap(List::stream)
                .forEach(run -> ends.merge(run.target(), begin(run), Math::min));
        return new OldEdges(Clusters.offsets(old, sources, OffsetPoint.earliest()), ends, again(context, ways));
    }

    private static Long begin(CopiedRun run) {
        return run.targetFrom();
    }

    private static Map<PartitionId, Long> again(StepContext context, WayBack ways) {
        ReplicaLink link = Clusters.link(context);
        Map<PartitionId, Long> marks = new HashMap<>();
        ways.copies(link.driver()).forEach(copy -> marks.put(copy.sourceId(), copy.end()));
        Map<PartitionId, Long> again = new HashMap<>();
        for (OffsetSync sync : syncs(context, 0).syncs()) {
            if (sync.targetOffset() >= marks.getOrDefault(sync.partition(), Long.MAX_VALUE)) {
                again.merge(sync.partition(), sync.sourceOffset(), Math::min);
            }
        }
        return again;
    }

    /** Returns what the copying software wrote down; nothing where it keeps that at the source. */
    static Syncs syncs(StepContext context, long from) {
        ReplicaLink link = Clusters.link(context);
        try {
            return link.target()
                    .read(
                            "read the pairs of offsets at " + link.target().address(),
                            each -> link.driver().syncs(from));
        } catch (DrException e) {
            if (e.code() == ErrorCode.FAILED_PRECONDITION) {
                return new Syncs(List.of(), 0, 0);
            }
            throw e;
        }
    }

    /** Returns the old cluster's own events that the cut-over does not know to be copied, or that were copied again. */
    OffsetSpan window(PartitionCut cut) {
        PartitionId source = cut.sourceId();
        return span(source, Math.min(cut.copiedTo(), again.getOrDefault(source, cut.copiedTo())));
    }

    /** Returns the old cluster's own events from an offset on; none of a partition that is not there. */
    OffsetSpan span(PartitionId source, long from) {
        long begin = Math.max(from, start(source));
        return new OffsetSpan(source.topic(), source.partition(), begin, Math.max(begin, end(source)));
    }

    long start(PartitionId source) {
        return starts.getOrDefault(source, 0L);
    }

    long end(PartitionId source) {
        return ends.getOrDefault(source, 0L);
    }
}
