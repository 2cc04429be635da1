package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A log: records at rising offsets, some of which may be gone. Guarded by its cluster's monitor. */
final class InMemoryPartition {

    private final PartitionId id;
    private final NavigableMap<Long, InMemoryRecord> records = new TreeMap<>();
    private final Map<InMemoryTransaction, Long> open = new LinkedHashMap<>();
    private long start;
    private long end;
    private long term;

    InMemoryPartition(PartitionId id) {
        this.id = id;
    }

    PartitionId id() {
        return id;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    /** Returns how often its log was cut off. */
    long term() {
        return term;
    }

    /** Returns the first offset that belongs to a transaction that goes on. */
    long stable() {
        return open.values().stream().mapToLong(Long::longValue).min().orElse(end);
    }

    long append(NewEvent event, long timestampMillis, @Nullable InMemoryTransaction transaction) {
        if (transaction != null) {
            transaction.touch(this);
            open.putIfAbsent(transaction, end);
        }
        return add(
                EventRecord.of(id, end, timestampMillis, event.key(), event.value(), List.copyOf(event.headers())),
                false,
                transaction);
    }

    void mark(InMemoryTransaction transaction, long timestampMillis) {
        open.remove(transaction);
        add(EventRecord.of(id, end, timestampMillis, null, null, List.of()), true, transaction);
    }

    private long add(EventRecord event, boolean marker, @Nullable InMemoryTransaction transaction) {
        records.put(end, new InMemoryRecord(event, marker, transaction));
        return end++;
    }

    /**
     * Reads from an offset on.
     *
     * @param into takes the events, until it holds {@code max}
     * @return the offset to go on from
     */
    long read(long from, boolean committedOnly, int max, List<EventRecord> into) {
        long bound = committedOnly ? stable() : end;
        if (from >= bound) {
            return from;
        }
        for (InMemoryRecord next : records.subMap(from, bound).values()) {
            if (into.size() >= max) {
                return next.offset();
            }
            if (next.isVisible(committedOnly)) {
                into.add(next.event());
            }
        }
        return bound;
    }

    Optional<OffsetAnswer> find(OffsetPoint point) {
        if (point instanceof OffsetPoint.AtTime time) {
            long from = time.instant().toEpochMilli();
            return records.values().stream()
                    .filter(entry -> !entry.marker() && entry.event().timestampMillis() >= from)
                    .findFirst()
                    .map(entry -> new OffsetAnswer(entry.offset(), entry.event().timestampMillis()));
        }
        return Optional.of(new OffsetAnswer(edge(point), -1));
    }

    private long edge(OffsetPoint point) {
        if (point.equals(OffsetPoint.earliest())) {
            return start;
        }
        return point.equals(OffsetPoint.latest()) ? end : stable();
    }

    /** Removes everything before an offset, as retention does and whoever deletes records. */
    void removeBefore(long offset) {
        start = Math.max(start, Math.min(offset, end));
        records.headMap(start).clear();
    }

    /** Loses everything from an offset on, as a partition does whose leader was behind. */
    void removeFrom(long offset) {
        term++;
        end = Math.max(start, Math.min(offset, end));
        records.tailMap(end).clear();
        open.values().removeIf(first -> first >= end);
    }

    /** Removes from the start what is older than {@code oldest}, and what does not fit into {@code bytes}. */
    void expire(long oldest, long bytes) {
        long excess = bytes < 0
                ? 0
                : records.values().stream().mapToLong(InMemoryRecord::bytes).sum() - bytes;
        for (InMemoryRecord entry : List.copyOf(records.headMap(stable()).values())) {
            if (entry.event().timestampMillis() >= oldest && excess < Math.max(1, entry.bytes())) {
                return;
            }
            excess -= entry.bytes();
            removeBefore(entry.offset() + 1);
        }
    }

    /** Keeps of each key the last event alone; offsets stay, and what was aborted goes. */
    void compact() {
        Map<ByteBuffer, Long> last = new HashMap<>();
        long bound = stable();
        records.headMap(bound).values().stream()
                .filter(entry -> entry.isVisible(true) && entry.event().key() != null)
                .forEach(entry -> last.put(keyOf(entry), entry.offset()));
        records.headMap(bound)
                .values()
                .removeIf(entry -> entry.event().key() == null
                        || entry.isAborted()
                        || last.getOrDefault(keyOf(entry), -1L) != entry.offset());
    }

    private static ByteBuffer keyOf(InMemoryRecord entry) {
        byte[] key = entry.event().key();
        return ByteBuffer.wrap(key == null ? new byte[0] : key);
    }
}
