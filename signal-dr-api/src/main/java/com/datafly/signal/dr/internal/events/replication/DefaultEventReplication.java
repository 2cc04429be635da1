package com.datafly.signal.dr.internal.events.replication;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.MarkerTrip;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.internal.events.StateTopic;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A replication by its two clusters. */
public final class DefaultEventReplication implements EventReplication {

    private final ReplicaLink link;
    private final StateTopic state;

    private DefaultEventReplication(ReplicaLink link) {
        this.link = link;
        this.state = new StateTopic(link.target());
    }

    /** Looks at what is copied from one stream to another. */
    public static DefaultEventReplication between(EventStream source, EventStream target) {
        return new DefaultEventReplication(
                ReplicaLink.between(requireNonNull(source, "source"), requireNonNull(target, "target")));
    }

    /** Returns the two clusters, for the steps of a failover. */
    public ReplicaLink link() {
        return link;
    }

    @Override
    public ReplicationStatus status() {
        return check().status();
    }

    @Override
    public ReplicationWatch watch(Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw link.target()
                    .refusal(
                            ErrorCode.INVALID_ARGUMENT,
                            "watch what is copied to " + link.target().address(),
                            "an interval of " + interval + " is none",
                            "Give a few seconds.");
        }
        return DefaultReplicationWatch.begin(link, state, interval);
    }

    @Override
    public List<ReplicationHole> holes() {
        return memory().holes();
    }

    /** Looks over and over without keeping what it finds. */
    public StatusCheck check() {
        return new StatusCheck(link, memory());
    }

    @Override
    public Translation translate(Set<String> groups) {
        Set<String> copied = copied();
        return link.askSource("read the groups' offsets", driver -> GroupJournal.read(driver, groups, copied))
                .map(commits -> live(groups, commits))
                .orElseGet(() -> translateFromJournal(groups));
    }

    @Override
    public Translation translateFromJournal(Set<String> groups) {
        ReplicationMemory memory = caughtUp(false);
        Set<String> copied = copied();
        Map<String, Map<PartitionId, GroupOffset>> commits = new TreeMap<>();
        Map<Wanted, Witness> witnesses = new HashMap<>();
        memory.groups()
                .forEach((name, group) -> group.commits().forEach((partition, offset) -> {
                    if ((groups.isEmpty() || groups.contains(name)) && copied.contains(partition.topic())) {
                        commits.computeIfAbsent(name, id -> new TreeMap<>()).put(partition, offset);
                        Optional.ofNullable(group.witnesses().get(partition))
                                .ifPresent(witness -> witnesses.put(new Wanted(name, partition, offset), witness));
                    }
                }));
        List<Wanted> wanted = GroupJournal.wanted(commits);
        Translator translator = Translator.of(link, memory, partitions(wanted));
        return Translation.of(
                translator.translate(wanted, witnesses),
                without(groups, commits.keySet()),
                asOf(memory, commits.keySet()),
                false);
    }

    /** What a watch of an earlier release kept says only when the topics were looked at. */
    private Instant asOf(ReplicationMemory memory, Set<String> groups) {
        return groups.stream()
                .flatMap(group -> memory.readAt(group).stream())
                .min(Comparator.naturalOrder())
                .or(memory::lookedAt)
                .orElseGet(this::now);
    }

    private Translation live(Set<String> groups, Map<String, Map<PartitionId, GroupOffset>> commits) {
        Instant readAt = now();
        ReplicationMemory memory = caughtUp(true);
        List<Wanted> wanted = GroupJournal.wanted(commits);
        Translator translator = Translator.of(link, memory, partitions(wanted));
        List<Wanted> open = translator.open(wanted);
        Map<Wanted, Witness> witnesses = link.askSource(
                        "read the records that groups stand at", driver -> Witnesses.read(link, driver, open))
                .orElse(Map.of());
        return Translation.of(translator.translate(wanted, witnesses), without(groups, commits.keySet()), readAt, true);
    }

    @Override
    public MarkerTrip marker(String topic, Duration patience) {
        return MarkerProbe.send(link, requireNonNull(topic, "topic"), patience);
    }

    private ReplicationMemory memory() {
        return ReplicationMemory.load(state, link.driver().sourceAlias());
    }

    private ReplicationMemory caughtUp(boolean sourceAnswers) {
        ReplicationMemory memory = memory();
        var unused = new SyncTail(link, memory).catchUp(sourceAnswers, Set.of());
        return memory;
    }

    private Set<String> copied() {
        return link.copies(link.askTarget("list the topics", EventStreamDriver::topics))
                .keySet();
    }

    private static Set<PartitionId> partitions(List<Wanted> wanted) {
        return wanted.stream().map(Wanted::source).collect(Collectors.toSet());
    }

    private static Set<String> without(Set<String> asked, Set<String> found) {
        Set<String> missing = new HashSet<>(asked);
        missing.removeAll(found);
        return missing;
    }

    private Instant now() {
        return link.target().clock().instant();
    }
}
