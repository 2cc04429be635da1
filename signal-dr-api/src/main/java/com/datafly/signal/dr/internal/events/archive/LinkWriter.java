package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores segments and links them. A segment's object comes first, under a name that its content gives; then the link
 * makes it exist, by a condition that only one archiver can meet. Thread-safe for different chains.
 */
final class LinkWriter {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final String archiver;
    private final Clock clock;
    private final Map<ChainId, ChainHead> heads = new ConcurrentHashMap<>();

    /** Writes links under the name {@code archiver}, which no other archiver has. */
    LinkWriter(ArchiveObjects objects, ArchiveKeys keys, String archiver, Clock clock) {
        this.objects = objects;
        this.keys = keys;
        this.archiver = archiver;
        this.clock = clock;
    }

    /** Returns where a chain ends, if that was looked up before. */
    ChainHead known(ChainId chain) {
        return heads.getOrDefault(chain, ChainHead.NONE);
    }

    /** Tells whether {@link #known} knows. */
    boolean isKnown(ChainId chain) {
        return heads.containsKey(chain);
    }

    void begin(ChainId chain, ChainHead head) {
        heads.put(chain, head);
    }

    /** Forgets all ends: another archiver may have moved them. */
    void forget() {
        heads.clear();
    }

    /**
     * Stores a segment, which exists when this returns.
     *
     * @param guard makes sure that it is of this life of the topic, between storing and linking
     * @throws DrException with {@code CONFLICT} if another archiver linked something meanwhile; what the store throws
     */
    SegmentLink write(ChainId chain, FinishedSegment finished, LineageGuard guard) {
        FinishedSegment segment = finished.hashed();
        String object = segment.content().isEmpty() ? "" : store(chain, segment);
        guard.confirm(chain.lineage(), segment.readUntil());
        ChainHead head = known(chain);
        if (head.isBegun() && segment.span().from() != head.next()) {
            throw new IllegalStateException(chain + " ends at " + head.next() + ", and the segment begins at "
                    + segment.span().from());
        }
        SegmentLink link = new SegmentLink(
                chain,
                head.number() + 1,
                head.hash(),
                segment.span(),
                carried(segment.content(), head),
                new SegmentLink.Maker(archiver, clock.instant()));
        byte[] json = link.encode(object);
        if (!objects.put(keys.link(chain, link.number()), json)) {
            throw fenced(chain, link.number());
        }
        heads.put(chain, ChainHead.of(link, json));
        return link;
    }

    private String store(ChainId chain, FinishedSegment segment) {
        String key = keys.segment(chain, segment.span(), segment.content().sha256());
        if (!objects.put(key, segment.bytes())) {
            throw Fields.damaged(key, "is not what its name says");
        }
        return key;
    }

    /** A span without a record still says which one was the last. */
    private static SegmentContent carried(SegmentContent content, ChainHead head) {
        return content.isEmpty()
                ? new SegmentContent(
                        0, head.lastOffset(), head.lastDigest(), SegmentContent.Times.NONE, content.size(), "")
                : content;
    }

    private DrException fenced(ChainId chain, long number) {
        return DrException.create(
                ErrorCode.CONFLICT,
                "archive " + chain.partitionId(),
                "another archiver wrote link " + number + " of its chain",
                failure -> failure.resource(objects.address())
                        .effect(Effect.NONE)
                        .retry(RetryAdvice.NEVER)
                        .detail("object", keys.link(chain, number))
                        .hint("Let one archiver work on a topic. What it finished is safe; the next call of either goes"
                                + " on behind it."));
    }
}
