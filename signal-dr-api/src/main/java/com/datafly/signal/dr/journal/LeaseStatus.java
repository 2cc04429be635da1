package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of the lease on a resource, for display: whether it is still held only its holder can tell.
 *
 * @param resource the protected resource's address
 * @param holder who holds it, or held it last
 * @param epoch how often it was acquired
 * @param since when it was acquired, by the holder's wall clock
 * @param ttl how long it lasts without a renewal
 * @param released whether the holder gave it back
 * @since 0.1
 */
public record LeaseStatus(
        String resource, LeaseHolder holder, long epoch, Instant since, Duration ttl, boolean released) {

    /** Checks that nothing is null. */
    public LeaseStatus {
        requireNonNull(resource, "resource");
        requireNonNull(holder, "holder");
        requireNonNull(since, "since");
        requireNonNull(ttl, "ttl");
    }
}
