package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import java.util.ArrayList;
import java.util.List;

/** Reads chains. Thread-safe. */
final class Chains {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;

    Chains(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
    }

    /**
     * Returns where a chain ends, by its last link alone.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if that is damaged
     */
    ChainHead head(ChainId chain) {
        return objects.last(keys.chain(chain), "")
                .map(key -> {
                    byte[] json = objects.read(key);
                    return ChainHead.of(link(chain, key, json), json);
                })
                .orElse(ChainHead.NONE);
    }

    /**
     * Returns all links of a chain, each of which names the one before.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the detail {@code object} for the first that does not
     */
    List<SegmentLink> links(ChainId chain) {
        List<SegmentLink> links = new ArrayList<>();
        ChainHead[] head = {ChainHead.NONE};
        objects.each(keys.chain(chain), "", object -> {
            byte[] json = objects.read(object.key());
            SegmentLink link = link(chain, object.key(), json);
            requireFollows(object.key(), link, head[0]);
            links.add(link);
            head[0] = ChainHead.of(link, json);
        });
        return links;
    }

    /** Reads one link and makes sure that it is the one that its key says. */
    SegmentLink link(ChainId chain, String key, byte[] json) {
        SegmentLink link = SegmentLink.decode(key, json);
        if (!key.equals(keys.link(link.chain(), link.number())) || !link.chain().equals(chain)) {
            throw Fields.damaged(key, "holds link " + link.number() + " of " + link.chain());
        }
        if (!link.span().isSound()
                || link.content().records() > link.span().next() - link.span().readable()) {
            throw Fields.damaged(key, "has offsets that cannot be: " + link.span());
        }
        if (!link.content().isEmpty() && !Sha256.isDigest(link.content().sha256())) {
            throw Fields.damaged(key, "has records and no hash of them");
        }
        return link;
    }

    /** Makes sure that a link follows the one before it, without a gap. */
    static void requireFollows(String key, SegmentLink link, ChainHead before) {
        if (link.number() != before.number() + 1) {
            throw Fields.damaged(
                    key, "is link " + link.number() + ", but link " + (before.number() + 1) + " is missing before it");
        }
        if (!link.previous().equals(before.hash())) {
            throw Fields.damaged(key, "names another link before it than the one that is there");
        }
        if (before.isBegun() && link.span().from() != before.next()) {
            throw Fields.damaged(
                    key, "begins at offset " + link.span().from() + " where the one before ends at " + before.next());
        }
    }
}
