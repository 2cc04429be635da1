package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.ExportedTopic;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what a cluster knows beside its events. What may not be read, or is not there at all, is said. */
final class MetadataExporter {

    private final StreamResource stream;
    private final List<String> unread = new ArrayList<>();

    MetadataExporter(StreamResource stream) {
        this.stream = stream;
    }

    ClusterMetadata read() {
        String cluster = stream.read("ask for the id of " + stream.address(), EventStreamDriver::clusterId);
        List<ExportedTopic> topics = topics();
        List<AclRule> acls = permitted("access rules", EventStreamDriver::acls, List.of());
        Map<String, Map<PartitionId, GroupOffset>> groups =
                groups(topics.stream().map(topic -> topic.topic().name()).collect(Collectors.toSet()));
        return ClusterMetadata.of(cluster, stream.clock().instant(), topics)
                .acls(acls)
                .groupOffsets(groups)
                .unread(unread);
    }

    private List<ExportedTopic> topics() {
        List<Topic> topics = stream.read("list the topics of " + stream.address(), EventStreamDriver::topics).stream()
                .filter(Selection::isFree)
                .toList();
        Set<String> names = topics.stream().map(Topic::name).collect(Collectors.toSet());
        Answers<String, Map<String, TopicSetting>> settings = permitted(
                "settings of topics", driver -> driver.settings(names, Set.of()), Answers.of(Map.of(), Map.of()));
        note("settings of ", settings.failed());
        return topics.stream()
                .map(topic -> new ExportedTopic(
                        topic, Lineages.overridden(settings.found().getOrDefault(topic.name(), Map.of()))))
                .toList();
    }

    private Map<String, Map<PartitionId, GroupOffset>> groups(Set<String> topics) {
        List<ConsumerGroup> groups = permitted("consumer groups", EventStreamDriver::groups, List.of());
        Set<String> names = groups.stream().map(ConsumerGroup::name).collect(Collectors.toSet());
        Answers<String, Map<PartitionId, GroupOffset>> offsets =
                permitted("offsets of groups", driver -> driver.groupOffsets(names), Answers.of(Map.of(), Map.of()));
        note("offsets of ", offsets.failed());
        Map<String, Map<PartitionId, GroupOffset>> found = new TreeMap<>();
        offsets.found().forEach((group, committed) -> {
            Map<PartitionId, GroupOffset> ours = new TreeMap<>(committed);
            ours.keySet().removeIf(partition -> !topics.contains(partition.topic()));
            if (!ours.isEmpty()) {
                found.put(group, ours);
            }
        });
        return found;
    }

    private void note(String what, Map<String, DrException> failed) {
        failed.forEach((name, failure) -> unread.add(what + name + ": " + failure.problem()));
    }

    private <T> T permitted(String what, Function<EventStreamDriver, T> call, T otherwise) {
        try {
            return stream.read("read " + what + " of " + stream.address(), call);
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED
                    && e.code() != ErrorCode.UNSUPPORTED
                    && e.code() != ErrorCode.FAILED_PRECONDITION) {
                throw e;
            }
            unread.add(what + ": " + e.problem());
            return otherwise;
        }
    }
}
