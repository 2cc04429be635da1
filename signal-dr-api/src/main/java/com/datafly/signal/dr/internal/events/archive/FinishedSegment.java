package com.datafly.signal.dr.internal.events.archive;

/**
 * A segment that is to be stored.
 *
 * @param span its offsets
 * @param content what it holds, its hash not yet computed
 * @param bytes its bytes, compressed
 * @param readUntil when the cluster was last read for it, by {@code nanoTime}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record FinishedSegment(Span span, SegmentContent content, byte[] bytes, long readUntil) {

    /** Returns this with the hash of its bytes, which takes a while. */
    FinishedSegment hashed() {
        return content.isEmpty()
                ? this
                : new FinishedSegment(
                        span,
                        new SegmentContent(
                                content.records(),
                                content.lastOffset(),
                                content.lastDigest(),
                                content.times(),
                                content.size(),
                                Sha256.of(bytes)),
                        bytes,
                        readUntil);
    }
}
