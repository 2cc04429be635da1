package com.datafly.signal.dr.internal.events.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.MarkerTrip;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Sends records from end to end, and asks clusters for their time. */
public final class MarkerProbe {

    /** The header that a marker is known by. */
    public static final String HEADER = "dr-marker";

    /** A topic whose records get the cluster's own time. */
    private static final String CLOCK = "signal-dr.clock";

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration CLOCK_PATIENCE = Duration.ofSeconds(10);

    private MarkerProbe() {}

    /** Where a marker was found, and how long that took. */
    private record Arrival(EventRecord event, Duration after) {}

    /** Sends a marker from a source to its target; see {@code EventReplication.marker}. */
    static MarkerTrip send(ReplicaLink link, String topic, Duration patience) {
        PartitionId from = new PartitionId(topic, 0);
        PartitionId to = link.targetOf(from);
        Duration sourceAhead = clockAhead(link.source());
        Duration targetAhead = clockAhead(link.target());
        Instant sentAt = link.source().clock().instant();
        Arrival arrival = pass(link.source(), from, link.target(), to, patience);
        return new MarkerTrip(from, arrival.event().partition(), sentAt, arrival.after(), sourceAhead, targetAhead);
    }

    /**
     * Writes a marker to a partition, and waits until it can be read there.
     *
     * @return how long that took
     * @throws DrException with {@code DEADLINE_EXCEEDED} if it took longer than {@code patience}
     */
    public static Duration through(StreamResource stream, PartitionId partition, Duration patience) {
        return pass(stream, partition, stream, partition, patience).after();
    }

    /** Returns how far a cluster's clock is ahead of this process's. */
    private static Duration clockAhead(StreamResource stream) {
        ensure(stream, CLOCK, Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "3600000"));
        PartitionId clock = new PartitionId(CLOCK, 0);
        Instant before = stream.clock().instant();
        Arrival arrival = pass(stream, clock, stream, clock, CLOCK_PATIENCE);
        Duration trip = arrival.after().dividedBy(2);
        return Duration.between(
                before.plus(trip), Instant.ofEpochMilli(arrival.event().timestampMillis()));
    }

    /** Makes a topic of one partition if it is not there. */
    public static void ensure(StreamResource stream, String topic, Map<String, String> settings) {
        boolean there = stream.read("list the topics of " + stream.address(), EventStreamDriver::topics).stream()
                .anyMatch(each -> each.name().equals(topic));
        if (!there) {
            stream.change("make " + topic + " at " + stream.address(), driver -> {
                DrException failure = driver.createTopics(List.of(TopicSpec.of(topic, 1, settings)))
                        .get(topic);
                if (failure != null && failure.code() != ErrorCode.ALREADY_EXISTS) {
                    throw failure;
                }
                return true;
            });
        }
    }

    private static Arrival pass(
            StreamResource source, PartitionId from, StreamResource target, PartitionId to, Duration patience) {
        String id = UUID.randomUUID().toString();
        long begin = source.time().nanoTime();
        return target.read("await a marker at " + to + " of " + target.address(), patience.multipliedBy(2), driver -> {
            long end = ReplicaLink.offsets(driver, Set.of(to), OffsetPoint.latest())
                    .getOrDefault(to, 0L);
            try (EventReader reader = driver.reader(ReaderSettings.committed())) {
                reader.seek(Map.of(to, end));
                write(source, from, id);
                while (true) {
                    // Looked at before the last poll, so that a process that was stalled does not miss what is there.
                    boolean last = source.time().nanoTime() - begin > patience.toNanos();
                    Optional<EventRecord> found = reader.poll(POLL).stream()
                            .filter(event -> event.header(HEADER)
                                    .filter(header -> header.text().equals(id))
                                    .isPresent())
                            .findFirst();
                    if (found.isPresent()) {
                        return new Arrival(
                                found.get(), Duration.ofNanos(source.time().nanoTime() - begin));
                    }
                    if (last) {
                        throw late(target, to, patience);
                    }
                }
            }
        });
    }

    private static void write(StreamResource stream, PartitionId partition, String id) {
        NewEvent marker = NewEvent.of(partition.topic(), HEADER.getBytes(UTF_8), null)
                .partition(partition.partition())
                .headers(List.of(EventHeader.of(HEADER, id)));
        stream.change("write a marker to " + partition + " of " + stream.address(), driver -> {
            try (EventWriter writer = driver.writer(WriterSettings.plain())) {
                writer.append(marker);
                writer.flush();
            }
            return true;
        });
    }

    private static DrException late(StreamResource target, PartitionId to, Duration patience) {
        return DrException.create(
                ErrorCode.DEADLINE_EXCEEDED,
                "await a marker at " + to + " of " + target.address(),
                "it did not arrive within " + patience.toMillis() + " ms",
                failure -> failure.hint("Look at the tasks of the copying software, and whether it copies the topic."));
    }
}
