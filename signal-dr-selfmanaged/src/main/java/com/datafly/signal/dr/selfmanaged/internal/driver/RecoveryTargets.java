package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.time.Instant;

/** Reads a recovery target from the text that it prints. */
final class RecoveryTargets {

    private static final String LSN = "LSN ";
    private static final String SNAPSHOT = "snapshot ";

    private RecoveryTargets() {}

    static RecoveryTarget parse(String text) {
        if (text.equals(RecoveryTarget.latest().toString())) {
            return RecoveryTarget.latest();
        }
        if (text.startsWith(LSN)) {
            return RecoveryTarget.at(Lsn.parse(text.substring(LSN.length())));
        }
        if (text.startsWith(SNAPSHOT)) {
            return RecoveryTarget.snapshot(text.substring(SNAPSHOT.length()));
        }
        return RecoveryTarget.at(Instant.parse(text));
    }
}
