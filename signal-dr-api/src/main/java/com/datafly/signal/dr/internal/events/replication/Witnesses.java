package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads at the source the records that committed offsets stand at: the one before, or the next where that is gone. */
final class Witnesses {

    private static final Duration ALLOWED = Duration.ofSeconds(2);

    private Witnesses() {}

    /** Reads what can be read in a short time. */
    static Map<Wanted, Witness> read(ReplicaLink link, EventStreamDriver driver, Collection<Wanted> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        var partitions = wanted.stream().map(Wanted::source).collect(Collectors.toSet());
        Map<PartitionId, Long> starts = ReplicaLink.answered(driver, partitions, OffsetPoint.earliest());
        Map<PartitionId, Long> ends = ReplicaLink.answered(driver, partitions, OffsetPoint.stable());
        Map<Wanted, Probe> probes = new HashMap<>();
        for (Wanted each : wanted) {
            Long start = starts.get(each.source());
            Long end = ends.get(each.source());
            // Where retention took the next record at the source, the target may have it still.
            if (start != null && end != null && start <= each.committed().offset()) {
                long from = Math.max(start, each.committed().offset() - 1);
                probes.put(each, new Probe(each.source(), from, end));
            }
        }
        Map<Probe, Optional<EventRecord>> answers = FirstRecords.read(link.source(), driver, probes.values(), ALLOWED);
        Map<PartitionId, Long> left = ReplicaLink.answered(driver, partitions, OffsetPoint.earliest());
        Map<Wanted, Witness> found = new HashMap<>();
        probes.forEach((each, probe) -> answers.getOrDefault(probe, Optional.empty())
                .filter(event -> left.getOrDefault(each.source(), Long.MAX_VALUE)
                        <= Math.max(probe.from(), each.committed().offset()))
                .ifPresent(event -> found.put(each, Witness.of(event))));
        return found;
    }
}
