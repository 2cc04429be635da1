package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.EventRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A segment that records are added to. It lies compressed in memory until it is finished, for its name holds its hash.
 * Not thread-safe.
 */
final class OpenSegment {

    private static final int CHUNK = 1 << 15;

    private final long from;
    private final long readable;
    private final ByteArrayOutputStream stored = new ByteArrayOutputStream(CHUNK);
    private final OutputStream gzip;
    private final RecordEncoder encoder;
    private SegmentContent.Times times = SegmentContent.Times.NONE;
    private @Nullable EventRecord last;
    private long records;
    private long raw;

    /** Begins a segment; see {@link Span}. */
    OpenSegment(long from, long readable) {
        this.from = from;
        this.readable = readable;
        this.encoder = new RecordEncoder(readable);
        try {
            this.gzip = new FastGzip(stored);
            gzip.write(RecordEncoder.MAGIC);
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    void add(EventRecord event) {
        encoder.add(event);
        times = times.and(event.timestampMillis());
        last = event;
        records++;
        if (encoder.pending() >= CHUNK) {
            drain();
        }
    }

    /** Returns how many bytes of records there are, before compression. */
    long raw() {
        return raw + encoder.pending();
    }

    /** Returns about how many bytes it takes in memory. */
    long memory() {
        return (long) stored.size() + encoder.pending();
    }

    /** Returns the offset behind the last record. */
    long next() {
        return last == null ? readable : last.offset() + 1;
    }

    /** Ends it just before {@code next}; {@code readUntil} is when the cluster was last read for it. */
    FinishedSegment finish(long next, long readUntil) {
        Span span = new Span(from, readable, next);
        EventRecord end = last;
        if (end == null) {
            return new FinishedSegment(span, SegmentContent.NONE, new byte[0], readUntil);
        }
        drain();
        try {
            gzip.close();
        } catch (IOException e) {
            throw inMemory(e);
        }
        byte[] bytes = stored.toByteArray();
        SegmentContent content = new SegmentContent(
                records,
                end.offset(),
                Sha256.of(RecordEncoder.encode(end)),
                times,
                new SegmentContent.Size(raw, bytes.length),
                "");
        return new FinishedSegment(span, content, bytes, readUntil);
    }

    private void drain() {
        try {
            raw += encoder.drainTo(gzip);
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    private static UncheckedIOException inMemory(IOException cause) {
        return new UncheckedIOException("memory cannot fail so", cause);
    }
}
