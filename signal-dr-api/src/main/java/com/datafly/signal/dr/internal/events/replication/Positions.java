package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far partitions of the source are copied. Sure is the last pair of offsets alone: what stands at the target behind
 * it is counted, but copying may have gone back since, and the pair that would tell may not be written yet. So a count
 * is sure only if both sides have the same record at its end. Not thread-safe.
 */
final class Positions {

    private static final Duration ALLOWED = Duration.ofSeconds(5);

    private final Map<PartitionId, Long> surely = new HashMap<>();
    private final Map<PartitionId, Long> counted = new HashMap<>();
    private final Map<PartitionId, Long> targetStarts = new HashMap<>();
    private final Map<PartitionId, Long> targetEnds = new HashMap<>();

    /** Those where copying surely is as far as it ever was. */
    private final Set<PartitionId> settled = new HashSet<>();

    /** Those whose count is sure. */
    private final Set<PartitionId> proven = new HashSet<>();

    private Positions() {}

    static Positions ask(ReplicaLink link, ReplicationMemory memory, Set<PartitionId> partitions) {
        Set<PartitionId> targets = partitions.stream().map(link::targetOf).collect(Collectors.toSet());
        TargetEdges edges = TargetEdges.ask(link, targets);
        Positions positions = new Positions();
        for (PartitionId partition : partitions) {
            RunTable table = memory.tables().getOrDefault(partition, new RunTable());
            positions.note(partition, table, edges.end(link.targetOf(partition)));
            positions.targetStarts.put(partition, edges.start(link.targetOf(partition)));
        }
        return positions;
    }

    /** Every record behind the last pair took at least one offset of the source, if the target has no marks. */
    private void note(PartitionId partition, RunTable table, long targetEnd) {
        boolean known = !table.pairs().isEmpty();
        long sure = known ? table.pairs().lastSource() + 1 : 0;
        long behind = known ? Math.max(0, targetEnd - 1 - table.pairs().lastTarget()) : targetEnd;
        boolean counts = known && table.facts().denseTarget();
        surely.put(partition, sure);
        counted.put(partition, sure + (counts ? behind : 0));
        targetEnds.put(partition, targetEnd);
        // A place that must not be passed yet: copying went back, or may have, and is not as far as it was.
        if (table.barriers().stream().allMatch(place -> place.target() < targetEnd)) {
            settled.add(partition);
        }
        if (behind == 0) {
            proven.add(partition);
        }
    }

    /**
     * Compares the last record that was copied with the one that it is by count; without it only the pairs are sure.
     */
    void compare(ReplicaLink link, SourceView view) {
        Map<PartitionId, Probe> source = new HashMap<>();
        Map<PartitionId, Probe> target = new HashMap<>();
        counted.forEach((partition, count) -> {
            long end = targetEnds.getOrDefault(partition, 0L);
            boolean there = count > view.starts().getOrDefault(partition, 0L)
                    && count <= view.ends().getOrDefault(partition, 0L)
                    && end > targetStarts.getOrDefault(partition, 0L);
            if (!proven.contains(partition) && there) {
                source.put(partition, new Probe(partition, count - 1, count));
                target.put(partition, new Probe(link.targetOf(partition), end - 1, end));
            }
        });
        SideBySide.read(link, source, target, ALLOWED).forEach((partition, both) -> {
            if (both.same()) {
                proven.add(partition);
            }
        });
        counted.replaceAll((partition, count) -> proven.contains(partition) ? count : surelyTo(partition));
    }

    private long surelyTo(PartitionId partition) {
        return surely.getOrDefault(partition, 0L);
    }

    /** Returns the source's offset that is copied next: at least, or if that is not exact and not compared, about. */
    long copiedTo(PartitionId partition) {
        boolean counts = settled.contains(partition) || proven.contains(partition);
        return counts ? counted.getOrDefault(partition, 0L) : surelyTo(partition);
    }

    boolean exact(PartitionId partition) {
        return settled.contains(partition) && proven.contains(partition);
    }
}
