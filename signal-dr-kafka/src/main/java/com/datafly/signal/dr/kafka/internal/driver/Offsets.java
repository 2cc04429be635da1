package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks for offsets. Kafka's client waits for partitions that do not exist, and for leaders that are gone, until its
 * time is over. So whatever is not answered as soon as the others usually are is looked at.
 */
final class Offsets {

    /** Longer than an election takes, and than brokers need for thousands of partitions. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Awaited ANSWER = Awaited.read(KafkaRequest.LIST_OFFSETS);
    private static final String OPERATION = "ask for an offset of ";

    private final KafkaClients clients;
    private final Topics topics;

    Offsets(KafkaClients clients, Topics topics) {
        this.clients = clients;
        this.topics = topics;
    }

    Answers<PartitionId, OffsetAnswer> ask(Set<PartitionId> partitions, OffsetPoint point) {
        if (partitions.isEmpty()) {
            return Answers.of(Map.of(), Map.of());
        }
        Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> futures = request(partitions, point);
        Map<PartitionId, DrException> failed = unled(futures);
        futures.keySet().removeAll(failed.keySet());
        Map<PartitionId, OffsetAnswer> found = new LinkedHashMap<>();
        if (!futures.isEmpty()) {
            Answers<PartitionId, ListOffsetsResultInfo> answers = ANSWER.each(futures, OPERATION);
            failed.putAll(answers.failed());
            answers.found()
                    .forEach(
                            (partition, info) -> answer(info, point).ifPresent(answer -> found.put(partition, answer)));
        }
        return Answers.of(found, failed);
    }

    private Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> request(
            Set<PartitionId> partitions, OffsetPoint point) {
        OffsetSpec spec = spec(point);
        Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
        partitions.forEach(partition -> asked.put(PartitionIds.kafka(partition), spec));
        IsolationLevel isolation =
                point.equals(OffsetPoint.stable()) ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
        ListOffsetsResult result = clients.admin().listOffsets(asked, new ListOffsetsOptions(isolation));
        Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> futures = new LinkedHashMap<>();
        partitions.forEach(partition -> futures.put(partition, result.partitionResult(PartitionIds.kafka(partition))));
        return futures;
    }

    private static OffsetSpec spec(OffsetPoint point) {
        if (point instanceof OffsetPoint.AtTime time) {
            return OffsetSpec.forTimestamp(time.instant().toEpochMilli());
        }
        return point.equals(OffsetPoint.earliest()) ? OffsetSpec.earliest() : OffsetSpec.latest();
    }

    private static Optional<OffsetAnswer> answer(ListOffsetsResultInfo info, OffsetPoint point) {
        if (info.offset() < 0) {
            return Optional.empty();
        }
        long timestamp = point instanceof OffsetPoint.AtTime ? info.timestamp() : -1;
        return Optional.of(new OffsetAnswer(info.offset(), timestamp));
    }

    /**
     * Waits until all are answered but those that do not exist or have no leader, and says so of these. That a broker
     * is gone is found out by the cluster itself a while after, so whoever stays silent is looked at again.
     */
    private <V> Map<PartitionId, DrException> unled(Map<PartitionId, KafkaFuture<V>> futures) {
        Map<PartitionId, KafkaFuture<V>> open = new LinkedHashMap<>(futures);
        Map<PartitionId, DrException> unled = new LinkedHashMap<>();
        Duration patience = PATIENCE;
        while (true) {
            open.keySet().retainAll(ANSWER.silent(open, OPERATION + "partitions", patience));
            if (open.isEmpty()) {
                return unled;
            }
            unled.putAll(problems(open.keySet()));
            open.keySet().removeAll(unled.keySet());
            patience = patience.multipliedBy(2);
        }
    }

    private Map<PartitionId, DrException> problems(Set<PartitionId> partitions) {
        Set<String> names = new LinkedHashSet<>();
        partitions.forEach(partition -> names.add(partition.topic()));
        Answers<String, TopicDescription> described = topics.describe(names, "ask for offsets");
        Map<PartitionId, DrException> problems = new LinkedHashMap<>();
        for (PartitionId partition : partitions) {
            DrException unseen = described.failed().get(partition.topic());
            TopicDescription topic = described.found().get(partition.topic());
            Optional<DrException> problem = unseen == null ? problem(partition, topic) : Optional.of(unseen);
            problem.ifPresent(failure -> problems.put(partition, failure));
        }
        return problems;
    }

    private static Optional<DrException> problem(PartitionId partition, @Nullable TopicDescription topic) {
        String operation = OPERATION + partition;
        List<TopicPartitionInfo> infos = topic == null ? List.of() : topic.partitions();
        Optional<TopicPartitionInfo> info = infos.stream()
                .filter(candidate -> candidate.partition() == partition.partition())
                .findFirst();
        if (info.isEmpty()) {
            return Optional.of(DrException.create(
                    ErrorCode.NOT_FOUND,
                    operation,
                    "the topic has " + infos.size() + " partitions, from 0 on",
                    failure -> failure.hint("Ask for partitions that it has, or add some to it.")));
        }
        Node leader = info.get().leader();
        return leader == null || leader.isEmpty()
                ? Optional.of(DrException.create(
                        ErrorCode.UNAVAILABLE,
                        operation,
                        "no broker leads it now",
                        failure -> failure.retry(RetryAdvice.SAFE).hint("Bring back a broker that has it.")))
                : Optional.empty();
    }
}
