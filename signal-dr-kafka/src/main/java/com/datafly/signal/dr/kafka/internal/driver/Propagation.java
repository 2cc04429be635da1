package com.datafly.signal.dr.kafka.internal.driver;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The controller answers before the brokers know. One that still does not is found by whoever asks next. */
final class Propagation {

    private static final long LONGEST_NANOS = 5_000_000_000L;
    private static final long LOOK_NANOS = 10_000_000L;

    private Propagation() {}

    /** Waits until a broker shows a change, but not for long. */
    static void await(BooleanSupplier shown) {
        long end = System.nanoTime() + LONGEST_NANOS;
        long start = System.nanoTime();
        while (!shown.getAsBoolean() && System.nanoTime() - end < 0) {
            // Brokers that take long to answer are busy enough.
            LockSupport.parkNanos(Math.max(LOOK_NANOS, System.nanoTime() - start));
            start = System.nanoTime();
        }
    }
}
