package com.datafly.signal.dr.aws.model;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a scalar is held to beyond its kind.
 *
 * @param words the only values, none meaning any
 * @param pattern what the whole text matches
 * @param lowest the lowest number, or the shortest text
 * @param highest the highest number, or the longest text
 */
record Limits(Set<String> words, Optional<Pattern> pattern, long lowest, long highest) {

    static final Limits NONE = new Limits(Set.of(), Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE);

    static Limits words(Set<String> words) {
        return new Limits(words, Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Limits pattern(String pattern) {
        return new Limits(Set.of(), Optional.of(Pattern.compile(pattern)), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Limits range(long lowest, long highest) {
        return new Limits(Set.of(), Optional.empty(), lowest, highest);
    }

    Optional<String> complaint(String value) {
        if (!words.isEmpty() && !words.contains(value)) {
            return Optional.of("'" + value + "' is none of " + words);
        }
        if (pattern.isPresent() && !pattern.get().matcher(value).matches()) {
            return Optional.of("'" + value + "' does not match " + pattern.get());
        }
        if (lowest == Long.MIN_VALUE && highest == Long.MAX_VALUE) {
            return Optional.empty();
        }
        long size = value.matches("-?\\d{1,18}") ? Long.parseLong(value) : value.length();
        return size < lowest || size > highest
                ? Optional.of("'" + value + "' is not within " + lowest + " to " + highest)
                : Optional.empty();
    }
}
