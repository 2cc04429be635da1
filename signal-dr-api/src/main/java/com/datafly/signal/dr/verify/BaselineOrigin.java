package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;
import java.time.Instant;

/** Where and when a baseline was taken. */
record BaselineOrigin(
        String systemIdentifier,
        int timeline,
        String database,
        String serverVersion,
        Lsn lsn,
        Instant instant,
        boolean exact,
        Duration lockWait,
        Duration lockHold) {

    BaselineOrigin locked(Duration wait, Duration hold) {
        return new BaselineOrigin(systemIdentifier, timeline, database, serverVersion, lsn, instant, exact, wait, hold);
    }
}
