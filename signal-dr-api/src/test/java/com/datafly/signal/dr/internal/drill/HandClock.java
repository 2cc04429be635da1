package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes by hand: on the wall and for durations, or on the wall alone. Thread-safe. */
final class HandClock extends Clock implements TimeSource {

    private Instant now;
    private long nanos;

    HandClock(String now) {
        this.now = Instant.parse(now);
    }

    synchronized void pass(Duration duration) {
        now = now.plus(duration);
        nanos += duration.toNanos();
    }

    synchronized void set(String instant) {
        now = Instant.parse(instant);
    }

    synchronized void set(Instant instant) {
        now = instant;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        pass(duration);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
