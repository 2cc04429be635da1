package com.datafly.signal.dr.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.journal.DefaultLeases;
import java.time.Duration;
import java.util.Optional;

/**
 * The leases on protected resources: at most one run at a time recovers a resource.
 *
 * <p>Whether somebody else's lease has expired is judged by watching it: it is, once it was seen unchanged for its own
 * duration by this process's monotonic time. So no wall clock, however wrong, steals or prolongs a lease. A holder on
 * this machine whose process has ended is found out at once. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Leases permits DefaultLeases {

    /**
     * Takes the lease on a resource if it is free, or has expired as far as this object has watched it. A lease that is
     * taken over from another run fences that run's journal before this returns, so that its runner cannot append.
     *
     * @param resource the protected resource's address
     * @param holder who takes it, for a run whose journal exists: only such a run can be fenced later
     * @param ttl how long the lease lasts without a renewal; at least a second
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if somebody holds it: the message names holder,
     *     run and since when, and {@link DrException#retryAfter()} says when it expires at the earliest
     */
    Lease acquire(String resource, LeaseHolder holder, Duration ttl);

    /** Like {@link #acquire}, but watches a lease that is held for up to {@code patience} before it gives up. */
    Lease acquire(String resource, LeaseHolder holder, Duration ttl, Duration patience);

    /** Looks up who holds a resource, or held it last; empty if nobody ever did. */
    Optional<LeaseStatus> find(String resource);
}
