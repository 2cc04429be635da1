package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in a journal, with its place in the chain. Immutable.
 *
 * @since 0.1
 */
public final class JournalRecord {

    private final JournalHead place;
    private final String writer;
    private final Instant at;
    private final JournalEntry entry;

    private JournalRecord(JournalHead place, String writer, Instant at, JournalEntry entry) {
        this.place = requireNonNull(place, "place");
        this.writer = requireNonNull(writer, "writer");
        this.at = requireNonNull(at, "at");
        this.entry = requireNonNull(entry, "entry");
    }

    /** Puts an entry in its place. */
    public static JournalRecord of(JournalHead place, String writer, Instant at, JournalEntry entry) {
        return new JournalRecord(place, writer, at, entry);
    }

    /** Returns the record's number in its log, from 1, without gaps. */
    public long sequence() {
        return place.sequence();
    }

    /** Returns the epoch of the runner that wrote it; it never goes back. */
    public long epoch() {
        return place.epoch();
    }

    /** Returns the SHA-256 over the hash of the record before and this record, in lower-case hexadecimal digits. */
    public String hash() {
        return place.hash();
    }

    /** Returns the head of the journal when this was its last record. */
    public JournalHead head() {
        return place;
    }

    /** Returns the random name of the handle that wrote it. */
    public String writer() {
        return writer;
    }

    /** Returns when it was written, by the writer's wall clock: for people, never for measuring. */
    public Instant at() {
        return at;
    }

    /** Returns the kind of entry, as in {@code step-intent}. */
    public String type() {
        return entry.type();
    }

    /** Returns the facts by name, unmodifiable; numbers are {@link Long} or {@link Double}. Secrets are masked. */
    public Map<String, @Nullable Object> body() {
        return entry.body();
    }

    @Override
    public String toString() {
        return place.sequence() + " " + entry;
    }
}
