package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.wal.ProvenWal;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A recovered, running, proven copy, and how it came about. Immutable. */
public final class RecoveredServer {

    private final PostgresServer server;
    private final LogProof.Proven proven;
    private final int timeline;
    private final List<SettingDifference> differences;
    private final List<String> warnings;
    private final Map<RecoveryPhase, Duration> timings;

    RecoveredServer(
            PostgresServer server,
            LogProof.Proven proven,
            TargetProof.Reached reached,
            Map<RecoveryPhase, Duration> timings) {
        this.server = server;
        this.proven = proven;
        this.timeline = reached.timeline();
        this.differences = reached.differences();
        this.warnings = reached.warnings();
        this.timings = Map.copyOf(timings);
    }

    /** Returns the running server. */
    public PostgresServer server() {
        return server;
    }

    /** Returns the log that was proven before the restore, and to whose end the server was recovered. */
    public ProvenWal provenWal() {
        return proven.log();
    }

    /** Returns the backup that was restored. */
    public BackupFacts backup() {
        return proven.manifest().facts();
    }

    /** Returns the copy's own timeline. */
    public int timeline() {
        return timeline;
    }

    /** Returns where the copy's own timeline begins: the end of the last record that was replayed. */
    public Lsn reachedLsn() {
        return proven.log().expectedEnd();
    }

    /** Returns the settings that the copy has not from its source. */
    public List<SettingDifference> differences() {
        return differences;
    }

    /** Returns what a person should look at: collations of another version, backups that were passed over. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns how long each phase took. */
    public Map<RecoveryPhase, Duration> timings() {
        return timings;
    }
}
