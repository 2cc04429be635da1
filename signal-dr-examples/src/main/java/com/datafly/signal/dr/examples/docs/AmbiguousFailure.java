package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;

/** Goes on after a failure that does not say whether anything happened. */
final class AmbiguousFailure {

    private AmbiguousFailure() {}

    static Snapshot snapshot(Database database, OperationKey key) {
        try {
            return database.snapshots().create("nightly", key).await();
        } catch (DrException e) {
            if (e.effect() != Effect.UNKNOWN) {
                throw e;
            }
            return database.snapshots().create("nightly", key).await(); // adopts the work, or begins it
        }
    }
}
