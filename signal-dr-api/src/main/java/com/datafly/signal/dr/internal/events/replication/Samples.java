package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Looks whether partitions number their records without gaps, by the newest records of each. */
final class Samples {

    /** Asks for the newest records. */
    static final long NEWEST = -1;

    private static final int RECORDS = 500;
    private static final Duration ALLOWED = Duration.ofSeconds(5);

    private Samples() {}

    /**
     * Returns what was found, of those partitions that have at least two records.
     *
     * @param behind by partition the record from which on to look, which is one; {@link #NEWEST} for the newest
     */
    static Map<PartitionId, Boolean> dense(
            StreamResource stream, EventStreamDriver driver, Map<PartitionId, Long> behind) {
        Map<PartitionId, Long> starts = ReplicaLink.answered(driver, behind.keySet(), OffsetPoint.earliest());
        Map<PartitionId, Long> ends = ReplicaLink.answered(driver, behind.keySet(), OffsetPoint.stable());
        Map<PartitionId, Long> from = new HashMap<>();
        Map<PartitionId, Boolean> found = new HashMap<>();
        ends.forEach((partition, end) -> {
            long known = behind.getOrDefault(partition, NEWEST);
            long first = Math.max(Math.max(starts.getOrDefault(partition, end), end - RECORDS), known);
            if (end - first >= 2) {
                from.put(partition, first);
            } else if (known == end - 1) {
                found.put(partition, true);
            }
        });
        Map<PartitionId, Long> next = new HashMap<>(from);
        Set<PartitionId> sparse = new HashSet<>();
        boolean whole = Stretches.read(stream, driver, from, ends, ALLOWED, event -> {
            Long expected = next.put(event.partition(), event.offset() + 1);
            if (expected == null || expected != event.offset()) {
                sparse.add(event.partition());
            }
        });
        if (whole) {
            from.keySet()
                    .forEach(each ->
                            found.put(each, !sparse.contains(each) && Objects.equals(next.get(each), ends.get(each))));
        }
        return found;
    }
}
