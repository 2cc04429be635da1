package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Instant;

/** Recovers to the moment before a mistake. */
final class MomentRecovery {

    private MomentRecovery() {}

    static Database recover(SignalDr dr, Instant lastGood, OperationKey key) {
        return dr.database()
                .pointInTimeRecovery()
                .to(lastGood)
                .as("datafly-recovered")
                .key(key) // kept by the caller: the same key finds this very work again
                .start()
                .await();
    }
}
