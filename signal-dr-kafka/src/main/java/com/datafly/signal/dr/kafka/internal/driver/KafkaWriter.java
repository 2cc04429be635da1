package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.kafka.internal.Attempt;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.spi.EventWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes by a producer of Kafka's, in transactions if it was opened for them. */
final class KafkaWriter implements EventWriter {

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final PartitionIds ids;
    private final boolean transactional;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Deliveries deliveries = new Deliveries();
    private boolean broken;

    private KafkaWriter(Producer<byte[], byte[]> producer, Topics topics, PartitionIds ids, boolean transactional) {
        this.producer = producer;
        this.topics = topics;
        this.ids = ids;
        this.transactional = transactional;
    }

    static KafkaWriter plain(Producer<byte[], byte[]> producer, Topics topics, PartitionIds ids) {
        return new KafkaWriter(producer, topics, ids, false);
    }

    /** Ends what an earlier writer of this identity left open, and fences it off. */
    static KafkaWriter transactional(
            String identity, Producer<byte[], byte[]> producer, Topics topics, PartitionIds ids) {
        try {
            producer.initTransactions();
            return new KafkaWriter(producer, topics, ids, true);
        } catch (RuntimeException e) {
            close(producer, e);
            throw KafkaErrors.onRead(
                    Attempt.of(KafkaRequest.INIT_PRODUCER, "open writer " + identity)
                            .on(identity),
                    e);
        }
    }

    /** Whoever was interrupted is told so by closing, too. */
    private static void close(Producer<byte[], byte[]> producer, RuntimeException failure) {
        try {
            producer.close(Duration.ZERO);
        } catch (KafkaException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void begin() {
        if (transactional) {
            call(KafkaRequest.PRODUCE, "begin a transaction", () -> {
                deliveries.forget();
                producer.beginTransaction();
            });
        }
    }

    @Override
    public void append(NewEvent event, Appended appended) {
        try {
            requirePartition(event);
            Future<RecordMetadata> unused = producer.send(record(event), answer(event.topic(), appended));
        } catch (DrException e) {
            throw besideOthers(e);
        } catch (KafkaException e) {
            throw broken(besideOthers(KafkaErrors.onRead(Deliveries.writing(event.topic()), e)));
        }
    }

    /** Whoever writes many events without a transaction has written something if any of them was. */
    private DrException besideOthers(DrException failure) {
        if (transactional) {
            return failure;
        }
        awaitAnswers();
        return KafkaErrors.besideOthers(failure, deliveries.effect());
    }

    /** Kafka's producer waits for a topic or partition that does not exist until its time is over. */
    private void requirePartition(NewEvent event) {
        Integer known = partitions.get(event.topic());
        if (known == null || event.partition() >= known) {
            String operation = "append to " + event;
            int count = topics.describe(Set.of(event.topic()), operation).orThrow().values().stream()
                    .mapToInt(topic -> topic.partitions().size())
                    .sum();
            partitions.put(event.topic(), count);
            if (event.partition() >= count) {
                throw DrException.create(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "the topic has " + count + " partitions, from 0 on",
                        failure -> failure.hint("Write to a partition that it has, let the key choose one, or add"
                                + " partitions to it."));
            }
        }
    }

    private Callback answer(String topic, Appended appended) {
        return (metadata, failure) -> {
            if (failure == null) {
                deliveries.acknowledged();
                appended.at(ids.of(new TopicPartition(metadata.topic(), metadata.partition())), metadata.offset());
            } else {
                deliveries.refused(topic, failure);
            }
        };
    }

    private static ProducerRecord<byte[], byte[]> record(NewEvent event) {
        Integer partition = event.partition() == NewEvent.BY_KEY ? null : event.partition();
        Long timestamp = event.timestampMillis() == NewEvent.NOW ? null : event.timestampMillis();
        return new ProducerRecord<>(
                event.topic(), partition, timestamp, event.key(), event.value(), headers(event.headers()));
    }

    private static @Nullable RecordHeaders headers(List<EventHeader> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        RecordHeaders kafka = new RecordHeaders();
        for (EventHeader header : headers) {
            kafka.add(header.key(), header.value());
        }
        return kafka;
    }

    @Override
    public void flush() {
        awaitAnswers();
        Optional<Deliveries.Refused> refused = deliveries.firstRefused();
        Effect effect = deliveries.effect();
        deliveries.forget();
        if (refused.isPresent()) {
            DrException failure =
                    translated(refused.get().attempt(), refused.get().failure());
            throw broken(transactional ? failure : KafkaErrors.besideOthers(failure, effect));
        }
    }

    private void awaitAnswers() {
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw broken(translated(Attempt.of(KafkaRequest.PRODUCE, "write events"), e));
        }
    }

    /** In a transaction nothing is visible before the commit, whatever became of the appends. */
    private DrException translated(Attempt attempt, Exception failure) {
        return transactional ? KafkaErrors.onRead(attempt, failure) : KafkaErrors.onChange(attempt, failure);
    }

    @Override
    public void commit() {
        flush();
        if (transactional) {
            try {
                producer.commitTransaction();
            } catch (KafkaException e) {
                throw broken(KafkaErrors.onChange(Attempt.of(KafkaRequest.END_TRANSACTION, "commit a transaction"), e));
            }
        }
    }

    @Override
    public void abort() {
        if (transactional) {
            call(KafkaRequest.END_TRANSACTION, "abort a transaction", producer::abortTransaction);
            deliveries.forget();
        }
    }

    private void call(KafkaRequest request, String operation, Runnable call) {
        try {
            call.run();
        } catch (KafkaException e) {
            throw broken(KafkaErrors.onRead(Attempt.of(request, operation), e));
        }
    }

    private DrException broken(DrException failure) {
        broken = true;
        return failure;
    }

    /** An open transaction is aborted on the way, unless the cluster did not answer the last time. */
    @Override
    public void close() {
        call(KafkaRequest.PRODUCE, "close a writer", () -> producer.close(broken ? Duration.ZERO : CLOSING));
    }
}
