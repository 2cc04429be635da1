package com.datafly.signal.dr.internal.events.replication;

import org.jspecify.annotations.Nullable;

/**
 * The two pairs of offsets that show a gap. Of pairs that wait to be sent only the last is written: so what was copied
 * between them may have been copied behind the gap, and this lies as much further in front.
 *
 * @param before the pair in front; in front of the first record if there is none
 * @param after the pair behind; as {@code before} if the pairs are gone
 */
record GapEnds(OffsetPair before, OffsetPair after) {

    private static final OffsetPair NOTHING = new OffsetPair(-1, -1);

    static GapEnds of(@Nullable RunTable table, SourceGap gap) {
        int behind = table == null ? -1 : table.indexBehind(gap);
        if (table == null || behind < 0) {
            return new GapEnds(NOTHING, NOTHING);
        }
        return new GapEnds(behind == 0 ? NOTHING : table.pair(behind - 1), table.pair(behind));
    }

    /** Tells whether the pairs are known. */
    boolean isPair() {
        return !after.equals(before);
    }

    /** Tells whether something was copied between the pairs, or may have been. */
    boolean mayLieBefore(SourceGap gap) {
        return !isPair() || gap.from() > before.source() + 1;
    }
}
