package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.BaseStart;
import com.datafly.signal.dr.selfmanaged.internal.wal.LiveTimeline;
import com.datafly.signal.dr.selfmanaged.internal.wal.RestorableInterval;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The points that a repository's backups and WAL reach together, from their descriptions; a recovery proves them. */
final class BackupWindow {

    private BackupWindow() {}

    /**
     * Returns the stretch without a gap that ends at the newest reachable point: from the newest backup backwards, as
     * long as each earlier one reaches the next. Backups on an abandoned timeline count only where there are no others.
     */
    static Optional<RestorableWindow> of(Repository repository) {
        RestorableInterval newest = null;
        RestorableInterval oldest = null;
        for (BackupFacts backup : newestFirst(repository, repository.list().backups())) {
            RestorableInterval interval = interval(repository, backup);
            if (newest == null) {
                newest = interval;
            } else if (!reaches(interval, oldest)) {
                break;
            }
            oldest = interval;
        }
        if (newest == null || oldest == null) {
            return Optional.empty();
        }
        return Optional.of(
                RestorableWindow.of(oldest.firstTime(), newest.lastTime(), oldest.firstLsn(), newest.lastLsn()));
    }

    /**
     * Refuses a target that no backup reaches, as far as the descriptions tell; a recovery proves it.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and the window
     */
    static void requireReachable(Repository repository, RecoveryTarget target, String operation) {
        if (target instanceof RecoveryTarget.AtSnapshot || target instanceof RecoveryTarget.Latest) {
            return;
        }
        List<BackupFacts> fitting = repository.list().backups().stream()
                .filter(backup -> precedes(backup, target))
                .toList();
        for (BackupFacts backup : newestFirst(repository, fitting)) {
            if (contains(interval(repository, backup), target)) {
                return;
            }
        }
        String reachable = of(repository)
                .map(window -> "what can be recovered is " + window)
                .orElse("there is no backup");
        throw DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                target + " cannot be recovered: " + reachable,
                failure -> failure.hint("Choose a point within it, or wait until the archive has caught up."));
    }

    private static List<BackupFacts> newestFirst(Repository repository, List<BackupFacts> backups) {
        return backups.isEmpty()
                ? backups
                : LiveTimeline.of(repository, backups.get(backups.size() - 1)).newestFirst(backups);
    }

    private static boolean precedes(BackupFacts backup, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtInstant at) {
            return !backup.startedAt().isAfter(at.instant());
        }
        return target instanceof RecoveryTarget.AtLsn at && !backup.stopLsn().isAfter(at.lsn());
    }

    private static boolean contains(RestorableInterval interval, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtInstant at) {
            return !at.instant().isBefore(interval.firstTime()) && !at.instant().isAfter(interval.lastTime());
        }
        return target instanceof RecoveryTarget.AtLsn at
                && !at.lsn().isBefore(interval.firstLsn())
                && !at.lsn().isAfter(interval.lastLsn());
    }

    private static boolean reaches(RestorableInterval earlier, @Nullable RestorableInterval later) {
        return later != null && !earlier.isEmpty() && !earlier.lastLsn().isBefore(later.firstLsn());
    }

    /** A backup holds the WAL that makes it consistent, so its own end is reachable even where nothing was archived. */
    private static RestorableInterval interval(Repository repository, BackupFacts backup) {
        BaseStart base = new BaseStart(backup.timeline(), backup.startLsn(), backup.stopLsn(), backup.startedAt());
        WalArchive archive = WalArchive.of(repository, Math.toIntExact(backup.walSegmentSize()));
        RestorableInterval interval = archive.interval(base);
        return interval.isEmpty()
                ? new RestorableInterval(
                        backup.timeline(),
                        backup.stopLsn(),
                        backup.finishedAt(),
                        backup.stopLsn(),
                        backup.finishedAt(),
                        interval.gap())
                : interval;
    }
}
