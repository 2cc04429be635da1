package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads the logs of an {@link InMemoryCluster}. */
final class InMemoryEventReader implements EventReader {

    private final InMemoryEventStreamDriver driver;
    private final ReaderSettings settings;
    private final Map<PartitionId, Long> positions = new TreeMap<>();
    private int turn;

    InMemoryEventReader(InMemoryEventStreamDriver driver, ReaderSettings settings) {
        this.driver = driver;
        this.settings = settings;
    }

    @Override
    public void seek(Map<PartitionId, Long> newPositions) {
        positions.clear();
        positions.putAll(newPositions);
    }

    @Override
    public List<EventRecord> poll(Duration wait) {
        List<EventRecord> events = driver.read("poll", this::read);
        if (!events.isEmpty() || wait.isZero()) {
            return events;
        }
        InMemoryCluster cluster = driver.cluster("poll");
        if (cluster.clock() instanceof SettableClock clock) {
            pass(() -> clock.sleep(wait));
            return driver.enter("poll", this::read);
        }
        long deadline = System.nanoTime() + wait.toNanos();
        synchronized (cluster) {
            while (events.isEmpty() && deadline - System.nanoTime() > 0) {
                long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
                pass(() -> cluster.wait(left));
                events = driver.enter("poll", this::read);
            }
        }
        return events;
    }

    /** Begins with another partition each time, so that a busy one does not keep the others waiting. */
    private List<EventRecord> read(InMemoryCluster cluster) {
        List<EventRecord> events = new ArrayList<>();
        List<PartitionId> order = new ArrayList<>(positions.keySet());
        if (!order.isEmpty()) {
            Collections.rotate(order, -(turn++ % order.size()));
        }
        for (PartitionId id : order) {
            InMemoryPartition log = cluster.state().partition(id, "read " + id);
            long from = positions.getOrDefault(id, 0L);
            if (from < log.start() || from > log.end()) {
                throw outside(log, from);
            }
            positions.put(id, log.read(from, settings.committedOnly(), settings.maxRecords(), events));
        }
        return events;
    }

    private static DrException outside(InMemoryPartition log, long offset) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "read " + log.id(),
                "offset " + offset + " lies outside the log, which holds " + log.start() + " to " + log.end(),
                failure -> failure.detail("partition", log.id())
                        .detail("offset", offset)
                        .detail("earliest", log.start()));
    }

    @Override
    public Map<PartitionId, Long> positions() {
        return Map.copyOf(positions);
    }

    @Override
    public void close() {
        positions.clear();
    }

    private static void pass(Waiting waiting) {
        try {
            waiting.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED, "poll", "the thread was interrupted", failure -> failure.cause(e));
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }
}
