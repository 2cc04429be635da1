package com.datafly.signal.dr.kafka.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.internal.Attempt;
import com.datafly.signal.dr.kafka.internal.KafkaErrors;
import com.datafly.signal.dr.kafka.internal.KafkaRequest;
import com.datafly.signal.dr.spi.EventReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads by a consumer of Kafka's that belongs to no group.
 *
 * <p>That consumer gives nothing and says nothing where a cluster does not answer, or a topic does not exist. So after
 * some time without an event, and at once where there is no connection left, the cluster is asked for the partitions.
 */
final class KafkaReader implements EventReader {

    private static final long LONGEST_SILENCE_NANOS = 3_000_000_000L;

    private final Consumer<byte[], byte[]> consumer;
    private final Offsets offsets;
    private final PartitionIds ids;
    private long lastAnswer = System.nanoTime();

    KafkaReader(Consumer<byte[], byte[]> consumer, Offsets offsets, PartitionIds ids) {
        this.consumer = consumer;
        this.offsets = offsets;
        this.ids = ids;
    }

    @Override
    public void seek(Map<PartitionId, Long> positions) {
        Map<TopicPartition, Long> kafka = new LinkedHashMap<>();
        positions.forEach((partition, offset) -> kafka.put(PartitionIds.kafka(partition), offset));
        consumer.assign(kafka.keySet());
        kafka.forEach(consumer::seek);
        lastAnswer = System.nanoTime();
    }

    @Override
    public List<EventRecord> poll(Duration wait) {
        ConsumerRecords<byte[], byte[]> records = ask(() -> consumer.poll(wait));
        if (records.isEmpty()) {
            requireAnswer();
            return List.of();
        }
        lastAnswer = System.nanoTime();
        return events(records);
    }

    private <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (OffsetOutOfRangeException e) {
            throw outside(e);
        } catch (KafkaException e) {
            throw KafkaErrors.onRead(Attempt.of(KafkaRequest.FETCH, "read events"), e);
        }
    }

    private List<EventRecord> events(ConsumerRecords<byte[], byte[]> records) {
        List<EventRecord> events = new ArrayList<>(records.count());
        for (TopicPartition partition : records.partitions()) {
            PartitionId id = ids.of(partition);
            for (ConsumerRecord<byte[], byte[]> event : records.records(partition)) {
                events.add(EventRecord.of(
                        id, event.offset(), event.timestamp(), event.key(), event.value(), headers(event.headers())));
            }
        }
        return Collections.unmodifiableList(events);
    }

    private static List<EventHeader> headers(Headers headers) {
        Header[] kafka = headers.toArray();
        if (kafka.length == 0) {
            return List.of();
        }
        EventHeader[] events = new EventHeader[kafka.length];
        for (int i = 0; i < kafka.length; i++) {
            events[i] = EventHeader.of(kafka[i].key(), kafka[i].value());
        }
        return List.of(events);
    }

    private void requireAnswer() {
        if (connections() > 0 && System.nanoTime() - lastAnswer < LONGEST_SILENCE_NANOS) {
            return;
        }
        Set<PartitionId> partitions = positions().keySet();
        offsets.ask(partitions, OffsetPoint.earliest()).orThrow();
        lastAnswer = System.nanoTime();
    }

    private double connections() {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("connection-count"))
                .map(metric -> metric.getValue().metricValue())
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .sum();
    }

    private DrException outside(OffsetOutOfRangeException e) {
        Map.Entry<TopicPartition, Long> first =
                e.offsetOutOfRangePartitions().entrySet().iterator().next();
        PartitionId partition = ids.of(first.getKey());
        Set<PartitionId> asked = Set.of(partition);
        Optional<Long> earliest = Optional.ofNullable(
                        offsets.ask(asked, OffsetPoint.earliest()).orThrow().get(partition))
                .map(OffsetAnswer::offset);
        Optional<Long> latest = Optional.ofNullable(
                        offsets.ask(asked, OffsetPoint.latest()).orThrow().get(partition))
                .map(OffsetAnswer::offset);
        String log = earliest.map(String::valueOf).orElse("?") + " to "
                + latest.map(String::valueOf).orElse("?");
        String problem = e instanceof LogTruncationException
                ? "the log was cut back below offset " + first.getValue() + ", and now goes from " + log
                : "offset " + first.getValue() + " lies outside the log, which goes from " + log;
        return DrException.create(ErrorCode.FAILED_PRECONDITION, "read " + partition, problem, failure -> {
            failure.detail("partition", partition)
                    .detail("offset", first.getValue())
                    .cause(e);
            earliest.ifPresent(offset -> failure.detail("earliest", offset));
            latest.ifPresent(offset -> failure.detail("latest", offset));
            failure.hint("What lies before the log's start is gone here; look for it at the other cluster or in an"
                    + " archive, or read on from the start.");
        });
    }

    @Override
    public Map<PartitionId, Long> positions() {
        Map<PartitionId, Long> positions = new LinkedHashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(ids.of(partition), ask(() -> consumer.position(partition)));
        }
        return positions;
    }

    /** Waits for nothing: there may be a fetch under way that the broker holds back until there is an event. */
    @Override
    public void close() {
        ask(() -> {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return true;
        });
    }
}
