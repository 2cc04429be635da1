package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's consent to one plan, or to one step of it.
 *
 * @since 0.1
 */
public final class Approval {

    private final String principal;
    private final String planHash;
    private final Instant at;
    private final @Nullable String step;

    private Approval(String principal, String planHash, Instant at, @Nullable String step) {
        this.principal = requireNonNull(principal, "principal");
        this.planHash = requireNonNull(planHash, "planHash");
        this.at = requireNonNull(at, "at");
        this.step = step;
    }

    /**
     * Consents to a whole plan: counts for every gate whose rules it meets.
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
        return new Approval(principal, planHash, at, null);
    }

    /** Returns the same consent, given to one step alone. */
    public Approval forStep(String step) {
        return new Approval(principal, planHash, at, requireNonNull(step, "step"));
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

    /** Returns the step that was approved; empty if the whole plan was. */
    public Optional<String> step() {
        return Optional.ofNullable(step);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Approval approval
                && principal.equals(approval.principal)
                && planHash.equals(approval.planHash)
                && at.equals(approval.at)
                && Objects.equals(step, approval.step);
    }

    @Override
    public int hashCode() {
        return Objects.hash(principal, planHash, at, step);
    }

    @Override
    public String toString() {
        return principal + " approved " + (step == null ? "plan" : step + " of plan") + " " + planHash + " at " + at;
    }
}
