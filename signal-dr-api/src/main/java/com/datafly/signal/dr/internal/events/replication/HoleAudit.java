package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationHole.Kind;
import com.datafly.signal.dr.events.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Explains offsets that were passed over when they were copied. Where the source still has the place and no committed
 * record there, they were marks of transactions, aborted or compacted: no loss. Not thread-safe.
 */
final class HoleAudit {

    private static final int MOST_WAITING = 100_000;
    private static final int MOST_AT_ONCE = 500;
    private static final Duration ALLOWED_AT_ONCE = Duration.ofSeconds(5);
    private static final Duration ALLOWED = Duration.ofSeconds(30);

    private final ReplicaLink link;
    private final ReplicationMemory memory;
    private final Deque<FoundGap> waiting = new ArrayDeque<>();

    HoleAudit(ReplicaLink link, ReplicationMemory memory) {
        this.link = link;
        this.memory = memory;
        memory.holes().stream()
                .filter(hole -> hole.kind() == Kind.UNPROVEN)
                .forEach(hole ->
                        waiting.add(new FoundGap(hole.partition(), new SourceGap(hole.from(), hole.to()), false)));
    }

    /** Compares the source's topics with how they were last seen; returns the names of those that were made anew. */
    Set<String> compare(SourceView view) {
        Set<String> recreated = new HashSet<>();
        Map<PartitionId, Long> suspects = new TreeMap<>();
        for (Topic topic : view.topics().values()) {
            SeenTopic before = memory.topics().get(topic.name());
            if (before == null) {
                continue;
            }
            boolean anew = !before.id().isEmpty()
                    && topic.id().filter(id -> !id.equals(before.id())).isPresent();
            if (anew) {
                recreated.add(topic.name());
            }
            for (PartitionId partition : topic.partitionIds()) {
                long end = before.end(partition.partition());
                if (anew && end > 0) {
                    memory.hole(new ReplicationHole(partition, 0, end, Kind.RECREATED, view.at()));
                } else if (!anew && end > 0 && mayBeCutOff(view, partition, before)) {
                    suspects.put(partition, end);
                }
            }
        }
        Map<PartitionId, OffsetPair> last = new CutSearch(link, view, memory).find(suspects);
        suspects.forEach((partition, end) -> cutOff(view, partition, end, Optional.ofNullable(last.get(partition))));
        return recreated;
    }

    private static boolean mayBeCutOff(SourceView view, PartitionId partition, SeenTopic before) {
        long term = before.term(partition.partition());
        return isShorter(view, partition, before.end(partition.partition()))
                || (term >= 0 && view.terms().getOrDefault(partition, term) != term);
    }

    private static boolean isShorter(SourceView view, PartitionId partition, long endBefore) {
        return view.ends().getOrDefault(partition, endBefore) < endBefore;
    }

    /** Notes what was cut off: from behind the last record that is the same, or at least what its end shows. */
    private void cutOff(SourceView view, PartitionId partition, long endBefore, Optional<OffsetPair> last) {
        if (last.isEmpty() && !isShorter(view, partition, endBefore)) {
            return;
        }
        long end = Math.min(endBefore, view.ends().getOrDefault(partition, endBefore));
        long from = last.map(pair -> Math.min(end, pair.source() + 1)).orElse(end);
        memory.hole(new ReplicationHole(partition, from, endBefore, Kind.TRUNCATED, view.at()));
        RunTable table = memory.tables().get(partition);
        if (table != null) {
            table.cutOff(from, last);
            memory.changed(partition, table);
        }
    }

    /**
     * Explains gaps, and those that had to wait before. What is not explained yet counts as a hole that is not proven,
     * which is kept: whoever watches next goes on with it.
     */
    void explain(List<FoundGap> found, Optional<SourceView> view, Instant now) {
        found.forEach(gap -> await(gap, now));
        view.ifPresent(this::explainWaiting);
        waiting.forEach(gap -> unproven(gap, now));
    }

    private void explainWaiting(SourceView view) {
        long end = link.source().time().nanoTime() + ALLOWED.toNanos();
        int left = waiting.size();
        while (left > 0 && link.source().time().nanoTime() < end) {
            List<FoundGap> round = new ArrayList<>();
            while (left > 0 && round.size() < MOST_AT_ONCE) {
                round.add(waiting.remove());
                left--;
            }
            explain(round, view);
        }
    }

    private void await(FoundGap gap, Instant now) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(gap);
        } else {
            unproven(gap, now);
        }
    }

    private void unproven(FoundGap gap, Instant now) {
        note(gap, gap.gap().from(), gap.gap().to(), Kind.UNPROVEN, now);
    }

    private void explain(List<FoundGap> gaps, SourceView view) {
        Map<FoundGap, Probe> probes = new HashMap<>();
        for (FoundGap gap : gaps) {
            Long start = view.starts().get(gap.partition());
            // A log that ends in front of the gap was made anew or cut off, and has nothing to ask for there.
            if (start == null
                    || view.ends().getOrDefault(gap.partition(), 0L) < gap.gap().to()) {
                if (isGone(gap)) {
                    memory.explained(gap.partition(), gap.gap().from());
                } else {
                    await(gap, view.at());
                }
            } else {
                memory.explained(gap.partition(), gap.gap().from());
                explain(gap, start, view).ifPresent(probe -> probes.put(gap, probe));
            }
        }
        Map<Probe, Optional<EventRecord>> answers = link.askSource(
                        "look for records that were passed over",
                        driver -> FirstRecords.read(link.source(), driver, probes.values(), ALLOWED_AT_ONCE))
                .orElse(Map.of());
        probes.forEach((gap, probe) -> judge(gap, probe, answers, view.at()));
    }

    /**
     * Tells whether a log was made anew, or cut off in front of a gap: that is noted, and nobody misses the gap there.
     */
    private boolean isGone(FoundGap gap) {
        return memory.holes().stream()
                .filter(hole -> hole.kind() == Kind.RECREATED || hole.kind() == Kind.TRUNCATED)
                .anyMatch(hole -> hole.partition().equals(gap.partition())
                        && hole.from() <= gap.gap().from()
                        && hole.to() >= gap.gap().to());
    }

    /** Notes what the source removed, and returns what to ask of the rest. */
    private Optional<Probe> explain(FoundGap gap, long start, SourceView view) {
        SourceGap offsets = gap.gap();
        GapEnds ends = GapEnds.of(memory.tables().get(gap.partition()), offsets);
        if (ends.isPair() && ends.mayLieBefore(offsets) && start > ends.before().source() + 1 && start < offsets.to()) {
            recount(gap, ends, start, view.at());
            return Optional.empty();
        }
        if (start > offsets.from()) {
            boolean resumed = start == offsets.to();
            boolean sure = ends.mayLieBefore(offsets)
                    ? gap.fresh() && resumed && wasWhole(gap.partition(), ends)
                    : gap.fresh() || resumed;
            note(gap, offsets.from(), Math.min(start, offsets.to()), sure ? Kind.EXPIRED : Kind.UNPROVEN, view.at());
        }
        long from = Math.max(start, offsets.from());
        return from < offsets.to() ? Optional.of(new Probe(gap.partition(), from, offsets.to())) : Optional.empty();
    }

    /** Tells whether the source had everything behind the pair in front at the look before: then no gap is older. */
    private boolean wasWhole(PartitionId partition, GapEnds ends) {
        SeenTopic before = memory.topics().get(partition.topic());
        return before != null
                && ends.isPair()
                && before.end(partition.partition()) >= 0
                && before.start(partition.partition()) <= ends.before().source() + 1;
    }

    /** Where some of the source is gone, what it still has tells which copies were of the rest, and so how many. */
    private void recount(FoundGap gap, GapEnds ends, long start, Instant at) {
        Optional<Recount> counted = Recount.between(link, gap.partition(), ends.before(), ends.after(), start)
                .filter(Recount::isByContent);
        if (counted.isEmpty()) {
            unproven(gap, at);
            return;
        }
        counted.get().lacking().ifPresent(hole -> note(gap, hole.from(), hole.to(), Kind.PASSED_OVER, at));
        long older = counted.get().older();
        long from = ends.before().source() + 1 + older;
        if (from < start) {
            note(gap, from, start, gap.fresh() && older == 0 ? Kind.EXPIRED : Kind.UNPROVEN, at);
        }
    }

    private void judge(FoundGap gap, Probe probe, Map<Probe, Optional<EventRecord>> answers, Instant at) {
        Optional<EventRecord> answer = answers.get(probe);
        if (answer == null) {
            await(gap, at);
        } else {
            answer.map(event -> new SourceGap(event.offset(), probe.end()))
                    .flatMap(shown -> lacking(gap, shown))
                    .ifPresent(hole -> note(gap, hole.from(), hole.to(), Kind.PASSED_OVER, at));
        }
    }

    private Optional<SourceGap> lacking(FoundGap gap, SourceGap shown) {
        GapEnds ends = GapEnds.of(memory.tables().get(gap.partition()), gap.gap());
        Optional<Recount> counted = ends.isPair() && ends.mayLieBefore(gap.gap())
                ? Recount.between(
                        link,
                        gap.partition(),
                        ends.before(),
                        ends.after(),
                        ends.before().source() + 1)
                : Optional.empty();
        return counted.isEmpty()
                ? Optional.of(shown)
                : counted.get().isByContent()
                        ? counted.get().lacking()
                        : Optional.of(shown).filter(gone -> counted.get().isShort());
    }

    private void note(FoundGap gap, long from, long to, Kind kind, Instant at) {
        memory.hole(new ReplicationHole(gap.partition(), from, to, kind, at));
    }
}
