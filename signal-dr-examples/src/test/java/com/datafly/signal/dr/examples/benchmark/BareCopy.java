package com.datafly.signal.dr.examples.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.ReplayHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a person would write to copy a topic exactly once: Kafka's consumer and its producer, the consumer's offsets in
 * the producer's transactions. The settings are those of this library's clients, and so is the length of a transaction.
 */
final class BareCopy {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int TRANSACTION = 20_000;

    private final String bootstrap;
    private final int partitions;
    private final boolean origins;
    private final Map<String, Object> compression;

    /** Copies events as they are, or with headers of their origins as a replay has them. */
    BareCopy(String bootstrap, int partitions, boolean origins) {
        this(bootstrap, partitions, origins, Map.of("compression.type", "lz4"));
    }

    private BareCopy(String bootstrap, int partitions, boolean origins, Map<String, Object> compression) {
        this.compression = compression;
        this.bootstrap = bootstrap;
        this.partitions = partitions;
        this.origins = origins;
    }

    /** Returns a copy that compresses as an archive does. */
    BareCopy gzip() {
        return new BareCopy(
                bootstrap, partitions, origins, Map.of("compression.type", "gzip", "compression.gzip.level", 1));
    }

    /** Copies so many events. */
    void copy(String from, String into, long events) {
        String group = "bare-" + UUID.randomUUID();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group);
                KafkaProducer<byte[], byte[]> producer = producer(group)) {
            consumer.assign(IntStream.range(0, partitions)
                    .mapToObj(number -> new TopicPartition(from, number))
                    .toList());
            consumer.seekToBeginning(List.of());
            producer.initTransactions();
            producer.beginTransaction();
            int open = 0;
            for (long copied = 0; copied < events; ) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> event : records) {
                    send(
                            producer,
                            new ProducerRecord<>(
                                    into,
                                    event.partition(),
                                    event.timestamp(),
                                    event.key(),
                                    event.value(),
                                    headers(event, group)));
                }
                open += records.count();
                copied += records.count();
                if (open >= TRANSACTION || copied >= events) {
                    producer.sendOffsetsToTransaction(positions(consumer), consumer.groupMetadata());
                    producer.commitTransaction();
                    producer.beginTransaction();
                    open = 0;
                }
            }
            producer.abortTransaction();
        }
    }

    /** A failure shows itself in the commit, or in the number of events that come out. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> event) {
        producer.send(event);
    }

    private Headers headers(ConsumerRecord<byte[], byte[]> event, String run) {
        Headers headers = event.headers();
        if (origins) {
            headers.add(ReplayHeaders.RUN, run.getBytes(UTF_8));
            headers.add(ReplayHeaders.TOPIC, event.topic().getBytes(UTF_8));
            headers.add(
                    ReplayHeaders.PARTITION, Integer.toString(event.partition()).getBytes(UTF_8));
            headers.add(ReplayHeaders.OFFSET, Long.toString(event.offset()).getBytes(UTF_8));
            headers.add(
                    ReplayHeaders.TIMESTAMP, Long.toString(event.timestamp()).getBytes(UTF_8));
        }
        return headers;
    }

    private static Map<TopicPartition, OffsetAndMetadata> positions(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        consumer.assignment()
                .forEach(partition -> positions.put(partition, new OffsetAndMetadata(consumer.position(partition))));
        return positions;
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                group,
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                5_000,
                "fetch.max.bytes",
                64 << 20,
                "max.partition.fetch.bytes",
                8 << 20,
                "receive.buffer.bytes",
                -1);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(String group) {
        Map<String, Object> settings = new HashMap<>(compression);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("transactional.id", group);
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        settings.put("batch.size", 256 << 10);
        settings.put("buffer.memory", 64L << 20);
        settings.put("send.buffer.bytes", -1);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
