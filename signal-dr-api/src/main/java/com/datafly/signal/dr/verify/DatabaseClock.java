package com.datafly.signal.dr.verify;

import java.time.Duration;
import java.time.Instant;

/**
 * How the database's clock relates to the clock of this process, as last seen.
 *
 * @param offset what to add to an instant of this process to get the database's
 * @param precision how far the result may be wrong, to either side
 * @since 0.1
 */
public record DatabaseClock(Duration offset, Duration precision) {

    /** Translates an instant of this process, as that of a disruption, to the database's clock. */
    public Instant toDatabase(Instant local) {
        return local.plus(offset);
    }
}
