package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventRecord;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The records of one segment, in order, after its hash was found right. Every record is checked against the link. Not
 * thread-safe.
 */
final class SegmentStream {

    private static final int BUFFER = 1 << 16;

    private final String key;
    private final SegmentLink link;
    private final RecordDecoder decoder;
    private SegmentContent.Times times = SegmentContent.Times.NONE;
    private long records;
    private long next;

    private SegmentStream(String key, SegmentLink link, RecordDecoder decoder) {
        this.key = key;
        this.link = link;
        this.decoder = decoder;
        this.next = link.span().readable();
    }

    /**
     * Opens the segment of a link.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the detail "object" if it is missing, or is not what was
     *     stored
     */
    static SegmentStream open(ArchiveObjects objects, ArchiveKeys keys, SegmentLink link) {
        String key = keys.segment(link.chain(), link.span(), link.content().sha256());
        byte[] bytes = read(objects, key, link);
        try {
            return new SegmentStream(
                    key,
                    link,
                    new RecordDecoder(
                            new BufferedInputStream(
                                    new GZIPInputStream(new ByteArrayInputStream(bytes), BUFFER), BUFFER),
                            link.chain().partitionId(),
                            link.span().readable()));
        } catch (IOException e) {
            throw Fields.damaged(key, "cannot be read: " + e.getMessage());
        }
    }

    /** Makes sure that the segment of a link is what was stored; fails as {@link #open} does. */
    static void requireStored(ArchiveObjects objects, ArchiveKeys keys, SegmentLink link) {
        byte[] unused = read(
                objects, keys.segment(link.chain(), link.span(), link.content().sha256()), link);
    }

    private static byte[] read(ArchiveObjects objects, String key, SegmentLink link) {
        byte[] bytes = objects.find(key).orElseThrow(() -> Fields.damaged(key, "is missing"));
        long stored = link.content().size().stored();
        if (bytes.length != stored) {
            throw Fields.damaged(key, "has " + bytes.length + " bytes, not the " + stored + " that were stored");
        }
        if (!Sha256.of(bytes).equals(link.content().sha256())) {
            throw Fields.damaged(key, "holds other bytes than were stored: its SHA-256 differs");
        }
        return bytes;
    }

    /**
     * Returns the next record; empty behind the last.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if what is in it is not what the link says
     */
    Optional<EventRecord> next() {
        try {
            if (records == link.content().records()) {
                requireEnd();
                return Optional.empty();
            }
            EventRecord event = decoder.next();
            if (event.offset() < next || event.offset() >= link.span().next()) {
                throw Fields.damaged(key, "has offset " + event.offset() + " where it may not be");
            }
            next = event.offset() + 1;
            times = times.and(event.timestampMillis());
            records++;
            return Optional.of(event);
        } catch (IOException e) {
            throw Fields.damaged(key, "cannot be read: " + e.getMessage());
        }
    }

    private void requireEnd() throws IOException {
        if (!decoder.isAtEnd()
                || next != link.content().lastOffset() + 1
                || !times.equals(link.content().times())) {
            throw Fields.damaged(key, "holds other records than its link says");
        }
    }
}
