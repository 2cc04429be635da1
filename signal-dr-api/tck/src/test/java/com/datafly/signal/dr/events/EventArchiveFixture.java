package com.datafly.signal.dr.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Two clusters and a store between them. */
final class EventArchiveFixture implements AutoCloseable {

    static final Instant NOON = Instant.parse("2025-01-15T12:00:00Z");
    static final String PREFIX = "audit/events";
    static final ArchiveRequest SMALL = ArchiveRequest.of("events.*").segmentBytes(1024);

    final SettableClock clock = SettableClock.at(NOON);
    final InMemoryCluster cluster = InMemoryCluster.create("primary-" + UUID.randomUUID(), clock);
    final InMemoryCluster other = InMemoryCluster.create("other-" + UUID.randomUUID(), clock);
    final InMemoryObjectStore store = InMemoryObjectStore.create("bucket", clock);
    final SignalDr dr = SignalDr.builder()
            .events(cluster.address())
            .standbyEvents(other.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    final EventArchive archive = dr.events().archive(store, PREFIX);
    final EventArchive elsewhere = dr.standbyEvents().archive(store, PREFIX);

    /** Returns everything of a partition that counts, as text, without offsets. */
    static List<String> contents(InMemoryCluster cluster, String topic, int partition) {
        return cluster.events(topic, partition).stream()
                .map(EventArchiveFixture::text)
                .toList();
    }

    static String text(EventRecord event) {
        return text(event.key()) + "=" + text(event.value()) + "@" + event.timestampMillis()
                + event.headers().stream()
                        .map(header -> header.key() + ":" + text(header.value()))
                        .toList();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "none" : new String(bytes, UTF_8);
    }

    /** Returns the keys of objects of a kind. */
    List<String> keys(String kind) {
        return store.list(PREFIX + "/" + kind + "/", "", 10_000).stream()
                .map(ObjectInfo::key)
                .toList();
    }

    byte[] content(String key) {
        return content(store, key);
    }

    static byte[] content(ObjectStore store, String key) {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void replace(String key, byte[] content) {
        store.write(key, content, Precondition.none());
    }

    /** Writes events of some size to a partition, with times, headers, tombstones and keys that are not there. */
    void fill(String topic, int partition, int count) {
        IntStream.range(0, count)
                .forEach(i -> cluster.write(NewEvent.of(
                                topic,
                                i % 5 == 0 ? null : ("key-" + i).getBytes(UTF_8),
                                i % 7 == 0 ? null : ("value-" + i + "-".repeat(i % 50)).getBytes(UTF_8))
                        .partition(partition)
                        .timestampMillis(NOON.toEpochMilli() + (i % 3 == 0 ? -i : i))
                        .headers(
                                i % 2 == 0
                                        ? List.of()
                                        : List.of(
                                                EventHeader.of("n", "" + i),
                                                EventHeader.of("n", (byte[]) null),
                                                EventHeader.of("", "")))));
    }

    @Override
    public void close() {
        dr.close();
        cluster.close();
        other.close();
    }
}
