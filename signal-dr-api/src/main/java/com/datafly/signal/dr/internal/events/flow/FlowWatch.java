package com.datafly.signal.dr.internal.events.flow;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.FlowHop;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowSighting;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the topics of all hops from where they ended, until a marker was seen in them. Not thread-safe. */
final class FlowWatch implements AutoCloseable {

    private static final String OPERATION = "probe the event flow";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** How often topics are listed again: one may appear because the marker came to it. */
    private static final Duration LISTING = Duration.ofSeconds(2);

    private final StreamResource stream;
    private final FlowMarker marker;
    private final List<FlowHopState> hops;
    private final EventReader reader;
    private final Map<PartitionId, Long> positions = new TreeMap<>();
    private final Set<PartitionId> known = new HashSet<>();
    private long listedAt;
    private String failure = "";

    /** Finds out where the topics end. Nothing was put in yet, so what fails is thrown. */
    FlowWatch(StreamResource stream, FlowProbe probe, FlowMarker marker) {
        this.stream = stream;
        this.marker = marker;
        this.hops = probe.hops().stream().map(FlowHopState::new).toList();
        this.listedAt = stream.time().nanoTime();
        take(
                stream.read("list the topics of " + stream.address(), EventStreamDriver::topics),
                missing -> stream.read(
                        "ask where the topics of " + stream.address() + " end",
                        driver -> driver.offsets(missing, OffsetPoint.latest())));
        this.reader = stream.driver().reader(ReaderSettings.committed());
        reader.seek(positions);
    }

    /** Reads until every hop has seen the marker, or the time is over. */
    void await(Instant putAt, long startNanos, Duration deadline) {
        while (!hops.stream().allMatch(FlowHopState::isComplete)) {
            Duration left = deadline.minusNanos(stream.time().nanoTime() - startNanos);
            if (left.isNegative() || left.isZero()) {
                return;
            }
            try {
                look(left, putAt, startNanos);
                failure = "";
            } catch (DrException e) {
                recover(stream.named(e));
                pause(left.compareTo(PAUSE) < 0 ? left : PAUSE);
            }
        }
    }

    /** Tells whether the marker came out anywhere. */
    boolean isSeen() {
        return hops.stream().anyMatch(FlowHopState::isSeen);
    }

    /** Describes what was seen; {@code entered} tells whether the marker surely was put in. */
    List<FlowHop> report(boolean entered) {
        return hops.stream().map(hop -> hop.report(entered, failure)).toList();
    }

    @Override
    public void close() {
        reader.close();
    }

    private void look(Duration left, Instant putAt, long startNanos) {
        if (positions.isEmpty()) {
            pause(left.compareTo(PAUSE) < 0 ? left : PAUSE);
        } else {
            read(left, putAt, startNanos);
        }
        if (Duration.ofNanos(stream.time().nanoTime() - listedAt).compareTo(LISTING) >= 0) {
            listAgain();
        }
    }

    private void read(Duration left, Instant putAt, long startNanos) {
        List<EventRecord> events = reader.poll(left.compareTo(POLL) < 0 ? left : POLL);
        positions.putAll(reader.positions());
        Duration seenAfter = Duration.ofNanos(stream.time().nanoTime() - startNanos);
        for (EventRecord event : events) {
            if (marker.isIn(event)) {
                FlowSighting sighting =
                        FlowSighting.of(event.partition(), event.offset(), seenAfter, stamped(event, putAt));
                hops.forEach(hop -> hop.seen(sighting));
            }
        }
    }

    private static Optional<Duration> stamped(EventRecord event, Instant putAt) {
        return event.timestampMillis() < 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(event.timestampMillis() - putAt.toEpochMilli()));
    }

    /** What appeared since the marker was put in is read from its start. This loop is what repeats it. */
    private void listAgain() {
        listedAt = stream.time().nanoTime();
        EventStreamDriver driver = stream.driver();
        take(driver.topics(), missing -> driver.offsets(missing, OffsetPoint.earliest()));
        if (!reader.positions().keySet().equals(positions.keySet())) {
            reader.seek(positions);
        }
    }

    private void take(List<Topic> topics, Function<Set<PartitionId>, Answers<PartitionId, OffsetAnswer>> offsets) {
        List<String> names = topics.stream().map(Topic::name).toList();
        hops.forEach(hop -> hop.topics(names));
        Set<PartitionId> present = topics.stream()
                .filter(topic -> hops.stream().anyMatch(hop -> hop.matches(topic.name())))
                .flatMap(topic -> topic.partitionIds().stream())
                .collect(Collectors.toSet());
        positions.keySet().retainAll(present);
        known.retainAll(present);
        Set<PartitionId> added = new HashSet<>(present);
        added.removeAll(known);
        if (!added.isEmpty()) {
            Answers<PartitionId, OffsetAnswer> answers = offsets.apply(added);
            answers.found().forEach((id, answer) -> positions.put(id, answer.offset()));
            answers.failed()
                    .forEach((id, reason) -> trouble(id, stream.named(reason).problem()));
            known.addAll(added);
        }
    }

    private void trouble(PartitionId id, String problem) {
        hops.forEach(hop -> hop.trouble(id.topic(), id + " cannot be read: " + problem));
    }

    /** What passes is waited out. What the log lost is noted and gone over, for the marker may have been in it. */
    private void recover(DrException reason) {
        failure = String.valueOf(reason.getMessage());
        if (reason.code() == ErrorCode.CANCELLED) {
            throw reason;
        }
        String earliest = reason.details().get("earliest");
        String partition = reason.details().get("partition");
        if (reason.code() == ErrorCode.FAILED_PRECONDITION && earliest != null) {
            positions.keySet().stream()
                    .filter(id -> id.toString().equals(partition))
                    .findFirst()
                    .ifPresent(id -> goOn(id, Long.parseLong(earliest)));
        }
        if (reason.code() == ErrorCode.NOT_FOUND) {
            listedAt = stream.time().nanoTime() - LISTING.toNanos();
        }
    }

    private void goOn(PartitionId id, long earliest) {
        hops.forEach(hop -> hop.trouble(id.topic(), "events of " + id + " before " + earliest + " are gone"));
        positions.put(id, earliest);
        reader.seek(positions);
    }

    private void pause(Duration duration) {
        try {
            stream.time().sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, OPERATION, "the waiting thread was interrupted");
        }
    }
}
