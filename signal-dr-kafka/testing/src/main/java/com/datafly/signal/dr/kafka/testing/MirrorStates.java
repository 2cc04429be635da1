package com.datafly.signal.dr.kafka.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/** What MirrorMaker says of its connectors and tasks: it keeps it in a topic at the target. */
final class MirrorStates {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final String PREFIX = "status-";

    private final Map<String, String> settings;
    private final String target;
    private final String topic;

    MirrorStates(Map<String, String> settings, String source, String target) {
        this.settings = settings;
        this.target = target;
        this.topic = "mm2-status." + source + ".internal";
    }

    /**
     * Returns the state of each connector, as {@code MirrorSourceConnector}, and each task, as
     * {@code MirrorSourceConnector-0}; what was said before {@code since} does not count.
     */
    Map<String, String> since(Instant since) {
        Map<String, String> states = new TreeMap<>();
        try (JsonConverter json = new JsonConverter();
                KafkaConsumer<String, byte[]> consumer = consumer()) {
            json.configure(Map.of("schemas.enable", "false"), false);
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    take(record, since, json, states);
                }
            }
        }
        return states;
    }

    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
        List<PartitionInfo> known = consumer.listTopics().getOrDefault(topic, List.of());
        return known.stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    private static void take(
            ConsumerRecord<String, byte[]> record, Instant since, JsonConverter json, Map<String, String> states) {
        if (record.timestamp() < since.toEpochMilli() || !record.key().startsWith(PREFIX)) {
            return;
        }
        String name = record.key().substring(record.key().indexOf('-', PREFIX.length()) + 1);
        Object state = field(json.toConnectData(record.topic(), record.value()).value(), "state");
        if (state == null) {
            states.remove(name);
        } else {
            states.put(name, state.toString());
        }
    }

    private static @Nullable Object field(@Nullable Object value, String name) {
        return value instanceof Map<?, ?> fields ? fields.get(name) : null;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> own = new HashMap<>();
        settings.forEach((key, value) -> {
            String name = key.startsWith(target + ".") ? key.substring(target.length() + 1) : "";
            if (ConsumerConfig.configNames().contains(name)) {
                own.put(name, value);
            }
        });
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(own, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
