package com.datafly.signal.dr.kafka.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** What tests ask of a cluster, with clients that give up soon. */
final class Clients {

    private static final String SHORT = "2000";
    private static final int LONG_SECONDS = 20;

    private Clients() {}

    static Admin admin(Map<String, String> settings) {
        return Admin.create(Map.copyOf(withDefaults(settings, "20000")));
    }

    static Admin impatientAdmin(Map<String, String> settings) {
        return Admin.create(Map.copyOf(withDefaults(settings, SHORT)));
    }

    static void createTopic(Map<String, String> settings, String name) {
        try (Admin admin = admin(settings)) {
            get(admin.createTopics(List.of(new NewTopic(name, 1, (short) -1))).all());
        }
    }

    static Set<String> topics(Map<String, String> settings) {
        try (Admin admin = admin(settings)) {
            return topics(admin);
        }
    }

    /** Asks with patience, also by a client that has none: it may have to connect first. */
    static Set<String> topics(Admin admin) {
        return get(admin.listTopics(new ListTopicsOptions().timeoutMs(20_000)).names());
    }

    /** Returns how many records partition 0 of a topic holds, or -1 if there is no such topic. */
    static long end(Map<String, String> settings, String topic) {
        if (!topics(settings).contains(topic)) {
            return -1;
        }
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = admin(settings)) {
            return get(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                    .offset();
        }
    }

    static void send(Map<String, String> settings, String topic, int records) {
        Map<String, Object> all = Map.copyOf(settings);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(all, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, 0, "key", "event " + i)));
            }
            producer.flush();
        }
        sent.forEach(Clients::get);
    }

    /** Returns the result, or throws what Kafka answered. */
    static <T> T get(Future<T> future) {
        try {
            return future.get(LONG_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException answer ? answer : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> withDefaults(Map<String, String> settings, String timeout) {
        Map<String, Object> all = new TreeMap<>(settings);
        all.put("request.timeout.ms", timeout);
        all.put("default.api.timeout.ms", timeout);
        return all;
    }
}
