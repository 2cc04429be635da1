package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The threads that fill segments, each those of its own partitions. Compressing takes longer than reading does, so one
 * thread would hold the reader up.
 */
final class Compression implements AutoCloseable {

    private static final int MOST = 4;

    /** A cluster gives several batches of one partition before the next one's: nobody is to wait for that. */
    private static final int PENDING_BATCHES = 8;

    private final List<SegmentBuffers> buffers;
    private final Stage stage;

    Compression(int segmentBytes, SegmentBuffers.Finished finished) {
        int threads = Math.max(1, Math.min(MOST, Runtime.getRuntime().availableProcessors()));
        this.buffers = Stream.generate(() -> new SegmentBuffers(segmentBytes, finished))
                .limit(threads)
                .toList();
        this.stage = new Stage("signal-dr-archive-gzip", threads, PENDING_BATCHES);
    }

    /** Adds events that were read until {@code at}. */
    void add(List<EventRecord> events, long at) {
        Map<Integer, List<EventRecord>> byLane = new HashMap<>();
        events.forEach(event -> byLane.computeIfAbsent(lane(event.partition()), lane -> new ArrayList<>())
                .add(event));
        byLane.forEach(
                (lane, mine) -> stage.submit(lane, () -> buffers.get(lane).add(mine, at)));
    }

    /** Lets the thread of one partition do something with its segments. */
    void submit(PartitionId partition, Consumer<SegmentBuffers> work) {
        int lane = lane(partition);
        stage.submit(lane, () -> work.accept(buffers.get(lane)));
    }

    /** Finishes everything, having read up to these offsets until {@code at}. */
    void finish(Map<PartitionId, Long> positions, long at) {
        IntStream.range(0, buffers.size())
                .forEach(lane -> stage.submit(lane, () -> buffers.get(lane).finish(positions, at)));
    }

    /** Waits until everything is done, or throws the first failure. */
    void drain() {
        stage.drain();
    }

    @Override
    public void close() {
        stage.close();
    }

    private int lane(PartitionId partition) {
        return Math.floorMod(partition.partition(), buffers.size());
    }
}
