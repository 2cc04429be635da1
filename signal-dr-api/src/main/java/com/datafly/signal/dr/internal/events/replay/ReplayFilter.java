package com.datafly.signal.dr.internal.events.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.ReplayHeaders;
import com.datafly.signal.dr.events.ReplayRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Chooses the events of a request among those of its ranges. */
final class ReplayFilter implements Predicate<EventRecord> {

    private final ReplayRequest request;
    private final long fromMillis;
    private final long toMillis;

    ReplayFilter(ReplayRequest request) {
        this.request = request;
        this.fromMillis = fromMillis(request);
        this.toMillis = toMillis(request);
    }

    /** Returns the earliest time that is meant, in milliseconds. */
    static long fromMillis(ReplayRequest request) {
        return request.from().map(ReplayFilter::millisAtOrAfter).orElse(Long.MIN_VALUE);
    }

    /** Returns the time that events must be older than, in milliseconds. */
    static long toMillis(ReplayRequest request) {
        return request.to().map(ReplayFilter::millisAtOrAfter).orElse(Long.MAX_VALUE);
    }

    /** Records have whole milliseconds: the first of them that is not before an instant. */
    private static long millisAtOrAfter(Instant instant) {
        long millis = instant.toEpochMilli();
        return Instant.ofEpochMilli(millis).isBefore(instant) ? millis + 1 : millis;
    }

    @Override
    public boolean test(EventRecord event) {
        return event.timestampMillis() >= fromMillis
                && event.timestampMillis() < toMillis
                && (request.replayedToo() || event.header(ReplayHeaders.RUN).isEmpty())
                && hasKey(event)
                && hasHeaders(event)
                && request.predicate().test(event);
    }

    private boolean hasKey(EventRecord event) {
        byte[] key = event.key();
        return request.keys().isEmpty() || (key != null && request.keys().contains(new String(key, UTF_8)));
    }

    private boolean hasHeaders(EventRecord event) {
        for (Map.Entry<String, Optional<String>> wanted : request.headers().entrySet()) {
            Optional<EventHeader> header = event.header(wanted.getKey());
            if (header.isEmpty()
                    || (wanted.getValue().isPresent()
                            && !wanted.getValue().get().equals(header.get().text()))) {
                return false;
            }
        }
        return true;
    }
}
