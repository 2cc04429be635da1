package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The search in one partition: first its oldest record, then its newest, then by halves. Not thread-safe. */
final class CutHalves {

    private final PartitionId partition;
    private final RunTable table;
    private final Stretch copies;

    /** Both sides have the same records before it. */
    private long same;

    /** The record from here on is not the same; at first the offset behind the newest. */
    private long other;

    private long newest;
    private long asked;
    private boolean differs;
    private boolean over;
    private boolean timesKept = true;
    private @Nullable OffsetPair last;

    CutHalves(PartitionId partition, RunTable table, Stretch copies) {
        this.partition = partition;
        this.table = table;
        this.copies = copies;
    }

    /** Begins between two offsets of the source; tells whether anything can be compared there. */
    boolean begin(long lowest, long highest) {
        newest = Math.min(highest, table.lastComparable(copies.end()));
        same = Math.max(lowest, table.firstComparable(copies.start()));
        other = newest + 1;
        asked = same;
        return same <= newest && table.lastComparable(copies.end()) >= 0 && isPlaced(same);
    }

    PartitionId partition() {
        return partition;
    }

    Stretch copies() {
        return copies;
    }

    /** Returns the source's offset that is asked for next. */
    long asked() {
        return asked;
    }

    /** Returns where its record stands at the target. */
    long place() {
        return table.place(asked).orElse(copies.end());
    }

    boolean isOver() {
        return over;
    }

    /** Returns the last record that is the same, if one behind it is not. */
    Optional<OffsetPair> found() {
        return differs && over ? Optional.ofNullable(last) : Optional.empty();
    }

    /** Takes note of the records that were found at both sides. */
    void judge(Optional<EventRecord> here, Optional<EventRecord> there) {
        boolean first = last == null;
        if (here.isPresent() && there.isPresent() && isSame(here.get(), there.get(), first)) {
            last = new OffsetPair(here.get().offset(), there.get().offset());
            same = last.source() + 1;
        } else {
            other = asked;
            differs = true;
        }
        over = (first && differs) || same >= other;
        if (!over) {
            next();
        }
    }

    /** A target may give records its own time: then content alone is compared. */
    private boolean isSame(EventRecord here, EventRecord there, boolean first) {
        Witness mine = Witness.of(here);
        Witness copy = Witness.of(there);
        if (first) {
            timesKept = mine.timestampMillis() == copy.timestampMillis();
        }
        return mine.content() == copy.content() && (!timesKept || mine.timestampMillis() == copy.timestampMillis());
    }

    private void next() {
        asked = differs ? same + (other - same) / 2 : newest;
        if (!isPlaced(asked)) {
            long pair = table.pairBefore(asked);
            asked = pair >= same ? pair : table.pairAfter(asked);
            over = asked < same || asked >= other;
        }
    }

    private boolean isPlaced(long source) {
        return table.place(source).isPresent();
    }
}
