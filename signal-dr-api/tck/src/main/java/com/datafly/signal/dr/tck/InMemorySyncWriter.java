package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down pairs of offsets by the rule of MirrorMaker 2 4.3: at once for the first record of its life, after a gap
 * at the source, when the target went on by so many records, and when it went back; all others when it is flushed. One
 * that waits is replaced by a later one of its partition.
 */
final class InMemorySyncWriter {

    private final int offsetLagMax;
    private final Map<PartitionId, Last> last = new HashMap<>();
    private final Map<PartitionId, OffsetSync> pending = new LinkedHashMap<>();
    private final Map<PartitionId, OffsetSync> delayed = new LinkedHashMap<>();

    InMemorySyncWriter(int offsetLagMax) {
        this.offsetLagMax = offsetLagMax;
    }

    /** Takes note of a record that was copied. */
    void copied(PartitionId source, long sourceOffset, long targetOffset) {
        Last before = last.get(source);
        boolean urgent = before == null
                || targetOffset - (before.synced() + 1) >= offsetLagMax
                || sourceOffset != before.source() + 1
                || targetOffset < before.target();
        long synced = urgent || before == null ? targetOffset : before.synced();
        last.put(source, new Last(sourceOffset, targetOffset, synced));
        OffsetSync sync = new OffsetSync(source, sourceOffset, targetOffset, -1);
        if (urgent) {
            delayed.remove(source);
            pending.put(source, sync);
        } else {
            delayed.put(source, sync);
        }
    }

    /** Lets what was not urgent be written too. */
    void promote() {
        pending.putAll(delayed);
        delayed.clear();
    }

    /** Returns what is to be written now, and forgets it. */
    List<NewEvent> take(String topic) {
        List<NewEvent> events =
                pending.values().stream().map(sync -> encode(topic, sync)).toList();
        pending.clear();
        return events;
    }

    private static NewEvent encode(String topic, OffsetSync sync) {
        return NewEvent.of(
                        topic,
                        sync.partition().toString().getBytes(UTF_8),
                        (sync.sourceOffset() + " " + sync.targetOffset()).getBytes(UTF_8))
                .partition(0);
    }

    /** Reads what {@link #take} gave, where it stands in the log. */
    static Optional<OffsetSync> decode(EventRecord event) {
        byte[] key = event.key();
        byte[] value = event.value();
        if (key == null || value == null) {
            return Optional.empty();
        }
        String id = new String(key, UTF_8);
        int dash = id.lastIndexOf('-');
        String[] offsets = new String(value, UTF_8).split(" ", 2);
        return Optional.of(new OffsetSync(
                new PartitionId(id.substring(0, dash), Integer.parseInt(id.substring(dash + 1))),
                Long.parseLong(offsets[0]),
                Long.parseLong(offsets[1]),
                event.offset()));
    }

    private record Last(long source, long target, long synced) {}
}
