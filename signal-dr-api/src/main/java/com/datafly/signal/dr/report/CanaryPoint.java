package com.datafly.signal.dr.report;

import java.time.Instant;

/**
 * A canary on a report's plot.
 *
 * @param writtenAt when it was written, by the database's clock
 * @param state what became of it
 * @since 0.1
 */
public record CanaryPoint(Instant writtenAt, State state) {

    /**
     * What became of a canary.
     *
     * @since 0.1
     */
    public enum State {
        /** It is in the recovered database. */
        RESTORED,
        /** It was acknowledged and is not in the recovered database. */
        LOST,
        /** It was written after the chosen target and left behind on purpose. */
        GIVEN_UP
    }
}
