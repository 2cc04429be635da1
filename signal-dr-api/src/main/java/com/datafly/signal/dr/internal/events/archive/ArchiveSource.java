package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopySource;
import com.datafly.signal.dr.spi.EventReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Archived topics as a source of copies: restores and replays. Thread-safe. */
public final class ArchiveSource implements CopySource {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final Map<PartitionId, List<SegmentLink>> chains;

    ArchiveSource(ArchiveObjects objects, ArchiveKeys keys, Map<PartitionId, List<SegmentLink>> chains) {
        this.objects = objects;
        this.keys = keys;
        this.chains = chains;
    }

    /** Returns the offsets that there are of each partition that holds something. */
    public Map<PartitionId, CopyRange> ranges() {
        Map<PartitionId, CopyRange> ranges = new TreeMap<>();
        chains.forEach((partition, links) -> ranges.put(
                partition,
                new CopyRange(
                        links.get(0).span().from(),
                        links.get(links.size() - 1).span().next())));
        return ranges;
    }

    /** Returns what there is of a time window. */
    public ArchiveWindow window(ArchiveWindow.Bounds bounds) {
        return ArchiveWindow.of(chains, bounds);
    }

    /**
     * Reads every segment of these ranges, and makes sure that it is what was stored.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the detail {@code object} for the first that is not
     */
    public void requireStored(Map<PartitionId, CopyRange> ranges) {
        links(ranges).values().stream()
                .flatMap(List::stream)
                .filter(link -> !link.content().isEmpty())
                .forEach(link -> SegmentStream.requireStored(objects, keys, link));
    }

    /** Returns the same source, of which no more is read than what these ranges need. */
    public CopySource within(Map<PartitionId, CopyRange> ranges) {
        return new ArchiveSource(objects, keys, links(ranges));
    }

    private Map<PartitionId, List<SegmentLink>> links(Map<PartitionId, CopyRange> ranges) {
        Map<PartitionId, List<SegmentLink>> links = new TreeMap<>();
        ranges.forEach((partition, range) -> links.put(
                partition,
                chains.getOrDefault(partition, List.of()).stream()
                        .filter(link ->
                                link.span().next() > range.from() && link.span().from() < range.to())
                        .toList()));
        return links;
    }

    @Override
    public EventReader open() {
        return new ArchiveReader(objects, keys, chains);
    }
}
