package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.internal.events.StateTopic;
import java.time.Instant;
import java.util.Optional;

/** Waits beside a watch that another process runs, until that one has kept nothing new for a while. Not thread-safe. */
final class StandbyTurn {

    /** The other one may be slower, and a source that is lost keeps both from looking. */
    private static final int PATIENCE = 5;

    private final StateTopic state;
    private final String alias;
    private Optional<Instant> seen = Optional.empty();
    private int idle;

    StandbyTurn(StateTopic state, String alias) {
        this.state = state;
        this.alias = alias;
    }

    /** Looks whether the other one goes on; called once in each interval. */
    boolean takesOver() {
        Optional<Instant> kept = ReplicationMemory.lookedAt(state, alias);
        idle = kept.equals(seen) ? idle + 1 : 0;
        seen = kept;
        return idle >= PATIENCE;
    }
}
