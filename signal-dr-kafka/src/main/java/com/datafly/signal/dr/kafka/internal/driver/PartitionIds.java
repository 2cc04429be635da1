package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.events.PartitionId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.TopicPartition;

/** The names of partitions, each made once: records by the million share them. Thread-safe. */
final class PartitionIds {

    private final ConcurrentMap<TopicPartition, PartitionId> ids = new ConcurrentHashMap<>();

    PartitionId of(TopicPartition partition) {
        return ids.computeIfAbsent(partition, missing -> new PartitionId(missing.topic(), missing.partition()));
    }

    static TopicPartition kafka(PartitionId partition) {
        return new TopicPartition(partition.topic(), partition.partition());
    }
}
