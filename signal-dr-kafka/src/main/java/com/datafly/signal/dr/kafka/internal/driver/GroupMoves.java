package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.Attempt;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves offsets of consumer groups: a request for each, all under way at once. The coordinator refuses those of a group
 * that has members.
 */
final class GroupMoves {

    /** How the coordinator says that somebody else may commit, and nobody who is no member. */
    private static final Set<String> HAS_MEMBERS = Set.of(
            "UnknownMemberIdException",
            "GroupNotEmptyException",
            "IllegalGenerationException",
            "StaleMemberEpochException",
            "FencedMemberEpochException",
            "RebalanceInProgressException");

    private final KafkaClients clients;

    GroupMoves(KafkaClients clients) {
        this.clients = clients;
    }

    Map<String, DrException> move(Map<String, Map<PartitionId, GroupOffset>> groups) {
        Map<String, AlterConsumerGroupOffsetsResult> moves = new LinkedHashMap<>();
        groups.forEach((group, offsets) -> {
            if (!offsets.isEmpty()) {
                moves.put(group, clients.admin().alterConsumerGroupOffsets(group, kafka(offsets)));
            }
        });
        Map<String, DrException> failed = new LinkedHashMap<>();
        moves.forEach((group, move) -> {
            Map<PartitionId, DrException> failures =
                    failures(group, move, groups.getOrDefault(group, Map.of()).keySet());
            if (!failures.isEmpty()) {
                failed.put(
                        group,
                        summary(
                                group,
                                failures,
                                groups.getOrDefault(group, Map.of()).size()));
            }
        });
        if (failed.size() == moves.size()) {
            Awaited.requireAnswer(failed.values());
        }
        return failed;
    }

    private static Map<TopicPartition, OffsetAndMetadata> kafka(Map<PartitionId, GroupOffset> offsets) {
        Map<TopicPartition, OffsetAndMetadata> kafka = new LinkedHashMap<>();
        offsets.forEach((partition, offset) ->
                kafka.put(PartitionIds.kafka(partition), new OffsetAndMetadata(offset.offset(), offset.metadata())));
        return kafka;
    }

    private static Map<PartitionId, DrException> failures(
            String group, AlterConsumerGroupOffsetsResult move, Set<PartitionId> partitions) {
        Map<PartitionId, DrException> failures = new LinkedHashMap<>();
        for (PartitionId partition : partitions) {
            try {
                move.partitionResult(PartitionIds.kafka(partition)).get();
            } catch (ExecutionException | InterruptedException e) {
                Attempt attempt = Attempt.of(KafkaRequest.COMMIT_OFFSETS, "move group " + group)
                        .topic(partition.topic());
                failures.put(partition, KafkaErrors.onChange(attempt, e));
            }
        }
        return failures;
    }

    /** One failure for the group, which says what became of the other partitions. */
    private static DrException summary(String group, Map<PartitionId, DrException> failures, int asked) {
        DrException first = failures.values().iterator().next();
        if (HAS_MEMBERS.contains(first.details().getOrDefault("kafkaError", ""))) {
            return DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    first.operation(),
                    "its members consume",
                    failure -> failure.detail("group", group)
                            .hint("Stop the group's consumers, and wait until their session has expired.")
                            .cause(first));
        }
        boolean some = failures.size() < asked;
        List<PartitionId> partitions = new ArrayList<>(failures.keySet());
        String problem = first.problem() + " for " + partitions.get(0)
                + (partitions.size() == 1 ? "" : " and " + (partitions.size() - 1) + " more")
                + (some ? "; the other " + (asked - failures.size()) + " were moved" : "");
        return DrException.create(first.code(), first.operation(), problem, failure -> {
            first.details().forEach(failure::detail);
            first.hint().ifPresent(failure::hint);
            failure.retry(first.retry())
                    .effect(first.effect() == Effect.NONE && some ? Effect.APPLIED : first.effect())
                    .detail("group", group)
                    .detail("partitions", partitions)
                    .cause(first);
        });
    }
}
