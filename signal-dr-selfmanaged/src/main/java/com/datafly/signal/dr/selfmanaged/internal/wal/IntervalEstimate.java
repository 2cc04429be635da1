package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalPath.Piece;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Estimates from names and facts how far a backup can be brought. Reads no segment. */
final class IntervalEstimate {

    private final WalArchive archive;
    private final BaseStart base;
    private final WalPath path;
    private final long first;
    private @Nullable Lsn end;
    private @Nullable Instant time;

    private IntervalEstimate(WalArchive archive, BaseStart base) {
        this.archive = archive;
        this.base = base;
        this.path = WalPath.choose(archive, archive.inventory(), base);
        this.first = SegmentName.containing(base.timeline(), base.startLsn(), archive.segmentSize())
                .number();
    }

    static RestorableInterval of(WalArchive archive, BaseStart base) {
        return new IntervalEstimate(archive, base).estimate();
    }

    private RestorableInterval estimate() {
        long last = first;
        while (path.piece(last).filter(Piece::reachesNext).isPresent()) {
            last++;
        }
        for (long number = last; number >= first && (end == null || time == null); number--) {
            path.piece(number).ifPresent(this::look);
        }
        String gap = path.gapAt(last);
        Lsn reached = end == null ? base.startLsn() : end;
        Instant until = time == null || time.isBefore(base.startedAt()) ? base.startedAt() : time;
        gap = gap == null ? missingFork(path.history(), reached) : gap;
        Optional<EndMark> mark = gap == null ? mark(archive, path.history().timeline(), reached) : Optional.empty();
        if (mark.isPresent() && mark.get().end().isAfter(reached)) {
            gap = lostEnd(mark.get(), reached);
        } else if (mark.isPresent() && mark.get().asOf().isAfter(until)) {
            until = mark.get().asOf();
        }
        return new RestorableInterval(
                path.history().timelineAt(reached.plus(-1)), base.stopLsn(), base.startedAt(), reached, until, gap);
    }

    /** Says that the log ends before the point where its newest timeline begins; null if it does not. */
    static @Nullable String missingFork(TimelineHistory history, Lsn reached) {
        Lsn fork = history.spans().get(history.spans().size() - 1).begin();
        return reached.isBefore(fork)
                ? "timeline " + history.timeline() + " begins at " + fork + ", but WAL is there only up to " + reached
                : null;
    }

    /**
     * Reads what the receiver said last of a timeline's end. If that is behind what was listed, and the archive reaches
     * it by now, then it was said of WAL that came after the listing, and says nothing of what was listed.
     */
    static Optional<EndMark> mark(WalArchive archive, int timeline, Lsn reached) {
        return archive.end(timeline)
                .filter(mark -> !mark.end().isAfter(reached) || !archive.reaches(timeline, mark.end()));
    }

    static String lostEnd(EndMark mark, Lsn reached) {
        return "WAL was archived up to " + mark.end() + ", but is there only up to " + reached;
    }

    private void look(Piece piece) {
        SegmentFacts facts = piece.facts(archive);
        Lsn recordEnd = facts.lastRecordEnd();
        if (end == null && recordEnd != null) {
            end = recordEnd.isAfter(piece.end()) ? piece.end() : recordEnd;
        }
        // Behind the point where the timeline was left, its times are not those of the way.
        boolean left = piece.stored().isAfter(piece.end());
        time = time == null && !left ? facts.lastTime() : time;
    }
}
