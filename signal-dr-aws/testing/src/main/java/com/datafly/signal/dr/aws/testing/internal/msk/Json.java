package com.datafly.signal.dr.aws.testing.internal.msk;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON. */
final class Json {

    private Json() {}

    /** Returns an object; a value is text, a number, or an object again. */
    static String object(Map<?, ?> members) {
        return members.entrySet().stream()
                .map(member -> quote(String.valueOf(member.getKey())) + ":" + value(member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(Object value) {
        if (value instanceof Map<?, ?> members) {
            return object(members);
        }
        return value instanceof Number ? value.toString() : quote(value.toString());
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
