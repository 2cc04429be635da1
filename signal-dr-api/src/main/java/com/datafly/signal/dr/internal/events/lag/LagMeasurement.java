package com.datafly.signal.dr.internal.events.lag;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.GroupLag;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionLag;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One measurement. */
final class LagMeasurement {

    private final StreamResource resource;
    private final LagQuery query;
    private final String operation;
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Map<PartitionId, OptionalLong>> positions = new LinkedHashMap<>();
    private final Map<String, List<String>> missingTopics = new HashMap<>();
    private final Map<String, DrException> hidden = new HashMap<>();

    LagMeasurement(StreamResource resource, LagQuery query) {
        this.resource = resource;
        this.query = query;
        this.operation = "measure the lag of consumers of " + resource.address();
    }

    LagReport measure() {
        Map<String, ConsumerGroup> listed = listed();
        Set<String> names = new LinkedHashSet<>(query.expected().keySet());
        names.addAll(listed.keySet());
        Answers<String, Map<PartitionId, GroupOffset>> offsets =
                resource.read(operation, driver -> driver.groupOffsets(names));
        Answers<String, ConsumerGroup> groups = groups(listed);
        Answers<String, Topic> topics = topics(groups, offsets);
        for (String name : names) {
            Set<String> read = new TreeSet<>(query.expected().getOrDefault(name, Set.of()));
            read.addAll(assigned(groups.found().get(name)));
            positions.put(name, positions(name, offsets.found().getOrDefault(name, Map.of()), read, topics));
        }
        Logs logs = Logs.ask(resource, positions.values());
        Instant now = resource.clock().instant();
        UnreadRecords unread = UnreadRecords.read(resource, query, positions, logs);
        warnings.addAll(unread.warnings());
        List<GroupLag> lags = names.stream()
                .map(name -> lag(name, groups, failure(name, groups, offsets), new PartitionRules(logs, unread, now)))
                .toList();
        return LagReport.of(now, lags, warnings);
    }

    /** The groups of the cluster, if all are asked for, in the order of their names. */
    private Map<String, ConsumerGroup> listed() {
        Map<String, ConsumerGroup> listed = new TreeMap<>();
        if (query.everyGroup()) {
            resource.read(operation, driver -> driver.groups()).forEach(group -> listed.put(group.name(), group));
        }
        return listed;
    }

    private Answers<String, ConsumerGroup> groups(Map<String, ConsumerGroup> listed) {
        Set<String> others = new LinkedHashSet<>(query.expected().keySet());
        others.removeAll(listed.keySet());
        if (others.isEmpty()) {
            return Answers.of(listed, Map.of());
        }
        Answers<String, ConsumerGroup> looked = resource.read(operation, driver -> driver.groups(others));
        Map<String, ConsumerGroup> found = new HashMap<>(listed);
        found.putAll(looked.found());
        return Answers.of(found, looked.failed());
    }

    /** The topics that groups read, or are expected to. */
    private Answers<String, Topic> topics(
            Answers<String, ConsumerGroup> groups, Answers<String, Map<PartitionId, GroupOffset>> offsets) {
        Set<String> names = new TreeSet<>();
        groups.found().values().forEach(group -> names.addAll(assigned(group)));
        query.expected().values().forEach(names::addAll);
        offsets.found().values().forEach(committed -> committed.keySet().forEach(id -> names.add(id.topic())));
        return resource.read(operation, driver -> driver.describeTopics(names));
    }

    /** The topics that a group's members read, though it may have committed nothing of them yet. */
    private static Set<String> assigned(@Nullable ConsumerGroup group) {
        return group == null
                ? Set.of()
                : group.assigned().stream().map(PartitionId::topic).collect(Collectors.toSet());
    }

    /** All partitions of the topics that a group reads, or is expected to, with what it committed. */
    private Map<PartitionId, OptionalLong> positions(
            String group,
            Map<PartitionId, GroupOffset> committed,
            Set<String> expected,
            Answers<String, Topic> topics) {
        Map<PartitionId, OptionalLong> all = new HashMap<>();
        committed.forEach((id, at) -> all.put(id, OptionalLong.of(at.offset())));
        Set<String> read =
                committed.keySet().stream().map(PartitionId::topic).collect(Collectors.toCollection(TreeSet::new));
        read.addAll(expected);
        for (String name : read) {
            Topic topic = topics.found().get(name);
            if (topic != null) {
                topic.partitionIds().forEach(id -> all.putIfAbsent(id, OptionalLong.empty()));
            } else if (expected.contains(name)) {
                DrException failure = topics.failed().get(name);
                if (failure != null && failure.code() != ErrorCode.NOT_FOUND) {
                    hidden.put(group, failure);
                }
                missingTopics.computeIfAbsent(group, any -> new ArrayList<>()).add(name);
            }
        }
        return all;
    }

    private Optional<DrException> failure(
            String name,
            Answers<String, ConsumerGroup> groups,
            Answers<String, Map<PartitionId, GroupOffset>> offsets) {
        return Optional.ofNullable(offsets.failed().get(name))
                .or(() -> Optional.ofNullable(groups.failed().get(name)))
                .or(() -> Optional.ofNullable(hidden.get(name)));
    }

    private GroupLag lag(
            String name, Answers<String, ConsumerGroup> groups, Optional<DrException> failure, PartitionRules rules) {
        ConsumerGroup group = Optional.ofNullable(groups.found().get(name))
                .orElseGet(() -> ConsumerGroup.of(name, GroupState.UNKNOWN, 0));
        if (failure.isPresent()) {
            return GroupLag.unreadable(group, query, failure.get());
        }
        List<PartitionLag> partitions = positions.getOrDefault(name, Map.of()).entrySet().stream()
                .map(entry -> rules.judge(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(PartitionLag::partition))
                .toList();
        return GroupLag.of(group, query, partitions, missingTopics.getOrDefault(name, List.of()));
    }
}
