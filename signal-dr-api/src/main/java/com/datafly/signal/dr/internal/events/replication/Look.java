package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.events.drift.AbsentTopics;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at both clusters, over and over, and remembers what a failover needs. What does not answer keeps nothing else
 * back: of it that stays which was known. Not thread-safe.
 */
final class Look {

    private final ReplicaLink link;
    private final ReplicationMemory memory;
    private final SyncTail tail;
    private final HoleAudit audit;
    private final GroupJournal journal;

    Look(ReplicaLink link, ReplicationMemory memory) {
        this.link = link;
        this.memory = memory;
        this.tail = new SyncTail(link, memory);
        this.audit = new HoleAudit(link, memory);
        this.journal = new GroupJournal(link, memory);
    }

    /** Looks once; returns what could not be read, if something could not. */
    Optional<DrException> once(Instant now) {
        Set<String> copies = copies().keySet();
        Optional<SourceView> view = topics(copies, now);
        Optional<DrException> trouble = view.isEmpty()
                ? Optional.of(silence("does not answer"))
                : link.askSource("read the groups' offsets", driver -> journal.note(driver, copies, now))
                        .orElseGet(() -> Optional.of(silence("does not say what groups committed")))
                        .or(() -> view.get().silence(link));
        view.ifPresent(seen -> memory.lookedAt(now));
        dropExpired();
        return trouble;
    }

    /** Returns the source's topics that are copied, by the copy's name. */
    Map<String, Topic> copies() {
        return link.copies(link.askTarget("list the topics", EventStreamDriver::topics));
    }

    /** Looks at topics and pairs of offsets, and explains what was passed over; returns what the source answered. */
    Optional<SourceView> topics(Set<String> copies, Instant now) {
        Optional<SourceView> view = link.askSource(
                        "look at the topics",
                        driver -> hideAtSource(SourceView.ask(driver, copies, now), driver, copies))
                .map(this::hideAtTarget);
        Set<String> recreated = view.map(audit::compare).orElse(Set.of());
        List<FoundGap> gaps = tail.catchUp(view.isPresent(), recreated);
        audit.explain(gaps, view, now);
        view.ifPresent(this::remember);
        return view;
    }

    /** A topic that is copied and that the source does not list was deleted there, or we may not see it. */
    private SourceView hideAtSource(SourceView view, EventStreamDriver driver, Set<String> copies) {
        Set<String> unlisted = new HashSet<>(copies);
        unlisted.removeAll(view.topics().keySet());
        unlisted.removeIf(topic -> !isCopy(topic));
        return view.hiding(new AbsentTopics(link.source()).doubts(driver, unlisted));
    }

    /** Where names stay, those of the target's own topics look like copies: only what was seen before tells. */
    private boolean isCopy(String sourceTopic) {
        return !link.driver().keepsNames()
                || memory.topics().containsKey(sourceTopic)
                || memory.tables().keySet().stream()
                        .anyMatch(partition -> partition.topic().equals(sourceTopic));
    }

    /** A topic whose copy the target does not list has none, or we may not see it. */
    private SourceView hideAtTarget(SourceView view) {
        Map<String, String> sources = new HashMap<>();
        view.uncopied().forEach(each -> sources.put(link.driver().targetTopic(each.topic()), each.topic()));
        Map<String, String> hidden = new HashMap<>();
        new AbsentTopics(link.target())
                .doubts(sources.keySet())
                .forEach((copy, why) -> hidden.put(sources.getOrDefault(copy, copy), why));
        return view.hiding(hidden);
    }

    private DrException silence(String what) {
        return link.source()
                .refusal(
                        ErrorCode.UNAVAILABLE,
                        "look at " + link.source().address(),
                        "the source " + what,
                        "Bring it back, or go over: what was last seen of it is kept.");
    }

    private void remember(SourceView view) {
        Positions positions = Positions.ask(link, memory, view.partitions());
        for (Topic topic : view.topics().values()) {
            SeenTopic before = memory.topics().get(topic.name());
            SeenTopic seen = seen(topic, before, view, positions);
            if (before == null || !before.sameAs(seen)) {
                memory.seen(topic.name(), seen);
            }
        }
        memory.uncopied(view.uncopied());
    }

    /** A partition that did not answer is as it was. */
    private SeenTopic seen(Topic topic, @Nullable SeenTopic before, SourceView view, Positions positions) {
        List<Long> ends = new ArrayList<>();
        List<Long> behind = new ArrayList<>();
        List<Long> terms = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        for (PartitionId partition : topic.partitionIds()) {
            int number = partition.partition();
            ends.add(view.ends().getOrDefault(partition, before == null ? -1 : before.end(number)));
            terms.add(view.terms().getOrDefault(partition, before == null ? -1 : before.term(number)));
            starts.add(view.starts().getOrDefault(partition, before == null ? 0 : before.start(number)));
            behind.add(behindSince(before, partition, positions.copiedTo(partition), view.at()));
        }
        return new SeenTopic(topic.id().orElse(""), view.at(), ends, behind, terms, starts);
    }

    /** Returns since when the oldest record waits that is not copied: since the look that did not show it yet. */
    private long behindSince(@Nullable SeenTopic before, PartitionId partition, long copiedTo, Instant now) {
        Instant lookBefore = memory.lookedAt().orElse(now);
        if (before == null || copiedTo >= before.end(partition.partition())) {
            return lookBefore.toEpochMilli();
        }
        return before.behindSince(partition.partition()).orElse(lookBefore).toEpochMilli();
    }

    private void dropExpired() {
        Set<PartitionId> targets = new HashSet<>();
        memory.tables().keySet().forEach(partition -> targets.add(link.targetOf(partition)));
        TargetEdges edges = TargetEdges.ask(link, targets);
        for (Map.Entry<PartitionId, RunTable> each : memory.tables().entrySet()) {
            PartitionId target = link.targetOf(each.getKey());
            int before = each.getValue().pairs().size();
            if (edges.has(target)) {
                each.getValue().forgetBefore(edges.start(target));
            }
            if (each.getValue().pairs().size() != before) {
                memory.changed(each.getKey(), each.getValue());
            }
        }
    }
}
