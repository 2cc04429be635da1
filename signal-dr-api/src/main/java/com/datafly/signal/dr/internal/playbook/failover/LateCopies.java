package com.datafly.signal.dr.internal.playbook.failover;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the copying software brought to the new cluster behind the mark of the cut-over, because it did not stop in time
 * or began again: the old cluster has these events in their place, so they do not go back, and are not lost either.
 *
 * <p>They are known by themselves: an event behind the mark is such a copy if the old cluster has one of the same time,
 * key, value and headers, among those that were not copied at the cut-over or that were copied again since. So a topic
 * of the new cluster that gives events its own time hides them.
 */
final class LateCopies {

    /** By the new cluster's partition: its offsets, and the old cluster's of the same events. */
    private final Map<PartitionId, NavigableMap<Long, Long>> sources = new HashMap<>();

    /** By the old cluster's partition: the offsets that were looked at, in order. */
    private final Map<PartitionId, List<Long>> looked = new HashMap<>();

    private LateCopies() {}

    /** Looks for them. Nothing may be copying meanwhile. */
    static LateCopies find(StepContext context, CutOver cut, WayBack ways, OldEdges edges) {
        Map<PartitionId, PartitionCut> copies = new HashMap<>();
        List<OffsetSpan> windows = new ArrayList<>();
        for (PartitionCut copy : ways.copies(Clusters.link(context).driver())) {
            boolean wasCopied = cut.cuts().contains(copy) || edges.again().containsKey(copy.sourceId());
            OffsetSpan window = edges.window(copy);
            if (wasCopied && window.from() < window.to()) {
                copies.put(copy.targetId(), copy);
                windows.add(window);
            }
        }
        LateCopies late = new LateCopies();
        Map<PartitionId, Map<Fingerprint, Long>> known = late.look(Clusters.old(context), windows);
        copies.values().removeIf(copy -> !known.containsKey(copy.sourceId()));
        late.compare(Clusters.standby(context), copies, known);
        return late;
    }

    private Map<PartitionId, Map<Fingerprint, Long>> look(StreamResource old, Collection<OffsetSpan> windows) {
        Map<PartitionId, Map<Fingerprint, Long>> known = new HashMap<>();
        new SpanReader(old).read(windows, event -> {
            looked.computeIfAbsent(event.partition(), id -> new ArrayList<>()).add(event.offset());
            known.computeIfAbsent(event.partition(), id -> new HashMap<>())
                    .putIfAbsent(Fingerprint.of(event), event.offset());
        });
        return known;
    }

    private void compare(
            StreamResource standby,
            Map<PartitionId, PartitionCut> copies,
            Map<PartitionId, Map<Fingerprint, Long>> known) {
        Map<PartitionId, Long> ends = Clusters.offsets(standby, copies.keySet(), OffsetPoint.stable());
        Map<PartitionId, Long> starts = Clusters.offsets(standby, copies.keySet(), OffsetPoint.earliest());
        List<OffsetSpan> spans = new ArrayList<>();
        copies.forEach((target, copy) -> {
            long from = Math.max(copy.end(), starts.getOrDefault(target, 0L));
            long to = ends.getOrDefault(target, from);
            if (from < to) {
                spans.add(new OffsetSpan(target.topic(), target.partition(), from, to));
            }
        });
        new SpanReader(standby).read(spans, event -> {
            PartitionCut copy = requireNonNull(copies.get(event.partition()));
            Long offset = requireNonNull(known.get(copy.sourceId())).get(Fingerprint.of(event));
            if (offset != null) {
                sources.computeIfAbsent(event.partition(), id -> new TreeMap<>())
                        .put(event.offset(), offset);
            }
        });
    }

    /** Tells whether an event of the new cluster is such a copy. */
    boolean has(EventRecord event) {
        return of(event.partition()).containsKey(event.offset());
    }

    /** Returns the old cluster's first offset among the copies that stand at an offset of the new one or after it. */
    OptionalLong first(PartitionId target, long from) {
        return of(target).tailMap(from, true).values().stream()
                .mapToLong(Long::longValue)
                .min();
    }

    /** Returns the old cluster's offset up to which everything was copied before an offset of the new one. */
    long copiedTo(PartitionCut cut, long before) {
        Set<Long> copied = new HashSet<>(of(cut.targetId()).headMap(before).values());
        long to = cut.copiedTo();
        for (long offset : looked.getOrDefault(cut.sourceId(), List.of())) {
            if (offset >= to && !copied.contains(offset)) {
                break;
            }
            to = Math.max(to, offset + 1);
        }
        return to;
    }

    private NavigableMap<Long, Long> of(PartitionId target) {
        return sources.getOrDefault(target, new TreeMap<>());
    }
}
