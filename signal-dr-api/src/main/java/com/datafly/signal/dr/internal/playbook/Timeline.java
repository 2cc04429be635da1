package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run's time, corrected by the jumps of the wall clock that were noticed, and what it was spent on. It never goes
 * back; the time between two runners is taken from their wall clocks, for nothing else measures it.
 */
final class Timeline {

    private final Map<RecoveryTimeSegment, Duration> spent = new EnumMap<>(RecoveryTimeSegment.class);
    private Map<RecoveryTimeSegment, Duration> untilVerified = Map.of();
    private @Nullable Instant startedAt;
    private Duration elapsed = Duration.ZERO;
    private Duration jumps = Duration.ZERO;

    /** Lets time pass until {@code at}, spent on {@code segment}. */
    void advance(Instant at, RecoveryTimeSegment segment) {
        if (startedAt == null) {
            startedAt = at;
        }
        Duration now = Duration.between(startedAt, at).minus(jumps);
        if (now.compareTo(elapsed) > 0) {
            spent.merge(segment, now.minus(elapsed), Duration::plus);
            elapsed = now;
        }
    }

    void jumped(Duration jump) {
        jumps = jumps.plus(jump);
    }

    /** Returns the time since the run's first record. */
    Duration elapsed() {
        return elapsed;
    }

    /** Notes that the recovered system was verified as far as it is by now. */
    void verified() {
        untilVerified = Map.copyOf(spent);
    }

    /** Returns what the time was spent on until the system was verified last; or until now, if it never was. */
    Map<RecoveryTimeSegment, Duration> spent() {
        return untilVerified.isEmpty() ? Map.copyOf(spent) : untilVerified;
    }

    boolean isVerified() {
        return !untilVerified.isEmpty();
    }
}
