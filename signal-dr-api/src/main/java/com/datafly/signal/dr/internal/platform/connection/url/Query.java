package com.datafly.signal.dr.internal.platform.connection.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a URL. What is not changed stays as it is written. Not thread-safe. */
final class Query {

    private final String operation;
    private final List<String> parts = new ArrayList<>();
    private final boolean there;

    /** Reads what stands behind the question mark. */
    Query(String operation, String text, boolean there) {
        this.operation = operation;
        this.there = there;
        if (!text.isEmpty()) {
            parts.addAll(List.of(text.split("&", -1)));
        }
    }

    boolean has(String name) {
        return parts.stream().anyMatch(part -> name(part).equals(name));
    }

    /** Returns a parameter's value; the last one of a name counts. */
    Optional<String> get(String name) {
        return parts.stream()
                .filter(part -> name(part).equals(name))
                .reduce((one, other) -> other)
                .map(part -> decoded(part.substring(part.indexOf('=') + 1)));
    }

    /** Sets a parameter wherever it stands; adds it if it stands nowhere. */
    void set(String name, String value) {
        String written = name + "=" + Texts.encode(value);
        if (has(name)) {
            parts.replaceAll(part -> name(part).equals(name) ? written : part);
        } else {
            parts.add(written);
        }
    }

    void remove(String name) {
        parts.removeIf(part -> name(part).equals(name));
    }

    private String name(String part) {
        int equals = part.indexOf('=');
        return decoded(equals < 0 ? part : part.substring(0, equals));
    }

    private String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw Texts.ambiguous(operation, "a parameter is not encoded as one in a URL");
        }
    }

    /** Writes the parameters with their question mark. */
    @Override
    public String toString() {
        return parts.isEmpty() && !there ? "" : "?" + String.join("&", parts);
    }
}
