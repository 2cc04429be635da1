package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log from a backup to a target, every byte of it verified.
 *
 * <p>To recover to exactly this point, {@code recovery_target_lsn} is {@link #stopAt()} with
 * {@code recovery_target_inclusive} on, and {@code recovery_target_timeline} is {@link #timeline()}: the record that
 * begins there is the last one to be replayed, whatever kind of target was asked for. The staged log ends behind it.
 *
 * @param timeline the timeline to recover along
 * @param stopAt where the last record to be replayed begins
 * @param expectedEnd the end of that record: where the recovered server's new timeline has to begin
 * @param lastTime the latest time that a replayed commit, abort or restore point states; null if none is replayed
 * @param provenUntil the time until which every commit is included; null if the target is a position before the end
 * @param files the names of the staged files, segments and histories
 */
public record ProvenWal(
        int timeline,
        Lsn stopAt,
        Lsn expectedEnd,
        @Nullable Instant lastTime,
        @Nullable Instant provenUntil,
        List<String> files) {

    /** Copies the list. */
    public ProvenWal {
        files = List.copyOf(files);
    }

    /** Returns the latest time that a replayed commit, abort or restore point states. */
    public Optional<Instant> lastCommitTime() {
        return Optional.ofNullable(lastTime);
    }

    /** Returns the time until which every commit is included. */
    public Optional<Instant> completeUntil() {
        return Optional.ofNullable(provenUntil);
    }
}
