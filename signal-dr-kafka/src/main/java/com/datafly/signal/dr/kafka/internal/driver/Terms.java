package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.kafka.internal.client.KafkaClients;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks for leader epochs: the leader of a partition tells its own with the log's end. */
final class Terms {

    private final KafkaClients clients;

    Terms(KafkaClients clients) {
        this.clients = clients;
    }

    /** Asks; of partitions that do not answer there is none. */
    Map<PartitionId, Long> ask(Set<PartitionId> partitions) {
        Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
        partitions.forEach(partition -> asked.put(PartitionIds.kafka(partition), OffsetSpec.latest()));
        ListOffsetsResult result = clients.admin().listOffsets(asked);
        Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> futures = new LinkedHashMap<>();
        partitions.forEach(partition -> futures.put(partition, result.partitionResult(PartitionIds.kafka(partition))));
        Map<PartitionId, Long> terms = new LinkedHashMap<>();
        Awaited.read(KafkaRequest.LIST_OFFSETS)
                .each(futures, "ask for the term of ")
                .found()
                .forEach((partition, info) ->
                        info.leaderEpoch().ifPresent(epoch -> terms.put(partition, epoch.longValue())));
        return terms;
    }
}
