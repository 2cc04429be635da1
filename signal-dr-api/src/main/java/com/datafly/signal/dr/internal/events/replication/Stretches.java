package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Reads stretches of partitions, all partitions side by side. */
final class Stretches {

    private static final Duration POLL = Duration.ofMillis(100);

    private Stretches() {}

    /**
     * Reads the committed records of stretches, for at most {@code allowed}.
     *
     * @param from the first offset of each
     * @param to the offset behind the last of each
     * @return whether all was read; nothing is if a log does not reach that far back, or that far at all
     */
    static boolean read(
            StreamResource stream,
            EventStreamDriver driver,
            Map<PartitionId, Long> from,
            Map<PartitionId, Long> to,
            Duration allowed,
            Consumer<EventRecord> heard) {
        Map<PartitionId, Long> positions = new HashMap<>(from);
        positions.entrySet().removeIf(each -> each.getValue() >= to.getOrDefault(each.getKey(), 0L));
        if (positions.isEmpty()) {
            return true;
        }
        if (!reach(driver, positions, OffsetPoint.earliest(), (start, first) -> start <= first)
                || !reach(driver, positions, OffsetPoint.latest(), (end, first) -> end >= first)) {
            return false;
        }
        long deadline = stream.time().nanoTime() + allowed.toNanos();
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(positions);
            while (!positions.isEmpty() && stream.time().nanoTime() < deadline) {
                for (EventRecord event : reader.poll(POLL)) {
                    if (event.offset() < to.getOrDefault(event.partition(), 0L)) {
                        heard.accept(event);
                    }
                }
                reader.positions().forEach((partition, position) -> positions.replace(partition, position));
                if (positions.entrySet().removeIf(each -> each.getValue() >= to.getOrDefault(each.getKey(), 0L))
                        && !positions.isEmpty()) {
                    reader.seek(positions);
                }
            }
        }
        return positions.isEmpty();
    }

    private static boolean reach(
            EventStreamDriver driver,
            Map<PartitionId, Long> positions,
            OffsetPoint point,
            BiPredicate<Long, Long> within) {
        Map<PartitionId, Long> edges = ReplicaLink.answered(driver, positions.keySet(), point);
        return positions.entrySet().stream()
                .allMatch(each -> edges.containsKey(each.getKey())
                        && within.test(edges.getOrDefault(each.getKey(), -1L), each.getValue()));
    }
}
