package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetentionPolicy.Rule;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import com.datafly.signal.dr.events.TopicRetentionWarning.Kind;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the times of a policy delete, and who has not read it. */
final class Losses {

    private final PolicyMatch match;
    private final Set<String> shrinking;
    private final CommittedOffsets committed;
    private final AgedRecords aged;
    private final Map<String, Map<String, Long>> unread = new HashMap<>();
    private final Map<String, Map<String, Long>> lost = new HashMap<>();

    private Losses(PolicyMatch match, Set<String> shrinking, CommittedOffsets committed, AgedRecords aged) {
        this.match = match;
        this.shrinking = shrinking;
        this.committed = committed;
        this.aged = aged;
    }

    /**
     * Asks the cluster.
     *
     * @param shrinking the topics whose time becomes shorter
     */
    static Losses ask(StreamResource resource, PolicyMatch match, Set<String> shrinking) {
        CommittedOffsets committed =
                CommittedOffsets.read(resource, match.topics().keySet());
        Map<PartitionId, Duration> keeps = new HashMap<>();
        for (String topic : shrinking) {
            Topic whole = match.topics().get(topic);
            if (whole != null) {
                whole.partitionIds().forEach(id -> keep(match, id).ifPresent(keep -> keeps.put(id, keep)));
            }
        }
        committed.byGroup().values().stream()
                .flatMap(offsets -> offsets.keySet().stream())
                .forEach(id -> keep(match, id).ifPresent(keep -> keeps.put(id, keep)));
        String operation = "ask which records of " + resource.address() + " are too old";
        Losses losses = new Losses(match, shrinking, committed, AgedRecords.ask(resource, operation, keeps));
        losses.count();
        return losses;
    }

    private static Optional<Duration> keep(PolicyMatch match, PartitionId id) {
        Rule rule = match.rules().get(id.topic());
        return rule == null ? Optional.empty() : rule.keep();
    }

    private void count() {
        committed.byGroup().forEach((group, offsets) -> {
            offsets.forEach((id, offset) -> {
                aged.from(id, offset).ifPresent(records -> add(unread, id.topic(), group, records));
                aged.start(id).ifPresent(start -> add(lost, id.topic(), group, start - offset));
            });
            uncommitted(offsets.keySet())
                    .forEach(id -> aged.from(id, 0).ifPresent(records -> add(unread, id.topic(), group, records)));
        });
    }

    /** Returns the other partitions of the topics that a group reads: of these it has read nothing. */
    private Set<PartitionId> uncommitted(Set<PartitionId> committed) {
        Set<PartitionId> others = committed.stream()
                .map(id -> match.topics().get(id.topic()))
                .filter(Objects::nonNull)
                .flatMap(topic -> topic.partitionIds().stream())
                .collect(Collectors.toSet());
        others.removeAll(committed);
        return others;
    }

    private static void add(Map<String, Map<String, Long>> counts, String topic, String group, long records) {
        if (records > 0) {
            counts.computeIfAbsent(topic, any -> new TreeMap<>()).merge(group, records, Long::sum);
        }
    }

    /** Returns how many records of a topic are too old; empty if that is not known of some partition. */
    OptionalLong deletes(String topic) {
        Topic whole = match.topics().get(topic);
        if (whole == null) {
            return OptionalLong.empty();
        }
        long sum = 0;
        for (PartitionId id : whole.partitionIds()) {
            OptionalLong records = aged.from(id, 0);
            if (records.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += records.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** Tells whether it could be found out what of a topic is too old, and what every group has read. */
    boolean isKnown(String topic) {
        return committed.warnings().isEmpty() && deletes(topic).isPresent();
    }

    /** Returns, by group, how many of a topic's records are too old and unread. */
    Map<String, Long> unread(String topic) {
        return unread.getOrDefault(topic, Map.of());
    }

    /** Returns what is lost though no time becomes shorter, and what is not known. */
    List<TopicRetentionWarning> warnings() {
        List<TopicRetentionWarning> warnings = new ArrayList<>(committed.warnings());
        new TreeMap<>(unread).forEach((topic, groups) -> {
            if (!shrinking.contains(topic)) {
                groups.forEach((group, records) -> warnings.add(tooSlow(topic, group, records)));
            }
        });
        new TreeMap<>(lost)
                .forEach((topic, groups) -> groups.forEach((group, records) -> warnings.add(new TopicRetentionWarning(
                        Kind.UNREAD_LOST,
                        topic,
                        records + " records were deleted before the group '" + group + "' read them"))));
        return warnings;
    }

    private TopicRetentionWarning tooSlow(String topic, String group, long records) {
        String keep = Optional.ofNullable(match.rules().get(topic))
                .flatMap(Rule::keep)
                .map(Durations::words)
                .orElse("ever");
        return new TopicRetentionWarning(
                Kind.LAG_BEYOND_RETENTION,
                topic,
                "the group '" + group + "' has not read " + records + " records that are older than " + keep
                        + ": they are deleted unread; keep events longer until it has caught up");
    }
}
