package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where records of one partition look as if copying had gone back to them: they equal an earlier one, or are older than
 * it. Takes records in the order of their offsets. Not thread-safe.
 */
final class Repeats {

    private final NavigableMap<Long, Long> times = new TreeMap<>();
    private final Set<Long> equal = new HashSet<>();
    private final Map<Long, Set<Long>> seen = new HashMap<>();

    void add(EventRecord event) {
        times.put(event.offset(), event.timestampMillis());
        boolean isNew = seen.computeIfAbsent(event.timestampMillis(), time -> new HashSet<>())
                .add(Witness.of(event).content());
        if (!isNew) {
            equal.add(event.offset());
        }
    }

    /**
     * Returns the position behind the last such record between two, for one of that time before {@code from}: what goes
     * on behind it as it went on before is no news either.
     */
    long endAfter(long from, long to, long timestampMillis) {
        for (Map.Entry<Long, Long> each : times.subMap(from, true, Math.max(from, to), false)
                .descendingMap()
                .entrySet()) {
            boolean same = each.getValue() == timestampMillis && equal.contains(each.getKey());
            if (same || each.getValue() < timestampMillis) {
                long end = each.getKey() + 1;
                while (end < to && equal.contains(end)) {
                    end++;
                }
                return end;
            }
        }
        return from;
    }
}
