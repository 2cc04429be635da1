package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitTopics;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Producers whose events carry numbers that no other has, and what they know to be written. */
final class NumberedEvents {

    static final String PLAIN = "events.raw";
    static final String PAID = "events.paid";
    private static final int PARTITIONS = 4;
    private static final int PAID_PARTITIONS = 2;

    private final Map<PartitionId, Numbered> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    static void createTopics(EventStreamDriver driver) {
        awaitTopics(
                driver,
                TopicSpec.of(PLAIN, PARTITIONS, Map.of()).replicationFactor(1),
                TopicSpec.of(PAID, PAID_PARTITIONS, Map.of()).replicationFactor(1));
    }

    /** Returns what is known to be written, in transactions that were not aborted. */
    Map<PartitionId, Numbered> acknowledged() {
        return acknowledged;
    }

    /** Returns the number that the next event gets. */
    int next() {
        return number.get();
    }

    /** Writes to all plain partitions in turn. */
    void write(EventStreamDriver driver, int events) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (int i = 0; i < events; i++) {
                int mine = number.getAndIncrement();
                append(writer, new PartitionId(PLAIN, mine % PARTITIONS), mine, acknowledged);
            }
            writer.flush();
        }
    }

    /** Writes so many events at least, in transactions of all sizes over several partitions; aborts one in ten. */
    void writeTogether(EventStreamDriver driver, int events, Random random) {
        try (EventWriter writer = driver.writer(WriterSettings.transactional("paid"))) {
            int left = events;
            while (left > 0) {
                Map<PartitionId, Numbered> together = new ConcurrentHashMap<>();
                writer.begin();
                for (int i = random.nextInt(200); i >= 0; i--) {
                    PartitionId partition = new PartitionId(PAID, random.nextInt(PAID_PARTITIONS));
                    append(writer, partition, number.getAndIncrement(), together);
                    left--;
                }
                if (random.nextInt(10) == 0) {
                    writer.flush();
                    writer.abort();
                } else {
                    writer.commit();
                    together.forEach((partition, places) ->
                            places(acknowledged, partition).addAll(places));
                }
            }
        }
    }

    private static void append(EventWriter writer, PartitionId partition, int mine, Map<PartitionId, Numbered> heard) {
        Numbered places = places(heard, partition);
        writer.append(
                NewEvent.of(partition.topic(), null, Integer.toString(mine).getBytes(UTF_8))
                        .partition(partition.partition()),
                (at, offset) -> places.add(offset, mine));
    }

    private static Numbered places(Map<PartitionId, Numbered> all, PartitionId partition) {
        return all.computeIfAbsent(partition, id -> new Numbered());
    }

    /** Reads all that was committed. */
    static Map<PartitionId, Numbered> read(EventStreamDriver driver, String... topics) {
        return readFrom(driver, Map.of(), topics);
    }

    /** Reads what was committed from some offsets on; from the beginning of the other partitions. */
    static Map<PartitionId, Numbered> readFrom(
            EventStreamDriver driver, Map<PartitionId, Long> from, String... topics) {
        Map<PartitionId, Numbered> read = new TreeMap<>();
        Map<PartitionId, Long> ends = ends(driver, Set.of(topics));
        Map<PartitionId, Long> starts = new HashMap<>();
        ends.keySet().forEach(partition -> {
            starts.put(partition, from.getOrDefault(partition, 0L));
            read.put(partition, new Numbered());
        });
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(starts);
            await(() -> {
                for (EventRecord event : reader.poll(Duration.ofMillis(200))) {
                    String text = new String(requireNonNull(event.value()), UTF_8);
                    requireNonNull(read.get(event.partition())).add(event.offset(), Integer.parseInt(text));
                }
                Map<PartitionId, Long> now = reader.positions();
                return ends.entrySet().stream().allMatch(end -> now.getOrDefault(end.getKey(), 0L) >= end.getValue());
            });
        }
        return read;
    }

    static Map<PartitionId, Long> ends(EventStreamDriver driver) {
        return ends(driver, Set.of(PLAIN, PAID));
    }

    private static Map<PartitionId, Long> ends(EventStreamDriver driver, Set<String> topics) {
        Set<PartitionId> partitions = new HashSet<>();
        driver.topics().stream()
                .filter(each -> topics.contains(each.name()))
                .forEach(each -> partitions.addAll(each.partitionIds()));
        Map<PartitionId, Long> ends = new TreeMap<>();
        driver.offsets(partitions, OffsetPoint.stable())
                .orThrow()
                .forEach((partition, answer) -> ends.put(partition, answer.offset()));
        return ends;
    }
}
