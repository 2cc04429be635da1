package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A stage of a product: reads a topic with a group of its own and writes what it made of each event to others. Keys and
 * headers it drops, as products do. Closing ends it in good order.
 */
final class PipelineStage implements AutoCloseable {

    private final String from;
    private final List<String> into;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Thread thread;

    private PipelineStage(String bootstrap, String group, String from, List<String> into) {
        this.from = from;
        this.into = into;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        group,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
        this.thread = new Thread(this::run, group);
    }

    static PipelineStage start(String bootstrap, String group, String from, String... into) {
        PipelineStage stage = new PipelineStage(bootstrap, group, from, List.of(into));
        stage.thread.start();
        return stage;
    }

    private void run() {
        try (consumer;
                producer) {
            consumer.subscribe(List.of(from));
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::pass);
                producer.flush();
                consumer.commitSync();
            }
        } catch (WakeupException e) {
            // It was closed.
        }
    }

    private void pass(ConsumerRecord<byte[], byte[]> event) {
        byte[] made = ("{\"event\":" + new String(event.value(), UTF_8) + "}").getBytes(UTF_8);
        for (String topic : into) {
            // It is awaited by the flush; what failed does not arrive, which is what a test looks at.
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, made));
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
