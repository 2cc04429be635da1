package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Time that passes only when a test says so, or when the code under test sleeps by it.
 *
 * <p>Give it to {@code SignalDr.Builder} both as the clock and as the time source: then an operation of six hours is
 * awaited at once. Thread-safe.
 *
 * @since 0.1
 */
public final class SettableClock extends Clock implements TimeSource {

    private final State state;
    private final ZoneId zone;

    private SettableClock(State state, ZoneId zone) {
        this.state = state;
        this.zone = zone;
    }

    /** Creates a clock that shows {@code start}, in UTC. */
    public static SettableClock at(Instant start) {
        return new SettableClock(new State(requireNonNull(start, "start")), ZoneOffset.UTC);
    }

    /** Creates a clock that shows {@code start}, given in ISO 8601 as in {@code 2025-01-15T10:30:00Z}. */
    public static SettableClock at(String start) {
        return at(Instant.parse(start));
    }

    /** Lets time pass, on the wall and for durations. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "time does not run backwards; use set(Instant) for a clock that is set back");
        }
        synchronized (state) {
            state.now = state.now.plus(duration);
            state.nanos += duration.toNanos();
        }
    }

    /** Sets the wall clock, backwards too, as an administrator would: durations do not notice. */
    public void set(Instant now) {
        synchronized (state) {
            state.now = requireNonNull(now, "now");
        }
    }

    @Override
    public Instant instant() {
        synchronized (state) {
            return state.now;
        }
    }

    @Override
    public long nanoTime() {
        synchronized (state) {
            return state.nanos;
        }
    }

    /** Returns at once, the time having passed. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!duration.isNegative()) {
            advance(duration);
        }
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** Returns this clock in another zone; both show the same time, whichever is set. */
    @Override
    public SettableClock withZone(ZoneId zone) {
        return new SettableClock(state, zone);
    }

    @Override
    public String toString() {
        return "SettableClock at " + instant();
    }

    private static final class State {
        private Instant now;
        private long nanos;

        State(Instant now) {
            this.now = now;
        }
    }
}
