package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.NumberedEvents.PAID;
import static com.datafly.signal.dr.kafka.NumberedEvents.PLAIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers, real members of their groups, and the numbers of all events that each group was ever given, wherever. */
final class GroupReaders {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final int atOnce;
    private final Map<String, Given> groups = new TreeMap<>();

    /** Readers that are given so many events in a poll at most: so many more than they are told they may read. */
    GroupReaders(int atOnce) {
        this.atOnce = atOnce;
    }

    /** What a group was given. */
    private static final class Given {
        private final BitSet numbers = new BitSet();
        private final Map<String, Integer> again = new HashMap<>();

        void add(ConsumerRecord<byte[], byte[]> event) {
            int number = Integer.parseInt(new String(event.value(), UTF_8));
            if (numbers.get(number)) {
                again.merge(event.topic(), 1, Integer::sum);
            }
            numbers.set(number);
        }
    }

    /**
     * Lets a new member of a group read from where the group stands until it has read to those offsets, and leave. All
     * that it is given it commits. A group that comes for the first time begins with the first event; later it must
     * have a place in every partition.
     */
    void read(String bootstrap, String group, Map<PartitionId, Long> to) {
        boolean isNew = !groups.containsKey(group);
        Given given = groups.computeIfAbsent(group, name -> new Given());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings(bootstrap, group, isNew ? "earliest" : "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(PLAIN, PAID));
            long begin = System.nanoTime();
            while (!isThere(consumer, to)) {
                assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
                consumer.poll(POLL).forEach(given::add);
                consumer.commitSync();
            }
        }
    }

    private Map<String, Object> settings(String bootstrap, String group, String reset) {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                group,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                reset,
                "max.poll.records",
                Integer.toString(atOnce));
    }

    /** Partitions that are read far enough wait for the others. */
    private static boolean isThere(KafkaConsumer<byte[], byte[]> consumer, Map<PartitionId, Long> to) {
        Set<TopicPartition> left = new HashSet<>();
        to.forEach((id, offset) -> {
            TopicPartition partition = new TopicPartition(id.topic(), id.partition());
            if (!consumer.assignment().contains(partition) || consumer.position(partition) < offset) {
                left.add(partition);
            } else {
                consumer.pause(Set.of(partition));
            }
        });
        return left.isEmpty();
    }

    /** Returns which of some events a group was never given. */
    BitSet missing(String group, BitSet events) {
        BitSet missing = (BitSet) events.clone();
        missing.andNot(given(group).numbers);
        return missing;
    }

    /** Returns how many times a group was given an event of a topic that it had been given before. */
    int again(String group, String topic) {
        return given(group).again.getOrDefault(topic, 0);
    }

    /** Returns how many different events all groups were given. */
    long events() {
        return groups.values().stream()
                .mapToLong(given -> given.numbers.cardinality())
                .sum();
    }

    private Given given(String group) {
        return groups.getOrDefault(group, new Given());
    }
}
