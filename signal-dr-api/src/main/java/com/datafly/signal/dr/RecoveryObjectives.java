package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much data may be lost (RPO) and how long recovery may take (RTO).
 *
 * @param rpo recovery point objective: the largest loss, measured back from the disruption; zero means none
 * @param rto recovery time objective: from the disruption until the recovered system is verified; longer than zero
 * @since 0.1
 */
public record RecoveryObjectives(Duration rpo, Duration rto) {

    /**
     * Checks the two durations.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the RPO is negative or the RTO is not longer than zero
     */
    public RecoveryObjectives {
        requireNonNull(rpo, "rpo");
        requireNonNull(rto, "rto");
        if (rpo.isNegative()) {
            throw invalid("rpo", rpo, "use zero or more");
        }
        if (rto.isNegative() || rto.isZero()) {
            throw invalid("rto", rto, "use more than zero");
        }
    }

    private static DrException invalid(String field, Duration value, String remedy) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "set recovery objectives",
                field + " is " + value,
                failure -> failure.hint("For " + field + ", " + remedy + "."));
    }
}
