package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Looks at consumer groups, and at what they committed. */
final class Groups {

    /** What groups of consumers call their protocol; without one a group only has offsets. */
    private static final Set<String> PROTOCOLS = Set.of("consumer", "");

    private final KafkaClients clients;
    private final PartitionIds ids;

    Groups(KafkaClients clients, PartitionIds ids) {
        this.clients = clients;
        this.ids = ids;
    }

    /** Lists the names of the groups, which takes no look at each. */
    Set<String> names() {
        Collection<GroupListing> listings = Awaited.read(KafkaRequest.LIST_GROUPS)
                .get(
                        "list consumer groups",
                        clients.admin().listGroups(new ListGroupsOptions()).all());
        return listings.stream()
                .filter(Groups::consumes)
                .map(GroupListing::groupId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<ConsumerGroup> list() {
        List<ConsumerGroup> groups = new ArrayList<>(look(names()).orThrow().values());
        groups.removeIf(group -> group.state() == GroupState.DEAD);
        return groups;
    }

    private static boolean consumes(GroupListing listing) {
        if (listing.groupState()
                .filter(state -> state == org.apache.kafka.common.GroupState.DEAD)
                .isPresent()) {
            return false;
        }
        GroupType type = listing.type().orElse(GroupType.CLASSIC);
        return type == GroupType.CONSUMER || (type == GroupType.CLASSIC && PROTOCOLS.contains(listing.protocol()));
    }

    Answers<String, ConsumerGroup> look(Set<String> names) {
        if (names.isEmpty()) {
            return Answers.of(Map.of(), Map.of());
        }
        Answers<String, ConsumerGroupDescription> described = Awaited.read(KafkaRequest.DESCRIBE_GROUPS)
                .each(clients.admin().describeConsumerGroups(names).describedGroups(), "look at group ");
        Map<String, ConsumerGroup> found = new LinkedHashMap<>();
        Map<String, DrException> failed = new LinkedHashMap<>();
        described.found().forEach((name, group) -> found.put(name, group(group)));
        described.failed().forEach((name, failure) -> {
            if (failure.code() == ErrorCode.NOT_FOUND) {
                found.put(name, ConsumerGroup.of(name, GroupState.DEAD, 0));
            } else {
                failed.put(name, failure);
            }
        });
        return Answers.of(found, failed);
    }

    private static ConsumerGroup group(ConsumerGroupDescription group) {
        GroupState state = switch (group.groupState()) {
            case STABLE -> GroupState.STABLE;
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING -> GroupState.REBALANCING;
            case EMPTY -> GroupState.EMPTY;
            case DEAD -> GroupState.DEAD;
            case NOT_READY, UNKNOWN -> GroupState.UNKNOWN;
        };
        return ConsumerGroup.of(group.groupId(), state, group.members().size())
                .reading(group.members().stream()
                        .flatMap(member -> member.assignment().topicPartitions().stream())
                        .map(partition -> new PartitionId(partition.topic(), partition.partition()))
                        .collect(Collectors.toSet()));
    }

    Answers<String, Map<PartitionId, GroupOffset>> offsets(Set<String> groups) {
        if (groups.isEmpty()) {
            return Answers.of(Map.of(), Map.of());
        }
        Map<String, ListConsumerGroupOffsetsSpec> asked = new LinkedHashMap<>();
        groups.forEach(group -> asked.put(group, new ListConsumerGroupOffsetsSpec()));
        ListConsumerGroupOffsetsResult result = clients.admin().listConsumerGroupOffsets(asked);
        Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> futures = new LinkedHashMap<>();
        groups.forEach(group -> futures.put(group, result.partitionsToOffsetAndMetadata(group)));
        Answers<String, Map<TopicPartition, OffsetAndMetadata>> answers =
                Awaited.read(KafkaRequest.FETCH_OFFSETS).each(futures, "read offsets of group ");
        Map<String, Map<PartitionId, GroupOffset>> found = new LinkedHashMap<>();
        answers.found().forEach((group, offsets) -> found.put(group, committed(offsets)));
        return Answers.of(found, answers.failed());
    }

    private Map<PartitionId, GroupOffset> committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<PartitionId, GroupOffset> committed = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(ids.of(partition), new GroupOffset(offset.offset(), offset.metadata()));
            }
        });
        return committed;
    }
}
