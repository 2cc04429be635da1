package com.datafly.signal.dr.internal.playbook.failover;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads what was committed in spans of offsets, at most one of each partition. */
record SpanReader(StreamResource stream) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STILL = Duration.ofSeconds(30);

    /** Counts events by reading them: offsets also go to marks of transactions and to compacted events. */
    long count(Collection<OffsetSpan> spans) {
        AtomicLong events = new AtomicLong();
        read(spans, event -> events.incrementAndGet());
        return events.get();
    }

    /** Gives all events of the spans, those of a partition in order. */
    void read(Collection<OffsetSpan> spans, Consumer<EventRecord> taker) {
        if (spans.isEmpty()) {
            return;
        }
        try (EventReader reader =
                stream.read("read " + stream.address(), driver -> driver.reader(ReaderSettings.committed()))) {
            Map<PartitionId, Long> ends = new HashMap<>();
            Map<PartitionId, Long> from = new HashMap<>();
            for (OffsetSpan span : spans) {
                ends.put(span.id(), span.to());
                from.put(span.id(), span.from());
            }
            reader.seek(from);
            read(reader, ends, taker);
        } catch (DrException e) {
            throw stream.named(e);
        }
    }

    private void read(EventReader reader, Map<PartitionId, Long> ends, Consumer<EventRecord> taker) {
        long movedAt = stream.time().nanoTime();
        Map<PartitionId, Long> before = Map.of();
        while (isLeft(reader, ends)) {
            for (EventRecord event : reader.poll(POLL)) {
                if (event.offset() < requireNonNull(ends.get(event.partition()))) {
                    taker.accept(event);
                }
            }
            Map<PartitionId, Long> now = reader.positions();
            if (!now.equals(before)) {
                movedAt = stream.time().nanoTime();
                before = Map.copyOf(now);
            } else if (stream.time().nanoTime() - movedAt > STILL.toNanos()) {
                throw DrException.create(
                        ErrorCode.UNAVAILABLE,
                        "read events",
                        "nothing more came for " + STILL.toSeconds() + " s, at " + now + " of " + ends,
                        failure -> failure.retry(RetryAdvice.SAFE));
            }
        }
    }

    private static boolean isLeft(EventReader reader, Map<PartitionId, Long> ends) {
        Map<PartitionId, Long> positions = reader.positions();
        return ends.entrySet().stream().anyMatch(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue());
    }
}
