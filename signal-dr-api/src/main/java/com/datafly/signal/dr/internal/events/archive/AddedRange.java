package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.ArchiveGap;
import com.datafly.signal.dr.events.ArchivedRange;
import java.util.ArrayList;
import java.util.List;

/** Sums links of one chain up that follow each other. Thread-safe. */
final class AddedRange {

    private final ChainId chain;
    private final List<ArchiveGap> gaps = new ArrayList<>();
    private ArchivedRange.Amount amount = ArchivedRange.Amount.NONE;
    private long from = -1;
    private long next = -1;

    AddedRange(ChainId chain) {
        this.chain = chain;
    }

    synchronized void add(SegmentLink link) {
        SegmentContent content = link.content();
        from = from < 0 ? link.span().from() : from;
        next = link.span().next();
        amount = amount.plus(new ArchivedRange.Amount(
                content.isEmpty() ? 0 : 1,
                content.records(),
                content.size().raw(),
                content.size().stored()));
        if (link.span().lost() > 0) {
            gaps.add(link.gap());
        }
    }

    synchronized ArchivedRange describe() {
        return ArchivedRange.of(
                chain.partitionId(), chain.lineage().id(), Math.max(from, 0), Math.max(next, 0), amount, gaps);
    }
}
