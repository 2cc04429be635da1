package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import java.util.Comparator;
import java.util.List;

/**
 * The newest timeline of an archive, and the way that led to it. A backup off that way was finished by a server that
 * had been given up for another: what it holds is not what the database became. Immutable.
 */
public final class LiveTimeline {

    private static final Comparator<BackupFacts> OLDEST_FIRST = Comparator.comparingInt(BackupFacts::timeline)
            .thenComparing(BackupFacts::startedAt)
            .thenComparing(BackupFacts::id);

    private final TimelineHistory history;

    private LiveTimeline(TimelineHistory history) {
        this.history = history;
    }

    /**
     * Finds the live timeline of a repository.
     *
     * @param any one of its backups: tells the size of WAL segments
     * @throws DrException with {@code INTEGRITY_FAILED} if the newest timeline's history is missing or damaged
     */
    public static LiveTimeline of(Repository repository, BackupFacts any) {
        WalArchive archive = WalArchive.of(repository, Math.toIntExact(any.walSegmentSize()));
        return new LiveTimeline(WalPath.newest(archive, archive.inventory()));
    }

    /**
     * Returns the timeline that a backup's log ends on, which is another for a backup that was abandoned.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if a history on the way is missing or damaged
     */
    public static int reachedFrom(Repository repository, BackupFacts backup) {
        WalArchive archive = WalArchive.of(repository, Math.toIntExact(backup.walSegmentSize()));
        BaseStart base = new BaseStart(backup.timeline(), backup.startLsn(), backup.stopLsn(), backup.startedAt());
        return WalPath.choose(archive, archive.inventory(), base).history().timeline();
    }

    /** Returns its number. */
    public int number() {
        return history.timeline();
    }

    /**
     * Tells whether a backup is on the way to this timeline: taken on it, or on one that was left only behind the
     * backup's end. So is a backup of a timeline that is newer than all that was archived.
     */
    public boolean continues(BackupFacts backup) {
        if (backup.timeline() >= number()) {
            return true;
        }
        return history.switchPoint(backup.timeline())
                .filter(left -> !left.isBefore(backup.stopLsn()))
                .isPresent();
    }

    /**
     * Puts backups into the order in which a recovery tries them: those on the way, newest first. Where none is, all,
     * for an abandoned backup is better than none.
     */
    public List<BackupFacts> newestFirst(List<BackupFacts> backups) {
        boolean any = backups.stream().anyMatch(this::continues);
        return backups.stream()
                .filter(backup -> !any || continues(backup))
                .sorted(OLDEST_FIRST.reversed())
                .toList();
    }

    /** Says why a backup is not on the way. */
    public String reasonAgainst(BackupFacts backup) {
        Lsn end = backup.stopLsn();
        return "it ends at " + end + " on timeline " + backup.timeline() + ", which was abandoned before for timeline "
                + number() + " (" + history + ")";
    }
}
