package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The segments that are being filled, one for each partition that had something new. One that is large enough is
 * finished, and the largest one when all together take too much memory. Used by one thread.
 */
final class SegmentBuffers {

    /** What all open segments of one thread may take: a fraction of the smallest heap that is usual. */
    private static final long MEMORY = 24L << 20;

    private final Map<PartitionId, Buffer> buffers = new HashMap<>();
    private final int segmentBytes;
    private final Finished finished;
    private long memory;
    private @Nullable Buffer last;

    /** Fills segments of about {@code segmentBytes} before compression. */
    SegmentBuffers(int segmentBytes, Finished finished) {
        this.segmentBytes = segmentBytes;
        this.finished = finished;
    }

    /** Hears of finished segments. */
    @FunctionalInterface
    interface Finished {
        /** The segment of this chain is to be stored. */
        void segment(ChainId chain, FinishedSegment segment);
    }

    /** Begins a chain's next segment at {@code from}. */
    void begin(ChainId chain, long from) {
        buffers.put(chain.partitionId(), new Buffer(chain, from));
    }

    /** Adds events that were read until {@code at}; those of partitions that were dropped are left out. */
    void add(List<EventRecord> events, long at) {
        for (EventRecord event : events) {
            Buffer buffer = find(event.partition());
            if (buffer != null) {
                add(buffer, event, at);
            }
        }
        if (memory > MEMORY) {
            buffers.values().stream()
                    .max(Comparator.comparingLong(Buffer::memory))
                    .ifPresent(largest -> finish(largest, largest.segment.next(), at));
        }
    }

    /** Notes that the cluster removed everything before {@code readable} while it was to be read. */
    void lost(PartitionId partition, long readable, long at) {
        Buffer buffer = find(partition);
        if (buffer != null) {
            if (buffer.isUsed()) {
                finish(buffer, buffer.segment.next(), at);
            }
            buffer.segment = new OpenSegment(buffer.from, readable);
        }
    }

    /** Drops what was not finished of a partition. */
    void drop(PartitionId partition) {
        Buffer buffer = buffers.remove(partition);
        last = null;
        if (buffer != null) {
            memory -= buffer.segment.memory();
        }
    }

    /** Finishes everything, having read up to these offsets. */
    void finish(Map<PartitionId, Long> positions, long at) {
        for (Entry<PartitionId, Buffer> entry : buffers.entrySet()) {
            Buffer buffer = entry.getValue();
            long next = positions.getOrDefault(entry.getKey(), buffer.segment.next());
            if (next > buffer.from) {
                finish(buffer, next, at);
            }
        }
    }

    private void add(Buffer buffer, EventRecord event, long at) {
        long before = buffer.segment.memory();
        buffer.segment.add(event);
        memory += buffer.segment.memory() - before;
        if (buffer.segment.raw() >= segmentBytes) {
            finish(buffer, event.offset() + 1, at);
        }
    }

    private void finish(Buffer buffer, long next, long at) {
        memory -= buffer.segment.memory();
        finished.segment(buffer.chain, buffer.segment.finish(next, at));
        buffer.from = next;
        buffer.segment = new OpenSegment(next, next);
    }

    /** Events of one partition come one behind the other. */
    private @Nullable Buffer find(PartitionId partition) {
        Buffer found = last;
        if (found == null || !found.partition.equals(partition)) {
            found = buffers.get(partition);
            last = found;
        }
        return found;
    }

    private static final class Buffer {
        private final ChainId chain;
        private final PartitionId partition;
        private long from;
        private OpenSegment segment;

        Buffer(ChainId chain, long from) {
            this.chain = chain;
            this.partition = chain.partitionId();
            this.from = from;
            this.segment = new OpenSegment(from, from);
        }

        boolean isUsed() {
            return segment.next() > from;
        }

        long memory() {
            return segment.memory();
        }
    }
}
