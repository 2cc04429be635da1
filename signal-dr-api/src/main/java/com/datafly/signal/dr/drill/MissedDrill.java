package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

/**
 * A drill that did not take place as it should have.
 *
 * @param occurrence which one
 * @param reason what is known of it
 * @since 0.1
 */
public record MissedDrill(DrillOccurrence occurrence, Reason reason) {

    /**
     * Why a drill counts as missed. More may be added.
     *
     * @since 0.1
     */
    public enum Reason {
        /** Nobody began it. */
        NOT_RUN,
        /** It was begun, and nobody told its result in the time that it may take: its host has probably crashed. */
        INCOMPLETE
    }

    /** Checks that both are given. */
    public MissedDrill {
        requireNonNull(occurrence, "occurrence");
        requireNonNull(reason, "reason");
    }
}
