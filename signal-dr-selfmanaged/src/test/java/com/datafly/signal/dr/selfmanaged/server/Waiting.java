package com.datafly.signal.dr.selfmanaged.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, and for which nobody sends a signal. */
public final class Waiting {

    private static final long POLL_NANOS = 10_000_000;

    private Waiting() {}

    /** Waits until a condition holds; fails when time is up. */
    public static void until(Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within " + timeout);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
