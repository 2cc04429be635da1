package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.ArchiveGap;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an archive has of a time window, by the times of its segments: no event of the window lies outside the ranges,
 * others may lie within.
 *
 * @param ranges what to read of each partition
 * @param missingBefore the time of the first event of partitions that should have had older ones
 * @param gaps what the cluster had removed before it was archived, where it may have been of these times
 */
public record ArchiveWindow(
        Map<PartitionId, CopyRange> ranges, Map<PartitionId, Instant> missingBefore, List<ArchiveGap> gaps) {

    /**
     * The times that are meant.
     *
     * @param fromMillis the earliest, in milliseconds since 1970 in UTC; {@link Long#MIN_VALUE} for any
     * @param toMillis the one that ends it; {@link Long#MAX_VALUE} for none
     * @param disorder how far out of order the times in a log may be
     */
    public record Bounds(long fromMillis, long toMillis, Duration disorder) {

        private boolean meets(SegmentContent content) {
            return !content.isEmpty()
                    && content.times().latest() >= fromMillis
                    && content.times().earliest() < toMillis;
        }

        /** Tells whether events may be meant that stand in the log behind {@code before} and ahead of {@code after}. */
        private boolean meetsBetween(Optional<Long> before, Optional<Long> after) {
            long slack = disorder.toMillis();
            return after.map(time -> fromMillis <= time + slack).orElse(true)
                    && before.map(time -> time - slack < toMillis).orElse(true);
        }
    }

    static ArchiveWindow of(Map<PartitionId, List<SegmentLink>> chains, Bounds bounds) {
        ArchiveWindow window = new ArchiveWindow(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        new TreeMap<>(chains).forEach((partition, links) -> {
            window.ranges.put(partition, range(links, bounds));
            SegmentLink first = links.get(0);
            earliest(links)
                    .filter(time ->
                            first.span().from() > 0 && bounds.fromMillis != Long.MIN_VALUE && bounds.fromMillis <= time)
                    .ifPresent(time -> window.missingBefore.put(partition, Instant.ofEpochMilli(time)));
            window.gaps.addAll(gaps(links, bounds));
        });
        return window;
    }

    private static CopyRange range(List<SegmentLink> links, Bounds bounds) {
        List<SegmentLink> within =
                links.stream().filter(link -> bounds.meets(link.content())).toList();
        if (within.isEmpty()) {
            long end = links.get(links.size() - 1).span().next();
            return new CopyRange(end, end);
        }
        return new CopyRange(
                within.get(0).span().readable(),
                within.get(within.size() - 1).span().next());
    }

    private static List<ArchiveGap> gaps(List<SegmentLink> links, Bounds bounds) {
        List<ArchiveGap> gaps = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            boolean meant = links.get(i).span().lost() > 0
                    && bounds.meetsBetween(latest(links.subList(0, i)), earliest(links.subList(i, links.size())));
            if (meant) {
                gaps.add(links.get(i).gap());
            }
        }
        return gaps;
    }

    private static Optional<Long> earliest(List<SegmentLink> links) {
        return links.stream()
                .map(SegmentLink::content)
                .filter(content -> !content.isEmpty())
                .map(content -> content.times().earliest())
                .min(Long::compare);
    }

    private static Optional<Long> latest(List<SegmentLink> links) {
        return links.stream()
                .map(SegmentLink::content)
                .filter(content -> !content.isEmpty())
                .map(content -> content.times().latest())
                .max(Long::compare);
    }
}
