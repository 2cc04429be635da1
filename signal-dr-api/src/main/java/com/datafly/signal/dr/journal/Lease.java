package com.datafly.signal.dr.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.journal.DefaultLease;
import java.time.Duration;

/**
 * The right of one run to recover one resource, for a time.
 *
 * <p>It fences nothing by itself: a provider does not know it. What keeps a stale runner from acting is its journal,
 * which it cannot append to once another runner has taken over. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Lease extends AutoCloseable permits DefaultLease {

    /** Returns the protected resource's address. */
    String resource();

    /** Returns who holds it, for which run. */
    LeaseHolder holder();

    /** Returns how often the resource's lease was acquired, this time included: it grows with each holder. */
    long epoch();

    /**
     * Prolongs the lease by its duration from now. The holder calls it every third of that duration.
     *
     * @throws DrException with {@code FENCED} and effect {@code NONE} if it was lost to somebody else, or released; any
     *     other failure leaves it as it was
     */
    void renew();

    /** Tells whether it is held, by this process's monotonic time: a tenth of the duration is kept as a margin. */
    boolean isHeld();

    /** Returns how long it is held without a further renewal; zero if it is not. */
    Duration remaining();

    /**
     * Does nothing while it is held.
     *
     * @throws DrException with {@code FENCED} and effect {@code NONE} otherwise
     */
    void requireHeld();

    /** Gives it back, so that the next one need not wait. Does nothing if it is lost or was given back. */
    void release();

    /** Gives it back. */
    @Override
    void close();
}
