package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds where logs of the source were cut off, by their copies: before that place both have the same records, from
 * there on the source has others or none. A log that has grown again since shows it by nothing else. Searches by
 * halves, all partitions side by side. Not thread-safe.
 */
final class CutSearch {

    private static final Duration ALLOWED = Duration.ofSeconds(30);

    private final ReplicaLink link;
    private final SourceView view;
    private final ReplicationMemory memory;
    private final List<CutHalves> searches = new ArrayList<>();

    CutSearch(ReplicaLink link, SourceView view, ReplicationMemory memory) {
        this.link = link;
        this.view = view;
        this.memory = memory;
    }

    /**
     * Compares.
     *
     * @param suspects the partitions that may have been cut off, and where they were seen to end
     * @return those that were, and the last record that both still have. Where no record at all is the same, as when
     *     they are changed on the way, nothing is said
     */
    Map<PartitionId, OffsetPair> find(Map<PartitionId, Long> suspects) {
        if (suspects.isEmpty()) {
            return Map.of();
        }
        begin(suspects);
        List<CutHalves> open = new ArrayList<>(searches);
        while (!open.isEmpty()) {
            Set<CutHalves> answered = compare(open);
            open.removeIf(search -> !answered.contains(search) || search.isOver());
        }
        Map<PartitionId, OffsetPair> found = new TreeMap<>();
        searches.forEach(search -> search.found().ifPresent(last -> found.put(search.partition(), last)));
        return found;
    }

    private void begin(Map<PartitionId, Long> suspects) {
        TargetEdges edges = TargetEdges.ask(
                link, suspects.keySet().stream().map(link::targetOf).collect(Collectors.toSet()));
        Map<PartitionId, Long> copiedAnew = new HashMap<>();
        // What was copied since the last look may stand at the target a second time: only what is before it is
        // compared.
        link.syncs(memory.position())
                .syncs()
                .forEach(sync -> copiedAnew.merge(sync.partition(), sync.targetOffset(), Math::min));
        suspects.forEach((partition, endBefore) -> {
            RunTable table = memory.tables().get(partition);
            PartitionId target = link.targetOf(partition);
            if (table != null && !table.pairs().isEmpty() && edges.has(target)) {
                long end = Math.min(edges.end(target), copiedAnew.getOrDefault(partition, Long.MAX_VALUE));
                CutHalves search = new CutHalves(partition, table, new Stretch(edges.start(target), end));
                if (search.begin(view.starts().getOrDefault(partition, 0L), endBefore - 1)) {
                    searches.add(search);
                }
            }
        });
    }

    /** Compares one record of each; returns those of which both were read. */
    private Set<CutHalves> compare(List<CutHalves> open) {
        Map<CutHalves, Probe> source = new HashMap<>();
        Map<CutHalves, Probe> target = new HashMap<>();
        for (CutHalves search : open) {
            PartitionId partition = search.partition();
            source.put(search, new Probe(partition, search.asked(), view.ends().getOrDefault(partition, 0L)));
            target.put(
                    search,
                    new Probe(
                            link.targetOf(partition),
                            search.place(),
                            search.copies().end()));
        }
        Map<CutHalves, SideBySide> read = SideBySide.read(link, source, target, ALLOWED);
        read.forEach((search, both) -> search.judge(both.record(), both.copy()));
        return read.keySet();
    }
}
