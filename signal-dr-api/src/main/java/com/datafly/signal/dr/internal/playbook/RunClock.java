package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time of one runner. What expires does so by the time that really passes, so that a wall clock which is set
 * revives nothing and ends nothing. Not thread-safe.
 */
final class RunClock {

    private static final Duration NOTICED = Duration.ofMinutes(1);
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    private final Clock wall;
    private final TimeSource time;
    private final Duration before;
    private final long start;
    private Instant anchor;
    private long anchorNanos;

    /** Begins at the time that the run had spent before. */
    RunClock(Clock wall, TimeSource time, Duration before) {
        this.wall = wall;
        this.time = time;
        this.before = before;
        this.start = time.nanoTime();
        this.anchor = wall.instant();
        this.anchorNanos = start;
    }

    /**
     * A moment.
     *
     * @param wall what the wall clock shows
     * @param elapsed the run's time since its beginning
     */
    record Now(Instant wall, Duration elapsed) {

        /** Returns the present of a run that another process works on, as well as it can be known here. */
        static Now of(Ledger ledger, Instant wall) {
            Duration since = Duration.between(ledger.lastAt(), wall);
            Duration elapsed = ledger.timeline().elapsed();
            return new Now(wall, since.isNegative() ? elapsed : elapsed.plus(since));
        }
    }

    Now now() {
        return new Now(wall.instant(), before.plusNanos(time.nanoTime() - start));
    }

    /** Returns how far the wall clock was set since the last call; empty if it merely drifted. */
    Optional<Duration> jump() {
        Instant shown;
        long nanos;
        do {
            shown = wall.instant();
            nanos = time.nanoTime();
            // Read at two moments that lie apart, as by a pause of this process, they would show a jump that never was.
        } while (Duration.between(shown, wall.instant()).abs().compareTo(TOGETHER) > 0);
        Duration jump = Duration.between(anchor.plusNanos(nanos - anchorNanos), shown);
        anchor = shown;
        anchorNanos = nanos;
        return jump.abs().compareTo(NOTICED) > 0 ? Optional.of(jump) : Optional.empty();
    }
}
