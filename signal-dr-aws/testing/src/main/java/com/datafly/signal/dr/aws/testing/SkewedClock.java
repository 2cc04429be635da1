package com.datafly.signal.dr.aws.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** Real time, and somewhat later. */
final class SkewedClock extends Clock {

    private final Supplier<Duration> later;

    SkewedClock(Supplier<Duration> later) {
        this.later = later;
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(later.get());
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
