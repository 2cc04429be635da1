package com.datafly.signal.dr.internal.events.replication;

import java.util.Optional;

/**
 * What is known of a partition beside its pairs.
 *
 * @param gapped whether the copying ever passed over offsets of the source
 * @param sampled whether samples of both sides were taken, the last time too
 * @param denseSource whether all samples of the source showed records without gaps between them
 * @param denseTarget whether those of the target did
 * @param position where the last pair stands in the copying software's log; -1 before the first
 * @param doubt the last pair before which some may have been missed: copying may have gone back there, so that earlier
 *     records may stand at the target a second time, up to that pair
 * @param cut whether the source's log was cut off behind the last pair, so that nothing is known of the way to the next
 */
record TableFacts(
        boolean gapped,
        boolean sampled,
        boolean denseSource,
        boolean denseTarget,
        long position,
        OffsetPair doubt,
        boolean cut) {

    static final TableFacts UNKNOWN = new TableFacts(false, false, false, false, -1, new OffsetPair(-1, -1), false);

    TableFacts withGap() {
        return new TableFacts(true, sampled, denseSource, denseTarget, position, doubt, cut);
    }

    /** A mark that was once seen counts for ever; a side that cannot be looked at is not believed until it can. */
    TableFacts sampled(Optional<Boolean> source, Optional<Boolean> target) {
        boolean both =
                (source.isPresent() || (sampled && !denseSource)) && (target.isPresent() || (sampled && !denseTarget));
        return new TableFacts(
                gapped,
                both,
                source.orElse(false) && (denseSource || !sampled),
                target.orElse(false) && (denseTarget || !sampled),
                position,
                doubt,
                cut);
    }

    TableFacts at(long next) {
        return new TableFacts(gapped, sampled, denseSource, denseTarget, next, doubt, cut);
    }

    TableFacts doubted(OffsetPair pair) {
        return new TableFacts(gapped, sampled, denseSource, denseTarget, position, pair, cut);
    }

    TableFacts cut(boolean off) {
        return new TableFacts(gapped, sampled, denseSource, denseTarget, position, doubt, off);
    }

    /**
     * Tells whether there is surely no gap of the source between two pairs that are so far apart. With markers at the
     * target that is never sure, for they and a gap may cancel each other out.
     */
    boolean believed(long sourceSpan, long targetSpan) {
        return !gapped && !cut && denseTarget && (sourceSpan == targetSpan || (denseSource && sourceSpan < targetSpan));
    }
}
