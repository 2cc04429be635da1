package com.datafly.signal.dr.tck;

import java.util.LinkedHashSet;
import java.util.Set;

/** What one writer appends between its begin and its end. */
final class InMemoryTransaction {

    private final Set<InMemoryPartition> partitions = new LinkedHashSet<>();
    private State state = State.OPEN;

    State state() {
        return state;
    }

    /** Lets {@code partition} know how this ends. */
    void touch(InMemoryPartition partition) {
        partitions.add(partition);
    }

    /** Ends it: each partition that it touched gets a marker, which takes an offset. */
    void end(State outcome, long timestampMillis) {
        if (state == State.OPEN) {
            state = outcome;
            partitions.forEach(partition -> partition.mark(this, timestampMillis));
        }
    }

    /** How far it is. */
    enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }
}
