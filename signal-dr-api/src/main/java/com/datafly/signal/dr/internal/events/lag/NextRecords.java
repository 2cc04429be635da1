package com.datafly.signal.dr.internal.events.lag;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the next committed record of many partitions, each at most once, by one reader. A partition leaves the reader
 * as soon as its record is there, so that no more is fetched of it.
 */
final class NextRecords {

    /** Few enough that leaving one out costs little, enough that a request carries many. */
    private static final int AT_ONCE = 200;

    private static final int FETCHED_BYTES = 64 << 10;
    private static final int MOST_RECORDS = 50;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_IDLE_POLLS = 50;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final StreamResource resource;
    private final Map<PartitionId, Long> ends;
    private final Map<PartitionId, NextRecord> found = new HashMap<>();
    private String trouble = "";

    private NextRecords(StreamResource resource, Map<PartitionId, Long> ends) {
        this.resource = resource;
        this.ends = ends;
    }

    /**
     * Reads.
     *
     * @param from the offset of each partition from which on the record is looked for
     * @param ends where the look ends: last stable offsets
     */
    static NextRecords read(StreamResource resource, Map<PartitionId, Long> from, Map<PartitionId, Long> ends) {
        NextRecords records = new NextRecords(resource, ends);
        if (!from.isEmpty()) {
            resource.read("read the next records of " + resource.address(), LIMIT, driver -> {
                records.readAll(driver, from);
                return true;
            });
        }
        return records;
    }

    /** Returns the next record of a partition; empty if it is not known. */
    Optional<NextRecord> find(PartitionId id) {
        return Optional.ofNullable(found.get(id));
    }

    /** Returns why some are not known; empty if all are. */
    String trouble() {
        return trouble;
    }

    private void readAll(EventStreamDriver driver, Map<PartitionId, Long> from) {
        long deadline = resource.time().nanoTime() + LIMIT.toNanos();
        ReaderSettings settings =
                ReaderSettings.committed().maxRecords(MOST_RECORDS).bytesPerPartition(FETCHED_BYTES);
        List<PartitionId> order = from.keySet().stream()
                .filter(id -> !found.containsKey(id))
                .sorted()
                .toList();
        try (EventReader reader = driver.reader(settings)) {
            for (int at = 0; at < order.size(); at += AT_ONCE) {
                Map<PartitionId, Long> part = new LinkedHashMap<>();
                order.subList(at, Math.min(order.size(), at + AT_ONCE))
                        .forEach(id -> part.put(id, from.getOrDefault(id, 0L)));
                readPart(reader, part, deadline);
            }
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
            trouble = "records cannot be read, so times are unknown: " + e.problem();
        }
    }

    private void readPart(EventReader reader, Map<PartitionId, Long> open, long deadline) {
        int idle = 0;
        reader.seek(open);
        while (!open.isEmpty()) {
            if (idle >= MOST_IDLE_POLLS || resource.time().nanoTime() > deadline) {
                trouble = "the next records of " + open.size() + " partitions did not come in time";
                return;
            }
            idle = poll(reader, open) ? 0 : idle + 1;
        }
    }

    /** Polls once, and tells whether that helped. */
    private boolean poll(EventReader reader, Map<PartitionId, Long> open) {
        List<EventRecord> events;
        try {
            events = reader.poll(POLL);
        } catch (DrException e) {
            leaveOut(e, open);
            reader.seek(open);
            return true;
        }
        return events.isEmpty() ? moved(reader, open) : take(reader, events, open);
    }

    private boolean take(EventReader reader, List<EventRecord> events, Map<PartitionId, Long> open) {
        int before = open.size();
        for (EventRecord event : events) {
            if (open.remove(event.partition()) != null) {
                found.put(event.partition(), next(event));
            }
        }
        if (open.size() < before && !open.isEmpty()) {
            Map<PartitionId, Long> positions = reader.positions();
            open.replaceAll((id, from) -> positions.getOrDefault(id, from));
            reader.seek(open);
        }
        return open.size() < before;
    }

    /** A record behind the end came after the measurement: up to there, there is none. */
    private NextRecord next(EventRecord event) {
        long end = ends.getOrDefault(event.partition(), Long.MAX_VALUE);
        return event.offset() < end
                ? new NextRecord(event.offset(), event.timestampMillis())
                : new NextRecord(end, NextRecord.NO_TIME);
    }

    /** Goes over what holds no record, and notes the partitions that hold no more. */
    private boolean moved(EventReader reader, Map<PartitionId, Long> open) {
        boolean moved = false;
        List<PartitionId> done = new ArrayList<>();
        for (Map.Entry<PartitionId, Long> position : reader.positions().entrySet()) {
            Long before = open.replace(position.getKey(), position.getValue());
            moved |= before != null && before < position.getValue();
            long end = ends.getOrDefault(position.getKey(), Long.MAX_VALUE);
            if (before != null && position.getValue() >= end) {
                found.put(position.getKey(), new NextRecord(end, NextRecord.NO_TIME));
                done.add(position.getKey());
            }
        }
        open.keySet().removeAll(done);
        if (!done.isEmpty() && !open.isEmpty()) {
            reader.seek(open);
        }
        return moved || !done.isEmpty();
    }

    /** Leaves out a partition whose log was cut since its ends were asked for. */
    private void leaveOut(DrException failure, Map<PartitionId, Long> open) {
        String name = failure.details().getOrDefault("partition", "");
        Optional<PartitionId> which =
                open.keySet().stream().filter(id -> id.toString().equals(name)).findFirst();
        if (failure.code() != ErrorCode.FAILED_PRECONDITION || which.isEmpty()) {
            throw failure;
        }
        open.remove(which.get());
        trouble = "the log of " + name + " was cut meanwhile";
    }
}
