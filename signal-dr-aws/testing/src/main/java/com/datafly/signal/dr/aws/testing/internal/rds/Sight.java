package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.Instant;

/**
 * What a description may show: nothing that became so after a time, nor after a number of changes.
 *
 * @param until the time
 * @param changes the number of changes
 */
public record Sight(Instant until, long changes) {

    /** Everything as it is. */
    public static final Sight CLEAR = new Sight(Instant.MAX, Long.MAX_VALUE);

    boolean shows(Instant since, long change) {
        return !since.isAfter(until) && change <= changes;
    }
}
