package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One time at which a drill is to take place.
 *
 * @param drill the drill's name
 * @param at when, by its calendar rule
 * @since 0.1
 */
public record DrillOccurrence(String drill, Instant at) {

    /** Checks that both are given. */
    public DrillOccurrence {
        requireNonNull(drill, "drill");
        requireNonNull(at, "at");
    }
}
