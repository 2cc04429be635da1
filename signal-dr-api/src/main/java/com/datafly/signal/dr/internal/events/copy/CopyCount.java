package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads what a copy would read, and writes nothing. */
public final class CopyCount {

    private static final Duration POLL = Duration.ofMillis(100);

    private CopyCount() {}

    /** Looks at every event of ranges that have ends; returns how many of each partition {@code chosen} takes. */
    public static Map<PartitionId, Long> of(
            Map<PartitionId, CopyRange> ranges, CopySource source, Predicate<EventRecord> chosen) {
        Map<PartitionId, Long> counts = new HashMap<>();
        read(ranges, source, event -> {
            if (chosen.test(event)) {
                counts.merge(event.partition(), 1L, Long::sum);
            }
        });
        return counts;
    }

    /**
     * Shows every event of ranges that have ends.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the source has no longer what they hold;
     *     {@code UNAVAILABLE} if nothing comes for minutes
     */
    public static void read(Map<PartitionId, CopyRange> ranges, CopySource source, Consumer<EventRecord> seen) {
        CopyCursor cursor = new CopyCursor(ranges, Map.of());
        Standstill standstill = new Standstill(source, cursor, POLL);
        try (EventReader reader = source.open()) {
            Set<PartitionId> sought = Set.of();
            for (Map<PartitionId, Long> open = cursor.open(); !open.isEmpty(); open = cursor.open()) {
                if (!open.keySet().equals(sought)) {
                    reader.seek(open);
                    sought = Set.copyOf(open.keySet());
                }
                for (EventRecord event : reader.poll(POLL)) {
                    if (cursor.takes(event)) {
                        seen.accept(event);
                    }
                }
                reader.positions().forEach(cursor::advance);
                standstill.afterPoll().ifPresent(hole -> {
                    throw Standstill.cutBack(hole);
                });
            }
        }
    }
}
