package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalPath.Piece;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves, before anything is restored, that the archive holds every record from a backup to a target: PostgreSQL itself
 * takes a missing or damaged segment for the end of the log, and promotes with what it has.
 *
 * <p>Every segment on the way is read, its hash is compared, and every record in it is verified, along with the chain
 * of records across segments and timelines. Nothing depends on facts that were only listed. What was verified is
 * staged, so that a recovery needs no second look at the archive.
 */
public final class WalProof {

    private final WalArchive archive;
    private final BaseStart base;
    private final RecoveryTarget target;
    private final WalInventory inventory;
    private final WalPath path;
    private final ReplayCursor cursor;
    private final WalVerifier verifier;
    private @Nullable String gap;

    private WalProof(WalArchive archive, BaseStart base, RecoveryTarget target) {
        this.archive = archive;
        this.base = base;
        this.target = target;
        this.inventory = archive.inventory();
        this.path = WalPath.choose(archive, inventory, base);
        this.cursor = new ReplayCursor(base, StopRule.of(target));
        this.verifier = WalVerifier.startingAt(firstSegment().start(), archive.identity(path.history()), cursor);
    }

    /**
     * Proves the log from {@code base} to {@code target} and stages it.
     *
     * <p>Where several timelines lead on from the backup, the newest is followed.
     *
     * @param staging a directory that is empty or does not exist: receives whole segment files and the history file
     *     that a recovery needs, not forced to disk; left empty on failure
     * @throws DrException with {@code INTEGRITY_FAILED} if a segment on the way is missing, cut off or damaged;
     *     {@code FAILED_PRECONDITION} if the target lies before the backup's end, or behind the end of the log; the
     *     message names the segment and the interval that is provable; {@code INVALID_ARGUMENT} if the target is no
     *     time and no position
     */
    public static ProvenWal prove(WalArchive archive, BaseStart base, RecoveryTarget target, Path staging) {
        WalProof proof = new WalProof(archive, base, target);
        proof.requireBehindStart();
        WalStaging files = WalStaging.into(staging);
        boolean proven = false;
        try {
            proof.read(files);
            ProvenWal result = proof.judge(files);
            proven = true;
            return result;
        } finally {
            if (!proven) {
                files.discard();
            }
        }
    }

    private SegmentName firstSegment() {
        return SegmentName.containing(base.timeline(), base.startLsn(), archive.segmentSize());
    }

    private void requireBehindStart() {
        if (target instanceof RecoveryTarget.AtLsn at && at.lsn().isBefore(base.stopLsn())) {
            throw tooEarly();
        }
        if (target instanceof RecoveryTarget.AtInstant at && at.instant().isBefore(base.startedAt())) {
            throw tooEarly();
        }
    }

    private void read(WalStaging files) {
        for (long number = firstSegment().number(); !cursor.hasStopped() && gap == null; number++) {
            Optional<Piece> piece = path.piece(number);
            if (piece.isPresent()) {
                read(piece.get(), files);
            }
            if (gap == null
                    && !cursor.hasStopped()
                    && piece.filter(Piece::reachesNext).isEmpty()) {
                gap = path.gapAt(number);
                return;
            }
        }
    }

    private void read(Piece piece, WalStaging files) {
        byte[] bytes;
        try {
            bytes = piece.read(archive);
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED && e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            gap = "segment " + piece.name() + " cannot be used: " + e.getMessage();
            return;
        }
        verifier.feed(bytes, 0, (int) piece.end().minus(piece.name().start()));
        Optional<WalDefect> defect = verifier.defect();
        if (defect.isPresent() && !cursor.hasStopped()) {
            gap = "segment " + piece.name() + " is damaged: " + defect.get();
        }
        files.segment(piece.name(), bytes);
    }

    private ProvenWal judge(WalStaging files) {
        if (cursor.hasStopped() && !cursor.isConsistent()) {
            throw tooEarly();
        }
        if (!cursor.hasStopped() && gap == null) {
            gap = IntervalEstimate.missingFork(path.history(), cursor.end());
        }
        Optional<EndMark> mark = cursor.hasStopped() || gap != null
                ? Optional.empty()
                : IntervalEstimate.mark(archive, path.history().timeline(), cursor.end());
        if (mark.isPresent() && mark.get().end().isAfter(cursor.end())) {
            gap = IntervalEstimate.lostEnd(mark.get(), cursor.end());
        }
        Instant until = provenUntil(mark);
        RestorableInterval interval = interval(until);
        if (!cursor.isConsistent()) {
            throw damaged(gap == null ? "the log ends at " + cursor.end() : gap, interval);
        }
        if (!cursor.beganAtStart()) {
            throw damaged("no record begins at " + base.startLsn() + ", where the backup begins", interval);
        }
        if (!cursor.hasStopped()) {
            requireReached(interval);
        }
        return result(files, interval);
    }

    private void requireReached(RestorableInterval interval) {
        boolean reached = true;
        if (target instanceof RecoveryTarget.AtInstant at) {
            reached = gap == null && !at.instant().isAfter(interval.lastTime());
        } else if (target instanceof RecoveryTarget.AtLsn at) {
            reached = !at.lsn().isAfter(PageHeader.firstRecordPlace(cursor.end(), archive.segmentSize()));
        } else {
            reached = gap == null;
        }
        if (!reached && gap != null) {
            throw damaged(gap, interval);
        }
        if (!reached) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation(),
                    "the log is not known to go that far",
                    failure -> failure.hint("Provable from this backup: " + interval + "."));
        }
    }

    private ProvenWal result(WalStaging files, RestorableInterval interval) {
        Lsn stopAt = cursor.lastStart().orElseThrow();
        int timeline = path.history().timelineAt(stopAt);
        if (timeline != 1) {
            files.history(timeline, historyFile(timeline));
        }
        List<String> staged = files.endAt(cursor.end(), timeline);
        Instant until = target instanceof RecoveryTarget.AtInstant at ? at.instant() : interval.lastTime();
        return new ProvenWal(
                timeline,
                stopAt,
                cursor.end(),
                cursor.lastTime().orElse(null),
                target instanceof RecoveryTarget.AtLsn ? null : until,
                staged);
    }

    /** A newer timeline's history tells the older one's as well, should that be missing. */
    private byte[] historyFile(int timeline) {
        return inventory.histories().contains(timeline)
                ? archive.historyFile(timeline)
                : path.history().upTo(timeline).toFile();
    }

    private Instant provenUntil(Optional<EndMark> mark) {
        Instant until = cursor.lastTime().filter(base.startedAt()::isBefore).orElse(base.startedAt());
        return mark.filter(end -> gap == null)
                .map(EndMark::asOf)
                .filter(until::isBefore)
                .orElse(until);
    }

    private RestorableInterval interval(Instant until) {
        int timeline = path.history().timelineAt(cursor.end().plus(-1));
        return new RestorableInterval(timeline, base.stopLsn(), base.startedAt(), cursor.end(), until, gap);
    }

    private String operation() {
        return "prove the log up to " + target;
    }

    private DrException damaged(String problem, RestorableInterval interval) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                operation(),
                problem,
                failure -> failure.hint("Provable from this backup: " + interval + "."));
    }

    private DrException tooEarly() {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation(),
                "it lies before the end of the backup, " + base.stopLsn() + " (begun " + base.startedAt() + ")",
                failure -> failure.hint("Recover from an older backup."));
    }
}
