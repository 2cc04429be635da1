package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalInventory.Stored;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the log is held already, in the spool or the archive, and from where a stream has to go on.
 *
 * @param timeline the timeline
 * @param end the end of what is held
 * @param from where the stream goes on: the beginning of the page that holds the last byte, or of the segment
 */
record Held(int timeline, Lsn end, Lsn from) {

    /** Finds how far the spool holds the log; empty if it is empty. Reads and verifies what was spooled last. */
    static Optional<Held> inSpool(Spool spool, WalArchive archive) {
        return newest(partial(spool, archive), complete(spool));
    }

    /** Returns the one that is further on. */
    static Optional<Held> newest(Optional<Held> one, Optional<Held> other) {
        return Stream.of(one, other)
                .flatMap(Optional::stream)
                .max(Comparator.comparingInt(Held::timeline).thenComparing(Held::end));
    }

    private static Optional<Held> partial(Spool spool, WalArchive archive) {
        return last(spool.partial()).map(name -> {
            byte[] bytes = spool.readPartial(name, name.segmentSize());
            Lsn end = new HeldLog(spool, archive)
                    .verify(name, bytes)
                    .lastRecordEnd()
                    .filter(name.start()::isBefore)
                    .orElse(name.start());
            spool.settle(name, bytes, (int) end.minus(name.start()));
            // Even a whole page comes again: only a server whose log is the same is told that the page is safe. And a
            // segment that is whole but not yet named so is completed by it.
            Lsn page = end.equals(name.start()) ? end : PageHeader.pageOf(end.plus(-1));
            return new Held(name.timeline(), end, page);
        });
    }

    private static Optional<Held> complete(Spool spool) {
        return last(spool.complete()).map(name -> new Held(name.timeline(), name.end(), name.end()));
    }

    /** Finds how far the archive holds the log; empty if none of it is there. */
    static Optional<Held> inArchive(WalArchive archive) {
        WalInventory inventory = archive.inventory();
        Collection<Integer> timelines = inventory.timelines();
        if (timelines.isEmpty()) {
            return Optional.empty();
        }
        int timeline = Collections.max(timelines);
        SegmentName name =
                new SegmentName(timeline, inventory.lastNumber(timeline).orElseThrow(), archive.segmentSize());
        Stored stored = inventory.find(name).orElseThrow();
        return Optional.of(
                stored.isComplete()
                        ? new Held(timeline, name.end(), name.end())
                        : new Held(timeline, stored.longestTail().orElse(name.start()), name.start()));
    }

    private static Optional<SegmentName> last(List<SegmentName> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(names.get(names.size() - 1));
    }
}
