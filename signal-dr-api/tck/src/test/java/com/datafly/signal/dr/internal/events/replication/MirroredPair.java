package com.datafly.signal.dr.internal.events.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryMirror;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Two clusters in memory with a mirror between them, and the truth about where each event went. */
final class MirroredPair implements AutoCloseable {

    static final String TOPIC = "events.raw";
    static final String COPY = "primary.events.raw";

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryCluster primary;
    final InMemoryCluster standby;
    final InMemoryMirror mirror;
    final SignalDr dr;
    final EventReplication replication;

    MirroredPair(String name, int partitions) {
        primary = InMemoryCluster.create(name + "-primary", clock).topic(TOPIC, partitions);
        standby = InMemoryCluster.create(name + "-standby", clock);
        mirror = InMemoryMirror.between(primary, standby);
        dr = SignalDr.builder()
                .clock(clock)
                .events(primary.address())
                .standbyEvents(standby.address())
                .build();
        replication = dr.standbyEvents().replicationFrom(dr.events());
    }

    /** Begins to watch, and returns when the first look is over, which is in the background; no other follows it. */
    ReplicationWatch watch() {
        ReplicationWatch watch = replication.watch(Duration.ofDays(1));
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (watch.lastLook().isEmpty() && watch.trouble().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        return watch;
    }

    /** Writes events whose values no other has. */
    void produce(int partition, int count) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMillis(3));
            primary.write(TOPIC, partition, "k", partition + ":" + primary.end(TOPIC, partition));
        }
    }

    /** Writes events in one transaction, which leaves a mark, and is aborted or not. */
    void produceTogether(int partition, int count, boolean abort) {
        clock.advance(Duration.ofMillis(3));
        try (EventStreamDriver driver = primary.driver();
                EventWriter writer = driver.writer(WriterSettings.transactional("producer"))) {
            writer.begin();
            long end = primary.end(TOPIC, partition);
            for (int i = 0; i < count; i++) {
                byte[] value = (partition + ":" + (end + i)).getBytes(UTF_8);
                writer.append(NewEvent.of(TOPIC, new byte[] {1}, value).partition(partition));
            }
            if (abort) {
                writer.abort();
            } else {
                writer.commit();
            }
        }
    }

    /** Returns by offset of the source the last position at which nothing that follows is missed. */
    NavigableMap<Long, Long> truth(int partition) {
        Map<Long, Long> last = new HashMap<>();
        for (EventRecord event : standby.events(COPY, partition)) {
            last.put(sourceOffset(event), event.offset());
        }
        NavigableMap<Long, Long> truth = new TreeMap<>();
        long least = standby.end(COPY, partition);
        for (Map.Entry<Long, Long> copy : new TreeMap<>(last).descendingMap().entrySet()) {
            least = Math.min(least, copy.getValue());
            truth.put(copy.getKey(), least);
        }
        return truth;
    }

    /** Returns how many events at the standby lie between two offsets. */
    long eventsBetween(int partition, long from, long to) {
        return standby.events(COPY, partition).stream()
                .filter(event -> event.offset() >= from && event.offset() < to)
                .count();
    }

    /**
     * Returns how many events a group that committed an offset reads again if it goes on at a position: those before
     * the offset, up to where the first one from it on stands.
     */
    long readAgain(int partition, long from, long committed) {
        return standby.events(COPY, partition).stream()
                .filter(event -> event.offset() >= from)
                .takeWhile(event -> sourceOffset(event) < committed)
                .count();
    }

    static long sourceOffset(EventRecord event) {
        String value = new String(requireNonNull(event.value()), UTF_8);
        return Long.parseLong(value.substring(value.indexOf(':') + 1));
    }

    @Override
    public void close() {
        dr.close();
        mirror.close();
        primary.close();
        standby.close();
    }
}
