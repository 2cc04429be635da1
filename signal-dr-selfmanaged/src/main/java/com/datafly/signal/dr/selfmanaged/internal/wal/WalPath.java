package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory.Span;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalInventory.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The way through the archived log from a backup to the newest timeline that can be reached from it. */
final class WalPath {

    private final WalInventory inventory;
    private final TimelineHistory history;

    private WalPath(WalInventory inventory, TimelineHistory history) {
        this.inventory = inventory;
        this.history = history;
    }

    /**
     * What is stored of one segment of the way.
     *
     * @param name the stored segment; its timeline is the newest that there is of it
     * @param stored the first LSN behind what is stored
     * @param end the first LSN behind what is stored and on the way, which may leave this timeline before
     */
    record Piece(SegmentName name, Lsn stored, Lsn end) {

        /** Tells whether the way goes on in the next segment. */
        boolean reachesNext() {
            return end.equals(name.end());
        }

        byte[] read(WalArchive archive) {
            return stored.equals(name.end()) ? archive.read(name) : archive.readTail(name, stored);
        }

        SegmentFacts facts(WalArchive archive) {
            return stored.equals(name.end()) ? archive.facts(name) : archive.tailFacts(name, stored);
        }
    }

    /**
     * Chooses the newest timeline that the backup's timeline leads to at or behind the backup's end. One that was left
     * earlier does not hold the backup.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if a newer timeline has WAL but no history, or a history is
     *     damaged
     */
    static WalPath choose(WalArchive archive, WalInventory inventory, BaseStart base) {
        TimelineHistory told = null;
        for (int timeline : timelines(inventory).tailSet(base.timeline(), true).descendingSet()) {
            TimelineHistory history = history(archive, inventory, timeline, told);
            Optional<Lsn> left = history.switchPoint(base.timeline());
            if (timeline == base.timeline()
                    || left.filter(lsn -> !lsn.isBefore(base.stopLsn())).isPresent()) {
                return new WalPath(inventory, history);
            }
            told = history;
        }
        return new WalPath(inventory, TimelineHistory.of(base.timeline()));
    }

    /**
     * Returns the history of the newest timeline that there is anything of; that of timeline 1 if there is nothing.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} as {@link #choose}
     */
    static TimelineHistory newest(WalArchive archive, WalInventory inventory) {
        NavigableSet<Integer> timelines = timelines(inventory);
        return timelines.isEmpty() ? TimelineHistory.of(1) : history(archive, inventory, timelines.last(), null);
    }

    private static NavigableSet<Integer> timelines(WalInventory inventory) {
        NavigableSet<Integer> timelines = new TreeSet<>(inventory.histories());
        timelines.addAll(inventory.timelines());
        return timelines;
    }

    /** A newer timeline's history tells an older one's as well, should that be missing. */
    private static TimelineHistory history(
            WalArchive archive, WalInventory inventory, int timeline, @Nullable TimelineHistory told) {
        if (timeline == 1 || inventory.histories().contains(timeline)) {
            return archive.history(timeline);
        }
        if (told != null && told.span(timeline).isPresent()) {
            return told.upTo(timeline);
        }
        throw DrException.of(
                ErrorCode.INTEGRITY_FAILED,
                "find the way through the log",
                "timeline " + timeline + " has WAL, but its history " + WalKeys.history(timeline) + " is missing");
    }

    TimelineHistory history() {
        return history;
    }

    /** Finds what is stored of a segment, on whichever timeline of the way there is most. */
    Optional<Piece> piece(long number) {
        Piece best = null;
        for (Span span : newestFirst()) {
            SegmentName name = new SegmentName(span.timeline(), number, inventory.segmentSize());
            if (!isOn(span, name)) {
                continue;
            }
            Lsn end = inventory.find(name).flatMap(stored -> end(name, stored)).orElse(name.start());
            Lsn usable = end.isAfter(span.end()) ? span.end() : end;
            if (usable.isAfter(best == null ? name.start() : best.end())) {
                best = new Piece(name, end, usable);
            }
        }
        return Optional.ofNullable(best);
    }

    /** Finds the first segment of the way behind {@code number} of which anything is stored. */
    Optional<SegmentName> next(long number) {
        SegmentName nearest = null;
        for (Span span : newestFirst()) {
            OptionalLong next = inventory.nextNumber(span.timeline(), number + 1);
            if (next.isEmpty()) {
                continue;
            }
            SegmentName name = new SegmentName(span.timeline(), next.getAsLong(), inventory.segmentSize());
            if (isOn(span, name) && (nearest == null || name.number() < nearest.number())) {
                nearest = name;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Says why the way does not go on behind a segment though there is WAL further on; null if this is its end. */
    @Nullable
    String gapAt(long number) {
        Optional<SegmentName> next = next(number);
        if (next.isEmpty()) {
            return null;
        }
        Lsn start = new Lsn(number * inventory.segmentSize());
        SegmentName name = new SegmentName(history.timelineAt(start), number, inventory.segmentSize());
        return piece(number)
                        .map(piece -> "segment " + piece.name() + " is there only up to " + piece.end())
                        .orElse("segment " + name + " is missing")
                + ", though there is WAL from " + next.get().start() + " on";
    }

    private List<Span> newestFirst() {
        List<Span> spans = new ArrayList<>(history.spans());
        Collections.reverse(spans);
        return spans;
    }

    private static boolean isOn(Span span, SegmentName name) {
        return span.begin().isBefore(name.end()) && span.end().isAfter(name.start());
    }

    private static Optional<Lsn> end(SegmentName name, Stored stored) {
        return stored.isComplete() ? Optional.of(name.end()) : stored.longestTail();
    }
}
