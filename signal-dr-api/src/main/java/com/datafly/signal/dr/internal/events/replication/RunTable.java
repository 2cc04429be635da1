package com.datafly.signal.dr.internal.events.replication;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the records of one partition stand at the target, by the pairs of offsets that the copying software wrote down.
 * Pairs between which both clusters count alike are one run, so that a partition without gaps takes two pairs.
 *
 * <p>A pair is written at the latest every hundred records or so, at the first record after a start, and at the first
 * record after a gap of the source; but the last kind may be lost, for a later pair displaces one that waits to be
 * sent. So a gap may lie anywhere between two pairs, and an equal count of both sides proves nothing where a gap of the
 * source and duplicates or transaction markers of the target may have cancelled each other out. Therefore a run is
 * believed to have no gap only in a partition that never showed one; elsewhere only the pairs themselves are believed.
 *
 * <p>When copying goes back after a crash, later copies displace earlier ones: who goes on at the later copy misses
 * nothing and reads nothing twice. So pairs always grow on both sides. That holds only once the later copies have come
 * as far as the earlier ones; until then nobody is sent behind the earlier ones. Not thread-safe.
 */
final class RunTable {

    /** More pairs than this are thinned out, the oldest first: the answers there get coarser, not wrong. */
    private static final int MOST_PAIRS = 4_096;

    private final PairList pairs;
    private final Barriers barriers = new Barriers();
    private TableFacts facts = TableFacts.UNKNOWN;

    RunTable() {
        this(new PairList());
    }

    private RunTable(PairList pairs) {
        this.pairs = pairs;
    }

    /** Goes on where another stood. */
    static RunTable of(PairList pairs, List<OffsetPair> barriers, TableFacts facts) {
        RunTable table = new RunTable(pairs);
        barriers.forEach(table.barriers::add);
        table.facts = facts;
        return table;
    }

    /** Returns what is known beside the pairs. */
    TableFacts facts() {
        return facts;
    }

    /** Takes note of whether samples showed records without gaps between them, at each side; empty if none was read. */
    void sampled(Optional<Boolean> source, Optional<Boolean> target) {
        facts = facts.sampled(source, target);
    }

    /** Returns what must not be passed, as it is kept. */
    List<OffsetPair> barriers() {
        return barriers.all();
    }

    /** Returns the pairs, oldest first. */
    PairList pairs() {
        return pairs;
    }

    /**
     * Takes the next pair; one that was taken before changes nothing.
     *
     * @param witnessed whether surely no pair of this partition was written between the last one and this
     * @param at where the pair stands in the copying software's log
     * @return the offsets that were passed over before it, if there are any
     */
    Optional<SourceGap> add(OffsetPair pair, boolean witnessed, long at) {
        if (at <= facts.position()) {
            return Optional.empty();
        }
        facts = facts.at(at);
        if (!witnessed && !pairs.isEmpty()) {
            facts = facts.doubted(pair);
        }
        boolean back = !pairs.isEmpty() && (pair.source() <= pairs.lastSource() || pair.target() <= pairs.lastTarget());
        long caution = back ? goBack(pair) : Long.MAX_VALUE;
        Optional<SourceGap> gap = pairs.isEmpty() ? begin(pair) : append(pair, witnessed, caution);
        barriers.passed(pairs.lastTarget());
        if (pairs.size() > MOST_PAIRS) {
            pairs.thinFirstHalf();
        }
        return gap;
    }

    /** Pairs before the first may be gone from the log: what was copied up to there may have had gaps as well. */
    private Optional<SourceGap> begin(OffsetPair pair) {
        pairs.push(pair, false);
        return pair.target() > 0 && pair.source() > pair.target()
                ? Optional.of(new SourceGap(pair.target(), pair.source()))
                : Optional.empty();
    }

    private Optional<SourceGap> append(OffsetPair pair, boolean witnessed, long kept) {
        OffsetPair last = pairs.last();
        long sourceSpan = pair.source() - last.source();
        long targetSpan = pair.target() - last.target();
        if (sourceSpan > targetSpan) {
            facts = facts.withGap();
        }
        boolean plain = witnessed && facts.believed(sourceSpan, targetSpan);
        long caution = plain ? kept : barriers.before(kept);
        if (!plain || sourceSpan < targetSpan) {
            barriers.add(new OffsetPair(last.target() + 1, pair.target() + targetSpan - 1));
        }
        facts = facts.cut(false);
        pairs.push(pair, plain, caution);
        pairs.mergeEnd();
        return sourceSpan > targetSpan
                ? Optional.of(new SourceGap(last.source() + targetSpan, pair.source()))
                : Optional.empty();
    }

    /**
     * Takes back what the source has lost: from {@code source} on it has other records or none.
     *
     * @param last the last record before that both sides have, if it is known
     */
    void cutOff(long source, Optional<OffsetPair> last) {
        long caution = Long.MAX_VALUE;
        while (!pairs.isEmpty() && pairs.lastSource() >= source) {
            caution = Math.min(caution, pairs.caution(pairs.size() - 1));
            pairs.pop();
        }
        if (caution != Long.MAX_VALUE) {
            barriers.add(new OffsetPair(caution, Long.MAX_VALUE));
        }
        last.filter(pair ->
                        !pairs.isEmpty() && pair.source() > pairs.lastSource() && pair.target() > pairs.lastTarget())
                .ifPresent(pair -> {
                    long sourceSpan = pair.source() - pairs.lastSource();
                    pairs.push(pair, facts.believed(sourceSpan, pair.target() - pairs.lastTarget()));
                    pairs.mergeEnd();
                });
        facts = facts.cut(true);
    }

    /**
     * Returns the first offset of the source whose place is sure, of those whose copies begin at {@code targetStart}.
     */
    long firstComparable(long targetStart) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.target(i) >= targetStart) {
                return pairs.source(i);
            }
        }
        return Long.MAX_VALUE;
    }

    /** Returns the last offset of the source whose place is sure, of those whose copies end at {@code targetEnd}. */
    long lastComparable(long targetEnd) {
        if (pairs.isEmpty() || pairs.lastTarget() >= targetEnd) {
            return -1;
        }
        boolean runsOn = facts.denseSource() && facts.believed(1, 1);
        return pairs.lastSource() + (runsOn ? targetEnd - 1 - pairs.lastTarget() : 0);
    }

    /** Returns where the first record from {@code source} on stands, if that is sure; behind the last pair as there. */
    OptionalLong place(long source) {
        int at = pairs.floor(source);
        if (at < 0) {
            return OptionalLong.empty();
        }
        long place = pairs.target(at) + source - pairs.source(at);
        boolean sure = source == pairs.source(at) || at + 1 == pairs.size() || pairs.runs(at + 1);
        return sure ? OptionalLong.of(place) : OptionalLong.empty();
    }

    /** Returns the source's offset of the last pair that is not behind {@code source}; -1 if there is none. */
    long pairBefore(long source) {
        int at = pairs.floor(source);
        return at < 0 ? -1 : pairs.source(at);
    }

    /** Returns the source's offset of the first pair behind {@code source}; -1 if there is none. */
    long pairAfter(long source) {
        int at = pairs.floor(source) + 1;
        return at < pairs.size() ? pairs.source(at) : -1;
    }

    /**
     * Returns the index of the pair behind a gap that {@link #add} returned; 0 if that is the first, -1 if the pairs
     * around it are gone.
     */
    int indexBehind(SourceGap gap) {
        int behind = pairs.floor(gap.to());
        if (behind < 0 || pairs.source(behind) != gap.to()) {
            return -1;
        }
        long copied = behind == 0
                ? pairs.target(0)
                : pairs.source(behind - 1) + pairs.target(behind) - pairs.target(behind - 1);
        return copied == gap.from() ? behind : -1;
    }

    /** Returns a pair. */
    OffsetPair pair(int index) {
        return new OffsetPair(pairs.source(index), pairs.target(index));
    }

    /** Returns a table that knows no pair, and takes those that come behind the last one. */
    RunTable emptied() {
        RunTable table = new RunTable();
        table.facts = new TableFacts(false, false, false, false, facts.position(), TableFacts.UNKNOWN.doubt(), false);
        return table;
    }

    /** Takes pairs from the beginning of a log that was made anew. */
    void logMadeAnew() {
        facts = facts.at(-1);
    }

    /** Forgets what nobody can ask for any more, for the target's log starts behind it. */
    void forgetBefore(long targetStart) {
        pairs.dropBefore(targetStart);
    }

    /**
     * Returns where a reader that read the source up to {@code source}, without it, goes on at the target.
     *
     * @param start the first offset that the target still has
     * @param end the target's end
     */
    OffsetRange translate(long source, long start, long end) {
        if (pairs.isEmpty()) {
            return new OffsetRange(start, Math.max(start, end));
        }
        int at = pairs.floor(source);
        OffsetRange found = at < 0 ? beforeFirst(start) : from(at, source, end);
        OffsetPair doubt = facts.doubt();
        long copied = highestCopy(Math.max(at, 0), source, found.high());
        long high = source < doubt.source() ? Math.max(copied, doubt.target()) : copied;
        long safe = Math.min(barriers.before(found.low()), pairs.firstCautionAfter(at));
        long low = Math.max(start, Math.min(safe, end));
        return new OffsetRange(low, Math.max(low, Math.min(high, end)));
    }

    /**
     * Returns how many records at most, of those that the source has from {@code source} on, the target had in front of
     * its start and has no more.
     *
     * @param start the first offset that the target still has
     */
    long removed(long source, long start) {
        if (pairs.isEmpty()) {
            return start;
        }
        long most = knows(source)
                ? start - translate(source, 0, Long.MAX_VALUE).low()
                : pairs.source(0) - source + Math.max(0, start - pairs.target(0));
        return Math.max(0, Math.min(start, most));
    }

    /**
     * Returns the last place at which who read the source up to {@code source} may go on if nothing was copied twice.
     */
    long highestFirst(long source, long end) {
        if (pairs.isEmpty()) {
            return end;
        }
        int at = pairs.floor(source);
        return at < 0 ? pairs.target(0) : from(at, source, end).high();
    }

    /** Tells whether every record before {@code source} that was copied is known to be so: a pair stands there. */
    boolean knows(long source) {
        return pairs.floor(source) >= 0;
    }

    /**
     * Returns up to where a second copy of what was first copied at {@code first} or before may stand: between two
     * pairs copying may have gone back, by no more records than stand there, and the pair that would tell may be lost.
     */
    private long highestCopy(int from, long source, long first) {
        long highest = first;
        for (int i = from; i + 1 < pairs.size(); i++) {
            long targetSpan = pairs.target(i + 1) - pairs.target(i);
            boolean counts = facts.denseSource() && !facts.gapped();
            boolean reaches = source <= pairs.source(i)
                    && first > pairs.target(i) - targetSpan
                    && (!counts || pairs.source(i) - source < targetSpan);
            if (reaches && !pairs.runs(i + 1)) {
                highest = Math.max(highest, pairs.target(i + 1));
            }
        }
        return highest;
    }

    private OffsetRange beforeFirst(long start) {
        return new OffsetRange(pairs.target(0) == 0 ? 0 : start, pairs.target(0));
    }

    private OffsetRange from(int at, long source, long end) {
        long beyond = source - pairs.source(at);
        if (beyond == 0) {
            return OffsetRange.exactly(pairs.target(at));
        }
        if (at + 1 == pairs.size()) {
            return new OffsetRange(pairs.target(at) + 1, Math.max(end, pairs.target(at) + 1));
        }
        long targetSpan = pairs.target(at + 1) - pairs.target(at);
        if (!pairs.plain(at + 1)) {
            return new OffsetRange(pairs.target(at) + 1, pairs.target(at + 1));
        }
        long low = pairs.target(at) + beyond;
        long sourceSpan = pairs.source(at + 1) - pairs.source(at);
        // Where gaps were seen since, some of the duplicates here may stand in for others.
        boolean sure = sourceSpan == targetSpan || !facts.gapped();
        return new OffsetRange(low, sure ? low + targetSpan - sourceSpan : pairs.target(at + 1));
    }

    /** Makes room for a pair that was copied anew, and returns the first place that those it displaces cautioned of. */
    private long goBack(OffsetPair pair) {
        long before = pair.source() - 1;
        int at = pairs.floor(before);
        boolean known = at >= 0 && at + 1 < pairs.size() && pairs.runs(at + 1) && pairs.source(at) < before;
        long copied = known ? pairs.target(at) + before - pairs.source(at) : -1;
        long behind = at < 0 ? 0 : Math.max(copied, pairs.target(at)) + 1;
        barriers.add(new OffsetPair(behind, 2 * pair.target() - behind - 1));
        long caution = Long.MAX_VALUE;
        while (!pairs.isEmpty() && (pairs.lastSource() >= pair.source() || pairs.lastTarget() >= pair.target())) {
            caution = Math.min(caution, pairs.caution(pairs.size() - 1));
            pairs.pop();
        }
        if (known && copied < pair.target() && !pairs.isEmpty() && pairs.lastTarget() < copied) {
            pairs.push(new OffsetPair(before, copied), true);
            pairs.mergeEnd();
        }
        return caution;
    }
}
