package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionPosition;
import com.datafly.signal.dr.events.ReplicationHole;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.UncopiedTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says how far each partition is copied, and what is wrong. Looks as a watch does, and keeps nothing but for itself: so
 * what happened since the last look is known, also where nobody watches. Not thread-safe.
 */
public final class StatusCheck {

    private static final Duration ALLOWED = Duration.ofSeconds(5);
    private static final int NAMED = 5;

    private final ReplicaLink link;
    private final ReplicationMemory memory;
    private final Look look;
    private final Set<ReplicationHole> known;
    private final List<String> problems = new ArrayList<>();

    StatusCheck(ReplicaLink link, ReplicationMemory memory) {
        this.link = link;
        this.memory = memory;
        this.look = new Look(link, memory);
        this.known = Set.copyOf(memory.holes());
    }

    /** Looks; without the source by what was last seen of it. */
    public ReplicationStatus status() {
        Instant now = link.target().clock().instant();
        problems.clear();
        Set<String> copies = look.copies().keySet();
        Optional<SourceView> view = look.topics(copies, now);
        tellHoles();
        view.flatMap(seen -> seen.silence(link)).ifPresent(silence -> problems.add(silence.problem()));
        List<UncopiedTopic> uncopied = view.map(SourceView::uncopied).orElseGet(() -> rememberedUncopied(copies));
        if (!uncopied.isEmpty()) {
            tellUncopied(uncopied.stream().map(UncopiedTopic::topic).toList());
        }
        Map<String, String> hidden = view.map(SourceView::hidden).orElse(Map.of());
        if (!hidden.isEmpty()) {
            problems.add("whether " + hidden.size() + " topics are copied cannot be seen: "
                    + some(List.copyOf(hidden.values())));
        }
        List<PartitionPosition> positions = view.map(this::live).orElseGet(() -> remembered(copies));
        Optional<List<ReplicationTask>> tasks = tasks();
        if (view.isEmpty()) {
            problems.add(memory.lookedAt()
                    .map(at -> "the source does not answer; it was last seen at " + at)
                    .orElse("the source does not answer, and nobody watched it before"));
        }
        long unexplained = unread().doubtful();
        if (unexplained > 0) {
            problems.add(
                    unexplained + " offsets that some group has not read are in holes that nobody can explain yet");
        }
        return ReplicationStatus.of(now, view.isPresent(), positions, tasks, problems)
                .withGaps(unexplained, uncopied)
                .withHidden(hidden.keySet());
    }

    /** Returns what the target lacks for good, as far as {@link #status} found it out. */
    public UnreadHoles unread() {
        return UnreadHoles.of(link, memory);
    }

    private void tellHoles() {
        List<String> fresh = memory.holes().stream()
                .filter(hole -> !known.contains(hole))
                .map(hole -> hole.partition() + " from " + hole.from() + " to " + hole.to() + " (" + hole.kind() + ")")
                .toList();
        if (!fresh.isEmpty()) {
            problems.add("copying passed over offsets in " + fresh.size() + " places since the last look at holes: "
                    + some(fresh));
        }
    }

    /** Whether they should be copied only the copying software's configuration knows. */
    private void tellUncopied(List<String> names) {
        problems.add(names.size() + " topics of the source have no copy: " + some(names));
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), NAMED)))
                + (names.size() > NAMED ? ", ..." : "");
    }

    private List<UncopiedTopic> rememberedUncopied(Set<String> copies) {
        return memory.uncopied().entrySet().stream()
                .filter(topic -> !copies.contains(topic.getKey()))
                .map(topic -> new UncopiedTopic(topic.getKey(), topic.getValue(), false))
                .toList();
    }

    private List<PartitionPosition> live(SourceView view) {
        Set<PartitionId> partitions = new TreeSet<>(view.partitions());
        Positions copied = Positions.ask(link, memory, partitions);
        copied.compare(link, view);
        Map<PartitionId, Probe> probes = new HashMap<>();
        view.ends().forEach((partition, end) -> {
            long from = Math.max(view.starts().getOrDefault(partition, 0L), copied.copiedTo(partition));
            probes.put(partition, new Probe(partition, from, end));
        });
        Map<Probe, Optional<EventRecord>> next = link.askSource(
                        "look for records that are not copied",
                        driver -> FirstRecords.read(link.source(), driver, probes.values(), ALLOWED))
                .orElse(Map.of());
        List<PartitionPosition> positions = new ArrayList<>();
        for (PartitionId partition : partitions) {
            Probe probe = probes.get(partition);
            if (probe == null) {
                remembered(partition, copied).map(StatusCheck::unsure).ifPresent(positions::add);
                continue;
            }
            Optional<EventRecord> record = next.getOrDefault(probe, Optional.empty());
            boolean nothing = next.containsKey(probe) && record.isEmpty();
            positions.add(new PartitionPosition(
                    partition,
                    link.targetOf(partition),
                    probe.end(),
                    view.at(),
                    nothing ? probe.end() : Math.min(probe.end(), copied.copiedTo(partition)),
                    nothing || copied.exact(partition),
                    record.map(event -> Instant.ofEpochMilli(event.timestampMillis()))
                            .filter(at -> at.isBefore(view.at()))));
        }
        return positions;
    }

    private List<PartitionPosition> remembered(Set<String> copies) {
        Set<PartitionId> partitions = new TreeSet<>();
        memory.topics().forEach((name, topic) -> {
            for (int number = 0; copies.contains(name) && number < topic.ends().size(); number++) {
                partitions.add(new PartitionId(name, number));
            }
        });
        Positions copied = Positions.ask(link, memory, partitions);
        return partitions.stream()
                .flatMap(partition -> remembered(partition, copied).stream())
                .toList();
    }

    private Optional<PartitionPosition> remembered(PartitionId partition, Positions copied) {
        return Optional.ofNullable(memory.topics().get(partition.topic()))
                .map(seen -> new PartitionPosition(
                        partition,
                        link.targetOf(partition),
                        Math.max(0, seen.end(partition.partition())),
                        memory.lookedAt().orElse(seen.at()),
                        copied.copiedTo(partition),
                        copied.exact(partition),
                        seen.behindSince(partition.partition())));
    }

    /** Of a partition that does not answer nobody knows where it ends. */
    private static PartitionPosition unsure(PartitionPosition seen) {
        return new PartitionPosition(
                seen.source(),
                seen.target(),
                seen.sourceEnd(),
                seen.seenAt(),
                seen.copiedTo(),
                false,
                seen.behindSince());
    }

    private Optional<List<ReplicationTask>> tasks() {
        try {
            Optional<List<ReplicationTask>> tasks = link.target()
                    .read(
                            "ask what copies to " + link.target().address(),
                            driver -> link.driver().tasks());
            tasks.ifPresent(this::judge);
            return tasks;
        } catch (DrException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            problems.add("the copying software does not say what its tasks do: " + e.problem());
            return Optional.empty();
        }
    }

    private void judge(List<ReplicationTask> tasks) {
        Set<String> connectors = new HashSet<>();
        for (ReplicationTask task : tasks) {
            connectors.add(task.connector());
            if (task.state() != ReplicationTask.State.RUNNING) {
                String which = task.task() < 0 ? task.connector() : "task " + task.task() + " of " + task.connector();
                problems.add(which + " is " + task.state()
                        + (task.trouble().isEmpty()
                                ? ""
                                : ": " + task.trouble().lines().findFirst().orElse("")));
            }
        }
        if (connectors.isEmpty()) {
            problems.add("no task copies anything");
        }
    }
}
