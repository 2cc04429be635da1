package com.datafly.signal.dr.verify;

import java.util.Collection;
import java.util.List;

/**
 * What the evidence says. Only {@link #PASSED} is good news; there is no "probably".
 *
 * @since 0.1
 */
public enum Verdict {
    /** The evidence was looked at and is as it must be. */
    PASSED,
    /** The evidence was looked at and is not as it must be. */
    FAILED,
    /** There is no evidence, or not enough: nothing may be concluded. A check that was skipped is unproven. */
    UNPROVEN,
    /** The attempt to look went wrong, so that nothing is known. */
    ERROR;

    /**
     * Combines verdicts: any {@link #FAILED} wins, then any {@link #ERROR}, then any {@link #UNPROVEN}. No verdict at
     * all is {@link #UNPROVEN}.
     */
    public static Verdict combine(Collection<Verdict> verdicts) {
        for (Verdict grave : List.of(FAILED, ERROR, UNPROVEN)) {
            if (verdicts.contains(grave)) {
                return grave;
            }
        }
        return verdicts.isEmpty() ? UNPROVEN : PASSED;
    }

    /** Combines this verdict with another by the rules of {@link #combine}. */
    public Verdict and(Verdict other) {
        return combine(List.of(this, other));
    }
}
