package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges from here whether somebody else's lease has expired: once its register was seen unchanged for as long as the
 * lease lasts, by this process's monotonic time. Thread-safe.
 */
final class LeaseWatch {

    private final TimeSource time;
    private final Map<String, Sight> sights = new HashMap<>();

    LeaseWatch(TimeSource time) {
        this.time = time;
    }

    /** Returns how long the register has to stay as it is for the lease to have expired; zero if it has. */
    synchronized Duration untilExpiry(String register, String version, Duration ttl) {
        Duration left = ttl.minusNanos(time.nanoTime() - see(register, version));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Notes how a register is now, and returns since when it was seen so. */
    synchronized long see(String register, String version) {
        Sight sight = sights.get(register);
        if (sight == null || !sight.version().equals(version)) {
            sight = new Sight(version, time.nanoTime());
            sights.put(register, sight);
        }
        return sight.since();
    }

    synchronized void forget(String register) {
        sights.remove(register);
    }

    private record Sight(String version, long since) {}
}
