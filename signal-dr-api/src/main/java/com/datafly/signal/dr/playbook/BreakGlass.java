package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.Instant;

/**
 * Somebody's decision to go on without approvals and past guards of freshness and policy, never past those of identity,
 * fencing and condition. It is the first line of the run's report.
 *
 * @since 0.1
 */
public final class BreakGlass {

    private final String reason;
    private final String principal;
    private final Instant at;
    private final Duration ttl;

    private BreakGlass(String reason, String principal, Instant at, Duration ttl) {
        this.reason = reason;
        this.principal = principal;
        this.at = requireNonNull(at, "at");
        this.ttl = ttl;
    }

    /**
     * Notes a decision.
     *
     * @param ttl how long it holds
     * @throws DrException with {@code INVALID_ARGUMENT} if nobody or no reason is named, or {@code ttl} is not positive
     */
    public static BreakGlass of(String reason, String principal, Instant at, Duration ttl) {
        if (reason.isBlank()) {
            throw invalid("the reason is '" + reason + "'", "Say why nobody can be asked.");
        }
        if (principal.isBlank()) {
            throw invalid("the principal is '" + principal + "'", "Name whoever decides.");
        }
        if (ttl.isNegative() || ttl.isZero()) {
            throw invalid("ttl is " + ttl, "Say how long it holds, as in Duration.ofHours(2).");
        }
        return new BreakGlass(reason, principal, at, ttl);
    }

    /** Returns why. */
    public String reason() {
        return reason;
    }

    /** Returns who decided. */
    public String principal() {
        return principal;
    }

    /** Returns when. */
    public Instant at() {
        return at;
    }

    /** Returns how long it holds. */
    public Duration ttl() {
        return ttl;
    }

    /** Tells whether it still holds. */
    public boolean holds(Instant now) {
        return now.isBefore(at.plus(ttl));
    }

    @Override
    public String toString() {
        return "BREAK GLASS by " + principal + " at " + at + " for " + ttl + ": " + reason;
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "break the glass", problem, failure -> failure.hint(hint));
    }
}
