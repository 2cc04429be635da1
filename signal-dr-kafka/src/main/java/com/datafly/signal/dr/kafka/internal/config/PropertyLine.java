package com.datafly.signal.dr.kafka.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * A line of a properties file, with those that continue it.
 *
 * @param number the number of its first line, from 1
 * @param text as it stands in the file, without the last line's end
 * @param key what it sets; none for comments and blank lines
 * @param value to what, as {@link java.util.Properties} loads it
 */
public record PropertyLine(
        int number,
        String text,
        @Nullable String key,
        @Nullable String value) {

    /** Tells whether it sets {@code name}. */
    public boolean sets(String name) {
        return name.equals(key);
    }
}
