package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.OperationKey;

/**
 * What one attempt at a step made, or may have made.
 *
 * @param copy the name of the copy; empty for a snapshot, which is known by its key
 * @param refused whether the attempt is known to have made nothing
 */
record Footprint(String step, OperationKey key, String copy, boolean refused) {

    static Footprint ofCopy(String step, OperationKey key, String name) {
        return new Footprint(step, key, name, false);
    }

    static Footprint ofSnapshot(String step, OperationKey key) {
        return new Footprint(step, key, "", false);
    }

    Footprint asRefused() {
        return new Footprint(step, key, copy, true);
    }

    boolean isSnapshot() {
        return copy.isEmpty();
    }
}
