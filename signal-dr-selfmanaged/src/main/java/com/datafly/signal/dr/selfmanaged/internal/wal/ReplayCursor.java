package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the log as a recovering server would, and remembers where the replay begins and ends. */
final class ReplayCursor implements WalVisitor {

    private final BaseStart base;
    private final StopRule rule;
    private @Nullable Lsn first;
    private @Nullable Lsn lastStart;
    private @Nullable Lsn lastEnd;
    private @Nullable Instant lastTime;
    private boolean stopped;

    ReplayCursor(BaseStart base, StopRule rule) {
        this.base = base;
        this.rule = rule;
    }

    @Override
    public void record(WalRecord record) {
        if (stopped || record.start().isBefore(base.startLsn())) {
            return;
        }
        first = first == null ? record.start() : first;
        if (rule.stopsBefore(record)) {
            stopped = true;
            return;
        }
        lastStart = record.start();
        lastEnd = record.end();
        Instant time = record.time();
        if (time != null && (lastTime == null || time.isAfter(lastTime))) {
            lastTime = time;
        }
    }

    /** Tells whether a record was met that must not be replayed. */
    boolean hasStopped() {
        return stopped;
    }

    /** Tells whether the replay would begin with the record that the backup names. */
    boolean beganAtStart() {
        return base.startLsn().equals(first);
    }

    /** Returns where the last record to be replayed begins. */
    Optional<Lsn> lastStart() {
        return Optional.ofNullable(lastStart);
    }

    /** Returns the end of the last record to be replayed; where the replay begins, if there is none. */
    Lsn end() {
        return lastEnd == null ? base.startLsn() : lastEnd;
    }

    /** Returns the latest time that a replayed record states. */
    Optional<Instant> lastTime() {
        return Optional.ofNullable(lastTime);
    }

    /** Tells whether the replay reaches the point from which on the restored files are consistent. */
    boolean isConsistent() {
        return !end().isBefore(base.stopLsn());
    }
}
