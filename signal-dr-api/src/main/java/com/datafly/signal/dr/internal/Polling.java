package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;

/**
 * How often to look at work: often at first, then every tenth of the time that it took so far, so that waiting adds at
 * most a tenth and long work costs few calls.
 */
final class Polling {

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final TimeSource time;
    private final long start;
    private final Duration allowed;

    Polling(TimeSource time, Duration allowed) {
        this.time = time;
        this.start = time.nanoTime();
        this.allowed = allowed;
    }

    Duration elapsed() {
        return Duration.ofNanos(time.nanoTime() - start);
    }

    /** Returns the time that is left, perhaps negative. */
    Duration left() {
        return allowed.minus(elapsed());
    }

    boolean isOver() {
        return elapsed().compareTo(allowed) >= 0;
    }

    /** Waits until the next look, or until the time is over. */
    void pause() throws InterruptedException {
        Duration elapsed = elapsed();
        Duration interval = elapsed.dividedBy(10);
        interval = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
        interval = interval.compareTo(LONGEST) > 0 ? LONGEST : interval;
        Duration left = left();
        time.sleep(interval.compareTo(left) > 0 ? left : interval);
    }
}
