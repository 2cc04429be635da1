package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The wall clock, made fit for deciding what has expired: it never goes back, and goes on at least as fast as time
 * really passes. So a clock that is set back revives nothing, and one that is set ahead lets things expire too early
 * rather than too late. Not thread-safe.
 */
final class RunClock {

    private static final Duration NOTICED = Duration.ofMinutes(1);

    private final Clock wall;
    private final TimeSource time;
    private Instant latest;
    private long latestNanos;
    private Instant anchor;
    private long anchorNanos;

    RunClock(Clock wall, TimeSource time, Instant notBefore) {
        this.wall = wall;
        this.time = time;
        this.anchor = wall.instant();
        this.anchorNanos = time.nanoTime();
        this.latest = later(anchor, notBefore);
        this.latestNanos = anchorNanos;
    }

    /** Returns the present for what expires. */
    Instant now() {
        long nanos = time.nanoTime();
        latest = later(wall.instant(), latest.plusNanos(nanos - latestNanos));
        latestNanos = nanos;
        return latest;
    }

    /** Returns how far the wall clock was set since the last call; empty if it merely drifted. */
    Optional<Duration> jump() {
        Instant shown = wall.instant();
        long nanos = time.nanoTime();
        Duration jump = Duration.between(anchor.plusNanos(nanos - anchorNanos), shown);
        anchor = shown;
        anchorNanos = nanos;
        return jump.abs().compareTo(NOTICED) > 0 ? Optional.of(jump) : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
