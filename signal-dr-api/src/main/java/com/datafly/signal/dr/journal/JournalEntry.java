package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.journal.PlainData;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written into a journal: a type, and facts. Immutable.
 *
 * @since 0.1
 */
public final class JournalEntry {

    private final String type;
    private final Map<String, @Nullable Object> body;

    private JournalEntry(String type, Map<String, @Nullable Object> body) {
        this.type = type;
        this.body = body;
    }

    /**
     * Creates an entry from a deep copy of {@code body}.
     *
     * @param type what kind of entry it is, as in {@code step-intent}
     * @param body the facts by name: maps, lists, strings, booleans, longs, integers, finite doubles and null; instants
     *     and durations as text
     * @throws DrException with {@code INVALID_ARGUMENT} and the place in the body if it holds anything else
     */
    public static JournalEntry of(String type, Map<String, ? extends @Nullable Object> body) {
        return new JournalEntry(requireNonNull(type, "type"), PlainData.copy(type, requireNonNull(body, "body")));
    }

    /** Returns the kind of entry. */
    public String type() {
        return type;
    }

    /** Returns the facts by name, unmodifiable; numbers are {@link Long} or {@link Double}. */
    public Map<String, @Nullable Object> body() {
        return body;
    }

    @Override
    public String toString() {
        return type + " " + body;
    }
}
