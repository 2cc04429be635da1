package com.datafly.signal.dr.examples.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics, events and groups that are measured at. */
final class KafkaWorkload {

    static final int PARTITIONS = 5;
    private static final int TOPICS_PER_REQUEST = 500;
    private static final int LAGGING = 10;
    private static final long EVENTS = 3;
    private static final int EVENT_BYTES = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int TIMEOUT_MILLIS = 120_000;

    private final Map<String, Object> settings;
    private final int topics;

    KafkaWorkload(String bootstrap, int topics) {
        this.settings = Map.of("bootstrap.servers", bootstrap, "request.timeout.ms", TIMEOUT_MILLIS);
        this.topics = topics;
    }

    /** Returns the name of a topic, from 0. */
    static String topic(int number) {
        return String.format(Locale.ROOT, "events.delivery.%05d", number);
    }

    /** Makes the topics, with no setting of their own, and gives each partition three events. */
    void create() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            for (int from = 0; from < topics; from += TOPICS_PER_REQUEST) {
                List<NewTopic> some = new ArrayList<>();
                for (int i = from; i < Math.min(topics, from + TOPICS_PER_REQUEST); i++) {
                    some.add(new NewTopic(topic(i), PARTITIONS, (short) 1));
                }
                admin.createTopics(some).all().get();
            }
            awaitLeaders(admin);
        }
        fill();
    }

    /** Until then producers would ask again and again. An offset is answered when its partition has a leader. */
    private void awaitLeaders(Admin admin) throws ExecutionException, InterruptedException {
        while (admin.listTopics().names().get().size() < topics) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions(0, topics).forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        admin.listOffsets(ends).all().get();
    }

    private void fill() throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Map<String, Object> producing = new HashMap<>(settings);
        // Each partition gets a batch of one event: batches of the usual size would not fit the buffer.
        producing.put("batch.size", 2 * EVENT_BYTES);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long event = 0; event < EVENTS; event++) {
                for (TopicPartition partition : partitions(0, topics)) {
                    sent.add(producer.send(new ProducerRecord<>(
                            partition.topic(), partition.partition(), null, new byte[EVENT_BYTES])));
                }
                producer.flush();
            }
        }
        for (Future<RecordMetadata> event : sent) {
            event.get();
        }
    }

    /** Lets groups share the topics; each has read everything but one event of every tenth partition. */
    void commit(String prefix, int groups) throws ExecutionException, InterruptedException {
        int each = topics / groups;
        int number = 0;
        try (Admin admin = Admin.create(settings)) {
            for (int group = 0; group < groups; group++) {
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                for (TopicPartition partition : partitions(group * each, (group + 1) * each)) {
                    long read = number++ % LAGGING == 0 ? EVENTS - 1 : EVENTS;
                    offsets.put(partition, new OffsetAndMetadata(read));
                }
                admin.alterConsumerGroupOffsets(prefix + group, offsets).all().get();
            }
        }
    }

    /** Returns how many events all groups together have not read. */
    long lag() {
        return (long) topics * PARTITIONS / LAGGING;
    }

    private static List<TopicPartition> partitions(int fromTopic, int toTopic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = fromTopic; i < toTopic; i++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(topic(i), partition));
            }
        }
        return partitions;
    }
}
