package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;

/** The time that one wait may take, and what it took so far. */
final class Polling {

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

    /** Waits, at most until the time is over. */
    void pause(Duration interval) throws InterruptedException {
        Duration left = left();
        time.sleep(interval.compareTo(left) > 0 ? left : interval);
    }
}
