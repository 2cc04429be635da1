package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads partitions up to given ends. What retention removes under the reader is noted and gone over; what is otherwise
 * not as it should be ends that partition. Used by one thread.
 */
final class LogReading {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STALL = Duration.ofMinutes(1);

    private final StreamResource stream;
    private final Map<PartitionId, Long> positions;
    private final Map<PartitionId, Long> ends;
    private final Found found;
    private long progressAt;

    /** Reads from {@code positions} on; both maps are changed. */
    LogReading(StreamResource stream, Map<PartitionId, Long> positions, Map<PartitionId, Long> ends, Found found) {
        this.stream = stream;
        this.positions = new HashMap<>(positions);
        this.ends = new HashMap<>(ends);
        this.found = found;
    }

    /** Hears what is read. */
    interface Found {

        /**
         * These events stand in the log, and none between them; the reader was at {@code positions} afterwards.
         *
         * @return the partitions that are not to be read on
         */
        Set<PartitionId> events(List<EventRecord> events, Map<PartitionId, Long> positions);

        /** The log begins at {@code earliest} now, and what was to be read before it is lost. */
        void lost(PartitionId partition, long earliest);

        /** The partition cannot be read on. */
        void failed(PartitionId partition, DrException failure);
    }

    /**
     * Reads, and returns where each partition was left, which is its end or behind it.
     *
     * @throws DrException with {@code UNAVAILABLE} if nothing came for a minute
     */
    Map<PartitionId, Long> run() {
        progressAt = stream.time().nanoTime();
        while (!isDone()) {
            try (EventReader reader =
                    stream.read("read " + stream.address(), driver -> driver.reader(ReaderSettings.committed()))) {
                read(reader);
            } catch (DrException e) {
                recover(stream.named(e));
            }
        }
        return positions;
    }

    private void read(EventReader reader) {
        reader.seek(Map.copyOf(positions));
        Set<PartitionId> sought = Set.copyOf(positions.keySet());
        while (!isDone() && sought.equals(positions.keySet())) {
            List<EventRecord> events = reader.poll(POLL);
            Map<PartitionId, Long> now = reader.positions();
            boolean moved = false;
            for (Map.Entry<PartitionId, Long> position : now.entrySet()) {
                Long before = positions.replace(position.getKey(), position.getValue());
                moved |= !position.getValue().equals(before);
            }
            found.events(events, now).forEach(this::drop);
            requireProgress(moved || !events.isEmpty());
        }
    }

    private boolean isDone() {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private void drop(PartitionId partition) {
        ends.remove(partition);
        positions.remove(partition);
    }

    private void requireProgress(boolean moved) {
        long now = stream.time().nanoTime();
        if (moved) {
            progressAt = now;
        } else if (now - progressAt > STALL.toNanos()) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "read " + stream.address(),
                    "nothing came for " + STALL.toSeconds() + " s though the logs go on",
                    failure -> failure.resource(stream.address().toString())
                            .hint("Look at the cluster's health. What was archived stays; the next call goes on behind"
                                    + " it."));
        }
    }

    private void recover(DrException failure) {
        if (failure.code() == ErrorCode.FAILED_PRECONDITION) {
            if (!skipLost()) {
                throw failure;
            }
            return;
        }
        boolean passing = failure.effect() == Effect.NONE
                && (failure.retry() == RetryAdvice.SAFE || failure.retry() == RetryAdvice.AFTER);
        if (!passing || stream.time().nanoTime() - progressAt > STALL.toNanos()) {
            throw failure;
        }
        try {
            stream.time().sleep(failure.retryAfter().orElse(POLL));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, "archive events", "the thread was interrupted");
        }
    }

    /** Goes over what is gone from the logs' beginnings, and ends partitions whose log ends before the position. */
    private boolean skipLost() {
        Set<PartitionId> reading = Set.copyOf(positions.keySet());
        Map<PartitionId, OffsetAnswer> earliest = offsets(reading, OffsetPoint.earliest());
        Map<PartitionId, OffsetAnswer> latest = offsets(reading, OffsetPoint.latest());
        boolean changed = false;
        for (PartitionId partition : reading) {
            long position = positions.getOrDefault(partition, 0L);
            OffsetAnswer start = earliest.get(partition);
            OffsetAnswer end = latest.get(partition);
            if (start != null && start.offset() > position) {
                found.lost(partition, start.offset());
                positions.put(partition, start.offset());
                changed = true;
            } else if (end != null && end.offset() < position) {
                found.failed(partition, truncated(partition, position, end.offset()));
                drop(partition);
                changed = true;
            }
        }
        return changed;
    }

    private Map<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point) {
        return stream.read("ask for offsets of " + stream.address(), driver -> driver.offsets(partitions, point))
                .found();
    }

    /** Returns why a partition whose log is shorter than its archive is left alone. */
    static DrException truncated(PartitionId partition, long next, long end) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "archive " + partition,
                "the log ends at offset " + end + ", but the archive goes to " + next
                        + ": the cluster has lost events that the archive holds",
                failure -> failure.detail("partition", partition)
                        .detail("archived", next)
                        .detail("end", end)
                        .hint("Restore the topic under another name from the archive; to archive what comes now, make"
                                + " the topic anew or use another prefix."));
    }
}
