package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Instant;
import java.util.Objects;

/**
 * Somebody's consent to one plan: it counts for every gate whose rules it meets, for as long as the gate says.
 *
 * @since 0.1
 */
public final class Approval {

    private final String principal;
    private final String planHash;
    private final Instant at;

    private Approval(String principal, String planHash, Instant at) {
        this.principal = requireNonNull(principal, "principal");
        this.planHash = requireNonNull(planHash, "planHash");
        this.at = requireNonNull(at, "at");
    }

    /**
     * Consents to a plan.
     *
     * @param planHash the plan's hash, as whoever approved has read it
     * @throws DrException with {@code INVALID_ARGUMENT} if the principal is blank
     */
    public static Approval of(String principal, String planHash, Instant at) {
        if (principal.isBlank()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "approve",
                    "the principal is '" + principal + "'",
                    failure -> failure.hint("Name whoever approves, as the gates know them."));
        }
        return new Approval(principal, planHash, at);
    }

    /** Returns who approved. */
    public String principal() {
        return principal;
    }

    /** Returns the hash of the plan that was approved. */
    public String planHash() {
        return planHash;
    }

    /** Returns when. */
    public Instant at() {
        return at;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Approval approval
                && principal.equals(approval.principal)
                && planHash.equals(approval.planHash)
                && at.equals(approval.at);
    }

    @Override
    public int hashCode() {
        return Objects.hash(principal, planHash, at);
    }

    @Override
    public String toString() {
        return principal + " approved plan " + planHash + " at " + at;
    }
}
