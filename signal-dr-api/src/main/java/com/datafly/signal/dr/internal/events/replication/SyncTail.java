package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.ReplicationDriver.Syncs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows the log in which the copying software writes pairs of offsets, and keeps them as runs. A position of that log
 * that cannot be read any more may have held a pair of any partition: then the next pair of each is taken as one that
 * others came before. A log that was made anew is read from its beginning: what is known stays, for later copies
 * displace earlier ones anyway. Not thread-safe.
 */
final class SyncTail {

    /** Brokers remove old records every five minutes: since a younger look they have removed none, or once. */
    private static final Duration LATELY = Duration.ofMinutes(5);

    private final ReplicaLink link;
    private final ReplicationMemory memory;
    private final Map<PartitionId, Integer> seenBreaks = new HashMap<>();
    private final Set<PartitionId> begun = new HashSet<>();
    private int breaks;

    SyncTail(ReplicaLink link, ReplicationMemory memory) {
        this.link = link;
        this.memory = memory;
    }

    /**
     * Reads to the log's end.
     *
     * @param sourceAnswers whether samples of the source can be taken
     * @param recreated topics that were made anew since the last time: pairs of the earlier ones are forgotten
     * @return the gaps that were found
     */
    List<FoundGap> catchUp(boolean sourceAnswers, Set<String> recreated) {
        startOverIfAnew();
        boolean fresh = memory.position() > 0 && isLookedAtLately();
        List<FoundGap> gaps = new ArrayList<>();
        begun.clear();
        while (true) {
            Syncs read = link.syncs(memory.position());
            if (read.next() < memory.position()) {
                fresh = false;
                startOver();
                continue;
            }
            long expected = memory.position();
            sample(read, sourceAnswers);
            Map<PartitionId, RunTable> touched = new TreeMap<>();
            for (OffsetSync sync : read.syncs()) {
                if (sync.position() != expected) {
                    breaks++;
                }
                expected = sync.position() + 1;
                RunTable table = table(sync, recreated);
                touched.put(sync.partition(), table);
                add(table, sync, fresh, gaps);
            }
            if (read.next() != expected) {
                breaks++;
            }
            touched.forEach(memory::changed);
            boolean end = read.next() == memory.position();
            memory.position(read.next());
            if (end || read.syncs().isEmpty()) {
                forget(recreated);
                return gaps;
            }
        }
    }

    private boolean isLookedAtLately() {
        Instant now = link.target().clock().instant();
        return memory.lookedAt().filter(at -> now.isBefore(at.plus(LATELY))).isPresent();
    }

    /** A log may have grown past the old position since it was made anew: only its id tells. */
    private void startOverIfAnew() {
        String id = link.syncsId().orElse(memory.log());
        if (!memory.log().isEmpty() && !id.equals(memory.log())) {
            startOver();
        }
        memory.log(id);
    }

    private void startOver() {
        breaks++;
        memory.position(0);
        Set<PartitionId> copies = new HashSet<>();
        memory.tables().keySet().forEach(partition -> copies.add(link.targetOf(partition)));
        TargetEdges edges = TargetEdges.ask(link, copies);
        for (PartitionId partition : List.copyOf(memory.tables().keySet())) {
            RunTable table = memory.tables().getOrDefault(partition, new RunTable());
            long last = table.pairs().isEmpty() ? -1 : table.pairs().lastTarget();
            // A copy that ends before what was known of it was made anew too.
            RunTable kept = edges.end(link.targetOf(partition)) > last ? table : table.emptied();
            kept.logMadeAnew();
            memory.changed(partition, kept);
        }
    }

    private void add(RunTable table, OffsetSync sync, boolean fresh, List<FoundGap> gaps) {
        boolean witnessed = seenBreaks.getOrDefault(sync.partition(), 0) == breaks;
        seenBreaks.put(sync.partition(), breaks);
        table.add(new OffsetPair(sync.sourceOffset(), sync.targetOffset()), witnessed, sync.position())
                .ifPresent(gap -> gaps.add(new FoundGap(sync.partition(), gap, fresh)));
    }

    /** Returns the partition's runs; those of a topic made anew begin where copying went back. */
    private RunTable table(OffsetSync sync, Set<String> recreated) {
        PartitionId partition = sync.partition();
        RunTable table = memory.tables().computeIfAbsent(partition, id -> new RunTable());
        boolean begins = recreated.contains(partition.topic())
                && !begun.contains(partition)
                && (table.pairs().isEmpty()
                        || sync.sourceOffset() <= table.pairs().lastSource());
        if (!begins) {
            return table;
        }
        begun.add(partition);
        RunTable anew = table.emptied();
        memory.tables().put(partition, anew);
        return anew;
    }

    /** Forgets the pairs of topics that were made anew and whose copying did not begin anew yet. */
    private void forget(Set<String> recreated) {
        List<PartitionId> gone = memory.tables().keySet().stream()
                .filter(partition -> recreated.contains(partition.topic()) && !begun.contains(partition))
                .toList();
        gone.forEach(partition -> memory.changed(
                partition,
                memory.tables().getOrDefault(partition, new RunTable()).emptied()));
    }

    /** Looks at what came behind the last pair of each: whoever wrote without marks may since write with them. */
    private void sample(Syncs read, boolean sourceAnswers) {
        Map<PartitionId, Long> sources = new HashMap<>();
        Map<PartitionId, Long> copies = new HashMap<>();
        for (OffsetSync sync : read.syncs()) {
            RunTable table = memory.tables().getOrDefault(sync.partition(), new RunTable());
            boolean known = table.facts().sampled() && !table.pairs().isEmpty();
            sources.put(sync.partition(), known ? table.pairs().lastSource() : Samples.NEWEST);
            copies.put(link.targetOf(sync.partition()), known ? table.pairs().lastTarget() : Samples.NEWEST);
        }
        if (sources.isEmpty()) {
            return;
        }
        Map<PartitionId, Boolean> atTarget =
                link.askTarget("sample records", driver -> Samples.dense(link.target(), driver, copies));
        Map<PartitionId, Boolean> atSource = sourceAnswers
                ? link.askSource("sample records", driver -> Samples.dense(link.source(), driver, sources))
                        .orElse(Map.of())
                : Map.of();
        sources.keySet().forEach(partition -> {
            RunTable table = memory.tables().computeIfAbsent(partition, id -> new RunTable());
            table.sampled(
                    Optional.ofNullable(atSource.get(partition)),
                    Optional.ofNullable(atTarget.get(link.targetOf(partition))));
        });
    }
}
