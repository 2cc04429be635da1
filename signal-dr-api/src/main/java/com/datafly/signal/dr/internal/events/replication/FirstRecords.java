package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the first record from many offsets on, by one reader, all partitions side by side. What one fetch brought
 * answers all questions that it can.
 */
final class FirstRecords {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MOST_RECORDS = 500;
    private static final int FETCHED_BYTES = 64 << 10;

    private final Map<PartitionId, Deque<Probe>> waiting = new TreeMap<>();
    private final Map<Probe, Optional<EventRecord>> answers = new HashMap<>();

    private FirstRecords(Collection<Probe> probes) {
        probes.stream()
                .distinct()
                .sorted(Comparator.comparing(Probe::partition).thenComparingLong(Probe::from))
                .forEach(probe -> waiting.computeIfAbsent(probe.partition(), id -> new ArrayDeque<>())
                        .add(probe));
    }

    /**
     * Reads; what was not answered within {@code allowed} is not there.
     *
     * @return by question: the record, or empty if there is none before the end
     */
    static Map<Probe, Optional<EventRecord>> read(
            StreamResource stream, EventStreamDriver driver, Collection<Probe> probes, Duration allowed) {
        FirstRecords records = new FirstRecords(probes);
        if (!records.waiting.isEmpty()) {
            records.readAll(stream, driver, allowed);
        }
        return records.answers;
    }

    private void readAll(StreamResource stream, EventStreamDriver driver, Duration allowed) {
        long deadline = stream.time().nanoTime() + allowed.toNanos();
        ReaderSettings settings =
                ReaderSettings.committed().maxRecords(MOST_RECORDS).bytesPerPartition(FETCHED_BYTES);
        try (EventReader reader = driver.reader(settings)) {
            settleEmpty();
            boolean seek = true;
            while (!waiting.isEmpty() && stream.time().nanoTime() < deadline) {
                if (seek) {
                    reader.seek(positions());
                }
                List<EventRecord> events = reader.poll(POLL);
                Map<PartitionId, Long> read = reader.positions();
                events.forEach(this::accept);
                seek = settle(read) || !events.isEmpty();
            }
        }
    }

    private Map<PartitionId, Long> positions() {
        Map<PartitionId, Long> positions = new HashMap<>();
        waiting.forEach(
                (partition, probes) -> positions.put(partition, probes.element().from()));
        return positions;
    }

    private void accept(EventRecord event) {
        Deque<Probe> probes = waiting.getOrDefault(event.partition(), new ArrayDeque<>());
        while (!probes.isEmpty() && probes.element().from() <= event.offset()) {
            Probe probe = probes.remove();
            boolean before = event.offset() < probe.end();
            answers.put(probe, before ? Optional.of(event) : Optional.empty());
        }
    }

    /** Answers the questions that were read past; tells whether any partition is to be read elsewhere or no more. */
    private boolean settle(Map<PartitionId, Long> read) {
        boolean moved = false;
        for (Map.Entry<PartitionId, Long> position : read.entrySet()) {
            Deque<Probe> probes = waiting.getOrDefault(position.getKey(), new ArrayDeque<>());
            while (!probes.isEmpty() && position.getValue() >= probes.element().end()) {
                answers.put(probes.remove(), Optional.empty());
                moved = true;
            }
        }
        return waiting.values().removeIf(Deque::isEmpty) || moved;
    }

    private void settleEmpty() {
        for (Deque<Probe> probes : waiting.values()) {
            probes.removeIf(probe -> {
                boolean none = probe.from() >= probe.end();
                if (none) {
                    answers.put(probe, Optional.empty());
                }
                return none;
            });
        }
        waiting.values().removeIf(Deque::isEmpty);
    }
}
