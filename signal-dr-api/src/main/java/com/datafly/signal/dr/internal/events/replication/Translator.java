package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.TranslationMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Translates committed offsets: by the runs; where these leave something open, by the record that the group stood at,
 * which is looked for at the target; where they know nothing, from that record's time on. A time alone proves nothing,
 * for times need not grow, and the record may be gone. Not thread-safe.
 */
final class Translator {

    /** One request to the target each: beyond so many the log's start has to do. */
    private static final int MOST_TIMES = 200;

    private final ReplicaLink link;
    private final ReplicationMemory memory;
    private final TargetEdges edges;
    private final Map<PartitionId, PartitionId> targets;

    private Translator(
            ReplicaLink link, ReplicationMemory memory, TargetEdges edges, Map<PartitionId, PartitionId> targets) {
        this.link = link;
        this.memory = memory;
        this.edges = edges;
        this.targets = targets;
    }

    /** Asks the target what it has of these partitions of the source. */
    static Translator of(ReplicaLink link, ReplicationMemory memory, Set<PartitionId> sources) {
        Map<PartitionId, PartitionId> targets = new HashMap<>();
        sources.forEach(source -> targets.put(source, link.targetOf(source)));
        TargetEdges edges = TargetEdges.ask(link, Set.copyOf(targets.values()));
        return new Translator(link, memory, edges, targets);
    }

    /** Returns those whose place the runs alone do not tell for sure. */
    List<Wanted> open(Collection<Wanted> wanted) {
        return wanted.stream()
                .filter(each -> hasTarget(each) && !byRuns(each).exact())
                .toList();
    }

    /** Translates; what the target has no copy of is left out. */
    List<TranslatedOffset> translate(Collection<Wanted> wanted, Map<Wanted, Witness> witnesses) {
        Map<Wanted, OffsetRange> ranges = new LinkedHashMap<>();
        wanted.stream().filter(this::hasTarget).forEach(each -> ranges.put(each, byRuns(each)));
        Map<Wanted, Long> times = byTime(ranges, witnesses);
        Matches matches = new Matches(this::targetOf);
        ranges.forEach((each, range) -> {
            Witness witness = witnesses.get(each);
            if (!range.exact() && witness != null) {
                long from = Math.min(range.high(), Math.max(range.low(), times.getOrDefault(each, range.low())));
                matches.add(each, witness, new OffsetRange(from, range.high()), highestFirst(each));
            }
        });
        Map<Wanted, OffsetRange> found = matches.find(link, edges);
        List<TranslatedOffset> translated = new ArrayList<>();
        ranges.forEach((each, range) -> translated.add(
                found.containsKey(each)
                        ? describe(each, found.getOrDefault(each, range), byRecord(each), 0)
                        : describe(each, range, unmatched(each), removed(each))));
        return translated;
    }

    private TranslatedOffset describe(Wanted each, OffsetRange range, TranslationMethod ifOpen, long lost) {
        TranslationMethod method = range.exact() ? TranslationMethod.EXACT : ifOpen;
        return new TranslatedOffset(
                each.group(),
                each.source(),
                each.committed(),
                target(each),
                range.low(),
                lost > 0 && isKnown(each) ? TranslationMethod.EXPIRED : method,
                range.bound(),
                lost);
    }

    private long removed(Wanted each) {
        RunTable table = memory.tables().getOrDefault(each.source(), new RunTable());
        long next = memory.next(each.source(), each.committed().offset());
        return table.removed(next, edges.start(target(each)));
    }

    private TranslationMethod byRecord(Wanted each) {
        return isKnown(each) ? TranslationMethod.FLOOR : TranslationMethod.TIMESTAMP;
    }

    private TranslationMethod unmatched(Wanted each) {
        return isKnown(each) ? TranslationMethod.FLOOR : TranslationMethod.EARLIEST;
    }

    /** Asks for the first record that is not older than the one a group stood at, where no pair is known before it. */
    private Map<Wanted, Long> byTime(Map<Wanted, OffsetRange> ranges, Map<Wanted, Witness> witnesses) {
        Map<Wanted, Long> found = new HashMap<>();
        Map<Long, List<Wanted>> byTime = new TreeMap<>();
        ranges.forEach((each, range) -> {
            Witness witness = witnesses.get(each);
            if (!range.exact() && !isKnown(each) && witness != null) {
                byTime.computeIfAbsent(witness.timestampMillis(), time -> new ArrayList<>())
                        .add(each);
            }
        });
        byTime.entrySet().stream().limit(MOST_TIMES).forEach(same -> {
            Set<PartitionId> partitions =
                    same.getValue().stream().map(this::target).collect(Collectors.toSet());
            Map<PartitionId, Long> offsets = link.askTarget(
                    "ask for offsets",
                    driver -> ReplicaLink.offsets(
                            driver, partitions, OffsetPoint.at(Instant.ofEpochMilli(same.getKey()))));
            same.getValue()
                    .forEach(each -> Optional.ofNullable(offsets.get(target(each)))
                            .ifPresent(offset -> found.put(each, offset)));
        });
        return found;
    }

    private OffsetRange byRuns(Wanted each) {
        RunTable table = memory.tables().getOrDefault(each.source(), new RunTable());
        return table.translate(each.committed().offset(), edges.start(target(each)), edges.end(target(each)));
    }

    private long highestFirst(Wanted each) {
        RunTable table = memory.tables().getOrDefault(each.source(), new RunTable());
        return table.highestFirst(each.committed().offset(), edges.end(target(each)));
    }

    private boolean isKnown(Wanted each) {
        RunTable table = memory.tables().get(each.source());
        return table != null && table.knows(each.committed().offset());
    }

    private boolean hasTarget(Wanted each) {
        return edges.has(target(each));
    }

    private PartitionId target(Wanted each) {
        return targetOf(each.source());
    }

    private PartitionId targetOf(PartitionId source) {
        return targets.computeIfAbsent(source, link::targetOf);
    }
}
