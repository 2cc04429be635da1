package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock for comparisons only: it begins anywhere and never goes back. */
final class MonotonicClock extends Clock {

    private final TimeSource time;

    MonotonicClock(TimeSource time) {
        this.time = time;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(time.nanoTime());
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
