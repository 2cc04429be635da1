package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.ExportedTopic;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.MetadataPlan;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Brings a cluster to know what another one, or it itself, knew. Adds only. */
final class MetadataRestorer {

    /** Clusters refuse requests that make more than 10,000 partitions and settings. */
    private static final int MOST_AT_ONCE = 5_000;

    private final StreamResource stream;

    MetadataRestorer(StreamResource stream) {
        this.stream = stream;
    }

    MetadataPlan plan(ClusterMetadata metadata) {
        List<String> notes = new ArrayList<>();
        Map<String, Topic> present = new TreeMap<>();
        stream.read("list the topics of " + stream.address(), EventStreamDriver::topics)
                .forEach(topic -> present.put(topic.name(), topic));
        List<TopicSpec> topics = new ArrayList<>();
        for (ExportedTopic exported : metadata.topics()) {
            Topic there = present.get(exported.topic().name());
            if (there == null) {
                topics.add(
                        TopicSpec.of(exported.topic().name(), exported.topic().partitions(), exported.settings()));
            } else if (there.partitions() != exported.topic().partitions()) {
                notes.add(there.name() + " has " + there.partitions() + " partitions, not "
                        + exported.topic().partitions());
            }
        }
        return MetadataPlan.of(topics, acls(metadata, notes), groups(metadata, present, notes), notes);
    }

    private List<AclRule> acls(ClusterMetadata metadata, List<String> notes) {
        if (metadata.acls().isEmpty()) {
            return List.of();
        }
        try {
            Set<AclRule> present =
                    new HashSet<>(stream.read("list the access rules of " + stream.address(), EventStreamDriver::acls));
            return metadata.acls().stream()
                    .filter(rule -> !present.contains(rule))
                    .toList();
        } catch (DrException e) {
            if (e.code() != ErrorCode.UNSUPPORTED && e.code() != ErrorCode.FAILED_PRECONDITION) {
                throw e;
            }
            notes.add("the cluster keeps no access rules: " + e.problem());
            return List.of();
        }
    }

    private Map<String, Map<PartitionId, GroupOffset>> groups(
            ClusterMetadata metadata, Map<String, Topic> present, List<String> notes) {
        Map<String, Map<PartitionId, GroupOffset>> committed =
                metadata.groupOffsets().isEmpty()
                        ? Map.of()
                        : stream.read(
                                        "read the offsets of groups of " + stream.address(),
                                        driver -> driver.groupOffsets(
                                                metadata.groupOffsets().keySet()))
                                .orThrow();
        Set<String> same = sameTopics(metadata, present);
        Map<String, Map<PartitionId, GroupOffset>> planned = new LinkedHashMap<>();
        metadata.groupOffsets().forEach((group, exported) -> {
            Map<PartitionId, GroupOffset> missing = new TreeMap<>(exported);
            missing.keySet().removeIf(partition -> !same.contains(partition.topic()));
            if (missing.size() < exported.size()) {
                notes.add("group " + group + " read topics that are not the ones of the export: restore them, which"
                        + " translates its offsets");
            }
            missing.keySet().removeAll(committed.getOrDefault(group, Map.of()).keySet());
            if (!missing.isEmpty()) {
                planned.put(group, missing);
            }
        });
        return planned;
    }

    /** Returns the topics in which an offset means the same event as in the export. */
    private static Set<String> sameTopics(ClusterMetadata metadata, Map<String, Topic> present) {
        Set<String> same = new HashSet<>();
        for (ExportedTopic exported : metadata.topics()) {
            Optional<String> id = exported.topic().id();
            Topic there = present.get(exported.topic().name());
            if (there != null && id.isPresent() && id.equals(there.id())) {
                same.add(there.name());
            }
        }
        return same;
    }

    List<DrException> apply(MetadataPlan plan) {
        List<DrException> failed = new ArrayList<>();
        for (List<TopicSpec> some : chunks(plan.topics())) {
            attempt(
                    failed,
                    () -> stream
                            .change(
                                    "make topics at " + stream.address(),
                                    (EventStreamDriver driver) -> driver.createTopics(some))
                            .values()
                            .stream()
                            .filter(failure -> failure.code() != ErrorCode.ALREADY_EXISTS)
                            .forEach(failed::add));
        }
        if (!plan.acls().isEmpty()) {
            attempt(
                    failed,
                    () -> stream.change("add access rules to " + stream.address(), driver -> {
                        driver.addAcls(plan.acls());
                        return true;
                    }));
        }
        placeGroups(plan, failed);
        return failed;
    }

    private void placeGroups(MetadataPlan plan, List<DrException> failed) {
        if (plan.groups().isEmpty()) {
            return;
        }
        Map<String, Map<PartitionId, GroupOffset>> committed = stream.read(
                        "read the offsets of groups of " + stream.address(),
                        driver -> driver.groupOffsets(plan.groups().keySet()))
                .orThrow();
        Map<String, Map<PartitionId, GroupOffset>> missing = new LinkedHashMap<>();
        plan.groups().forEach((group, offsets) -> {
            Map<PartitionId, GroupOffset> still = new TreeMap<>(offsets);
            still.keySet().removeAll(committed.getOrDefault(group, Map.of()).keySet());
            if (!still.isEmpty()) {
                missing.put(group, still);
            }
        });
        if (!missing.isEmpty()) {
            attempt(
                    failed,
                    () -> failed.addAll(stream.change(
                                    "place groups at " + stream.address(),
                                    (EventStreamDriver driver) -> driver.changeGroupOffsets(missing))
                            .values()));
        }
    }

    private static void attempt(List<DrException> failed, Runnable change) {
        try {
            change.run();
        } catch (DrException e) {
            failed.add(e);
        }
    }

    private static List<List<TopicSpec>> chunks(List<TopicSpec> topics) {
        List<List<TopicSpec>> chunks = new ArrayList<>();
        int weight = MOST_AT_ONCE;
        for (TopicSpec topic : topics) {
            int more = topic.partitions() + topic.settings().size();
            if (weight + more > MOST_AT_ONCE) {
                chunks.add(new ArrayList<>());
                weight = 0;
            }
            chunks.get(chunks.size() - 1).add(topic);
            weight += more;
        }
        return chunks;
    }
}
