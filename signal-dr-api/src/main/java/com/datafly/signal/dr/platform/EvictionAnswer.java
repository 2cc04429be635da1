package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * What the platform says to an eviction.
 *
 * @param verdict whether it lets the pod go
 * @param reason why, in the platform's own words
 * @since 0.1
 */
public record EvictionAnswer(Verdict verdict, String reason) {

    /** Refuses null. */
    public EvictionAnswer {
        requireNonNull(verdict, "verdict");
        requireNonNull(reason, "reason");
    }

    /** Whether the platform lets a pod go. */
    public enum Verdict {
        /** It does. */
        ALLOWED,
        /** A budget does not let it go now. */
        REFUSED,
        /** The budgets themselves are wrong, as two that guard the same pod: it is never let go. */
        MISCONFIGURED,
        /** There is no such pod any more. */
        GONE
    }
}
