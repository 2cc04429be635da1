package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;

/** Keeps a copy to its rate: what was written sets the moment before which nothing more is. Not thread-safe. */
final class Throttle {

    /** Shorter waits are saved up: a thread cannot sleep them anyway. */
    private static final long LEAST_NANOS = 20_000_000;

    private static final double SECOND = 1e9;

    private final TimeSource time;
    private final double nanosPerRecord;
    private final double nanosPerByte;
    private final boolean unlimited;
    private double freeAt;

    Throttle(TimeSource time, double recordsPerSecond, double bytesPerSecond) {
        this.time = time;
        this.nanosPerRecord = SECOND / recordsPerSecond;
        this.nanosPerByte = SECOND / bytesPerSecond;
        this.unlimited = nanosPerRecord == 0 && nanosPerByte == 0;
        this.freeAt = unlimited ? 0 : (double) time.nanoTime();
    }

    boolean unlimited() {
        return unlimited;
    }

    /** Counts an event. Time that nobody used is lost: there are no bursts. */
    void count(int bytes) {
        if (!unlimited) {
            freeAt = Math.max(freeAt, (double) time.nanoTime()) + Math.max(nanosPerRecord, bytes * nanosPerByte);
        }
    }

    /** Returns how long to wait before the next event; nothing if that is not worth a sleep. */
    Duration due() {
        if (unlimited) {
            return Duration.ZERO;
        }
        long wait = (long) (freeAt - time.nanoTime());
        return wait < LEAST_NANOS ? Duration.ZERO : Duration.ofNanos(wait);
    }
}
