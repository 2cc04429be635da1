package com.datafly.signal.dr.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How long work took that one {@code SignalDr} waited for, by the provider and the kind of work. Thread-safe. */
final class WorkHistory {

    private static final int KEPT = 10;

    /** Work whose durations lie further apart foretells nothing. */
    private static final int WIDEST = 4;

    private final Map<String, Deque<Duration>> durations = new HashMap<>();

    synchronized void add(String kind, Duration took) {
        Deque<Duration> known = durations.computeIfAbsent(kind, unknown -> new ArrayDeque<>());
        known.addLast(took);
        if (known.size() > KEPT) {
            known.removeFirst();
        }
    }

    /** Returns when the work should end; empty if there was none yet, or none like the other. */
    synchronized Optional<Span> expect(String kind) {
        Deque<Duration> known = durations.getOrDefault(kind, new ArrayDeque<>());
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(new Span(Collections.min(known), Collections.max(known)))
                        .filter(span -> span.longest().compareTo(span.shortest().multipliedBy(WIDEST)) <= 0);
    }

    /** The shortest and the longest of some durations. */
    record Span(Duration shortest, Duration longest) {}
}
