package com.datafly.signal.dr.internal.events.archive;

/**
 * Where a chain ends.
 *
 * @param number the last link's number; 0 if there is none
 * @param hash its SHA-256; empty if there is none
 * @param next the offset that is archived next; -1 if there is none
 * @param lastOffset the offset of the last record in the chain; -1 if there is none
 * @param lastDigest that record's SHA-256; empty if there is none
 */
record ChainHead(long number, String hash, long next, long lastOffset, String lastDigest) {

    /** A chain that has no link yet. */
    static final ChainHead NONE = new ChainHead(0, "", -1, -1, "");

    static ChainHead of(SegmentLink link, byte[] json) {
        return new ChainHead(
                link.number(),
                Sha256.of(json),
                link.span().next(),
                link.content().lastOffset(),
                link.content().lastDigest());
    }

    boolean isBegun() {
        return number > 0;
    }
}
