package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.ArchiveGap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One link of a chain: it makes a segment exist, and names the link before it by its hash.
 *
 * @param chain the chain
 * @param number its place in the chain, from 1
 * @param previous the SHA-256 of the link before as it is stored; empty for the first
 * @param span the offsets it answers for
 * @param content what its segment holds
 * @param maker who made it: tells two archivers apart
 */
record SegmentLink(ChainId chain, long number, String previous, Span span, SegmentContent content, Maker maker) {

    /**
     * Who made a link.
     *
     * @param archiver the name that an archiver gave itself, another one in each process
     * @param at when, by its clock
     */
    record Maker(String archiver, Instant at) {}

    /** Returns what the cluster had removed of this link's offsets. */
    ArchiveGap gap() {
        return new ArchiveGap(chain.partitionId(), chain.lineage().id(), span.from(), span.readable());
    }

    byte[] encode(String segmentKey) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", Fields.FORMAT);
        json.put("topic", chain.lineage().topic());
        json.put("lineage", chain.lineage().id());
        json.put("partition", chain.partition());
        json.put("number", number);
        json.put("previous", previous);
        json.put("from", span.from());
        json.put("readable", span.readable());
        json.put("next", span.next());
        json.put("records", content.records());
        json.put("lastOffset", content.lastOffset());
        json.put("lastDigest", content.lastDigest());
        json.put("earliestMillis", content.times().earliest());
        json.put("latestMillis", content.times().latest());
        json.put("rawBytes", content.size().raw());
        json.put("object", segmentKey);
        json.put("bytes", content.size().stored());
        json.put("sha256", content.sha256());
        json.put("archiver", maker.archiver());
        json.put("at", maker.at().toString());
        return Fields.write(json);
    }

    /**
     * Reads a link.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is damaged
     */
    static SegmentLink decode(String key, byte[] json) {
        Fields fields = Fields.read(key, json);
        try {
            return new SegmentLink(
                    new ChainId(
                            new Lineage(fields.text("topic"), fields.text("lineage")),
                            Math.toIntExact(fields.number("partition"))),
                    fields.number("number"),
                    fields.text("previous"),
                    new Span(fields.number("from"), fields.number("readable"), fields.number("next")),
                    content(fields),
                    new Maker(fields.text("archiver"), Instant.parse(fields.text("at"))));
        } catch (DateTimeException | ArithmeticException e) {
            throw Fields.damaged(key, "has a value that nobody wrote: " + e.getMessage());
        }
    }

    private static SegmentContent content(Fields fields) {
        return new SegmentContent(
                fields.number("records"),
                fields.number("lastOffset"),
                fields.text("lastDigest"),
                new SegmentContent.Times(fields.number("earliestMillis"), fields.number("latestMillis")),
                new SegmentContent.Size(fields.number("rawBytes"), fields.number("bytes")),
                fields.text("sha256"));
    }
}
