package com.datafly.signal.dr.operation;

import com.datafly.signal.dr.internal.SystemTimeSource;
import java.time.Duration;

/**
 * How durations are measured and spent: the waits between two looks at long work, before a repetition, and the
 * deadlines over them. Tests give one whose time passes at once.
 *
 * <p>Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface TimeSource {

    /** Returns the time of {@link System#nanoTime()} and {@link Thread#sleep(long)}. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }

    /** Returns a reading in nanoseconds, of use only in comparison with another reading; it never goes back. */
    long nanoTime();

    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    void sleep(Duration duration) throws InterruptedException;
}
