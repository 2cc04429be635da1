package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupListing;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.BaseStart;
import com.datafly.signal.dr.selfmanaged.internal.wal.LiveTimeline;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import java.util.ArrayList;
import java.util.List;

/**
 * The backups from which a target might be reached.
 *
 * @param newestFirst their facts
 * @param warnings why others, which might have done as well, are passed over
 */
record Candidates(List<BackupFacts> newestFirst, List<String> warnings) {

    /** Copies the lists. */
    Candidates {
        newestFirst = List.copyOf(newestFirst);
        warnings = List.copyOf(warnings);
    }

    /**
     * Looks through the repository. Backups on a timeline that was abandoned before they ended are passed over, unless
     * the target is one of them or there is no other.
     *
     * @throws DrException with {@code NOT_FOUND} if the target is a snapshot that is not there,
     *     {@code FAILED_PRECONDITION} if there is no backup, or none from before the target; {@code INTEGRITY_FAILED}
     *     if the newest timeline's history is missing or damaged
     */
    static Candidates of(Repository repository, RecoveryTarget target, String operation) {
        BackupListing listing = repository.list();
        List<BackupFacts> fitting = listing.backups().stream()
                .filter(backup -> precedes(backup, target))
                .toList();
        if (fitting.isEmpty()) {
            throw none(repository, target, listing.backups(), operation);
        }
        List<String> warnings = new ArrayList<>();
        for (DrException damage : listing.damaged()) {
            warnings.add("a backup was passed over: " + damage.getMessage());
        }
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return new Candidates(fitting, warnings);
        }
        LiveTimeline live = LiveTimeline.of(repository, fitting.get(fitting.size() - 1));
        List<BackupFacts> newestFirst = live.newestFirst(fitting);
        for (BackupFacts backup : fitting) {
            if (!live.continues(backup)) {
                String fate = newestFirst.contains(backup) ? "is not of the live database" : "was passed over";
                warnings.add("backup " + backup.id() + " " + fate + ": " + live.reasonAgainst(backup));
            }
        }
        return new Candidates(newestFirst, warnings);
    }

    static BaseStart base(BackupFacts backup) {
        return new BaseStart(backup.timeline(), backup.startLsn(), backup.stopLsn(), backup.startedAt());
    }

    private static boolean precedes(BackupFacts backup, RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot snapshot) {
            return backup.id().equals(snapshot.snapshotId());
        }
        if (target instanceof RecoveryTarget.AtInstant at) {
            return !backup.startedAt().isAfter(at.instant());
        }
        if (target instanceof RecoveryTarget.AtLsn at) {
            return !backup.stopLsn().isAfter(at.lsn());
        }
        return target instanceof RecoveryTarget.Latest;
    }

    private static DrException none(
            Repository repository, RecoveryTarget target, List<BackupFacts> oldestFirst, String operation) {
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return DrException.of(ErrorCode.NOT_FOUND, operation, "there is no " + target);
        }
        if (oldestFirst.isEmpty()) {
            return DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "there is no backup in " + repository.store().address(),
                    failure -> failure.hint("Take a backup first."));
        }
        BackupFacts oldest = oldestFirst.get(0);
        WalArchive archive = WalArchive.of(repository, Math.toIntExact(oldest.walSegmentSize()));
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                target + " lies before the end of the oldest backup, " + oldest.id(),
                failure -> failure.hint("Provable from that backup: " + archive.interval(base(oldest)) + "."));
    }
}
