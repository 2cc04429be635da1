package com.datafly.signal.dr.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A header of an event. A key may come more than once.
 *
 * @since 0.1
 */
public final class EventHeader {

    private final String key;
    private final byte @Nullable [] value;

    private EventHeader(String key, byte @Nullable [] value) {
        this.key = requireNonNull(key, "key");
        this.value = value;
    }

    /** Describes a header; the bytes are not copied. */
    public static EventHeader of(String key, byte @Nullable [] value) {
        return new EventHeader(key, value);
    }

    /** Describes a header of text in UTF-8. */
    public static EventHeader of(String key, String value) {
        return new EventHeader(key, value.getBytes(UTF_8));
    }

    /** Returns the header's key. */
    public String key() {
        return key;
    }

    /** Returns the header's bytes, not copied. */
    public byte @Nullable [] value() {
        return value;
    }

    /** Returns the header's bytes as text in UTF-8; empty if there are none. */
    public String text() {
        return value == null ? "" : new String(value, UTF_8);
    }

    @Override
    public String toString() {
        return key + " (" + (value == null ? "no" : Integer.toString(value.length)) + " bytes)";
    }
}
