package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far each partition of the source was read, and where it ends. Not thread-safe. */
final class CopyCursor {

    private final Map<PartitionId, Place> places = new HashMap<>();
    private @Nullable Place recent;
    private long travelled;

    CopyCursor(Map<PartitionId, CopyRange> ranges, Map<PartitionId, Long> kept) {
        ranges.forEach((partition, range) -> places.put(
                partition,
                new Place(partition, Math.max(range.from(), kept.getOrDefault(partition, range.from())), range.to())));
    }

    /** Ends partitions elsewhere. One that was read further stays so. */
    void endAt(Map<PartitionId, Long> at) {
        at.forEach((partition, end) -> {
            Place place = places.get(partition);
            if (place != null) {
                place.end = end;
            }
        });
    }

    /** Returns where to read on, of the partitions that are not at their ends. */
    Map<PartitionId, Long> open() {
        Map<PartitionId, Long> open = new HashMap<>();
        places.forEach((partition, place) -> {
            if (place.next < place.end) {
                open.put(partition, place.next);
            }
        });
        return open;
    }

    /** Returns what is still to be read of the partitions that have an end. */
    Map<PartitionId, CopyRange> missed() {
        Map<PartitionId, CopyRange> missed = new TreeMap<>();
        places.forEach((partition, place) -> {
            if (place.next < place.end && place.end != CopyRange.UNTIL_STOPPED) {
                missed.put(partition, new CopyRange(place.next, place.end));
            }
        });
        return missed;
    }

    /** Tells whether an event is to be looked at. One beyond the end, or seen already, is not. */
    boolean takes(EventRecord event) {
        Place place = place(event.partition());
        return place != null && event.offset() >= place.next && event.offset() < place.end;
    }

    /** Reads a partition on from {@code offset}, and never back or past its end. */
    void advance(PartitionId partition, long offset) {
        Place place = place(partition);
        if (place != null) {
            long to = Math.min(offset, place.end);
            if (to > place.next) {
                travelled += to - place.next;
                place.next = to;
                place.moved = true;
            }
        }
    }

    /** Returns the offsets that were gone over so far. */
    long travelled() {
        return travelled;
    }

    /** Events come partition by partition: mostly it is the same one as before. */
    private @Nullable Place place(PartitionId partition) {
        Place last = recent;
        if (last == null || !last.partition.equals(partition)) {
            last = places.get(partition);
            recent = last;
        }
        return last;
    }

    /** Returns the positions that changed since the last call. */
    Map<PartitionId, Long> drainMoved() {
        Map<PartitionId, Long> positions = new HashMap<>();
        places.forEach((partition, place) -> {
            if (place.moved) {
                positions.put(partition, place.next);
                place.moved = false;
            }
        });
        return positions;
    }

    boolean hasMoved() {
        return places.values().stream().anyMatch(place -> place.moved);
    }

    Map<PartitionId, Long> positions() {
        Map<PartitionId, Long> positions = new HashMap<>();
        places.forEach((partition, place) -> positions.put(partition, place.next));
        return positions;
    }

    /** Returns the offsets up to the ends; empty while some partition has none. */
    OptionalLong left() {
        long left = 0;
        for (Place place : places.values()) {
            if (place.end == CopyRange.UNTIL_STOPPED) {
                return OptionalLong.empty();
            }
            left += Math.max(0, place.end - place.next);
        }
        return OptionalLong.of(left);
    }

    private static final class Place {
        private final PartitionId partition;
        private long next;
        private long end;
        private boolean moved;

        Place(PartitionId partition, long next, long end) {
            this.partition = partition;
            this.next = next;
            this.end = end;
        }
    }
}
