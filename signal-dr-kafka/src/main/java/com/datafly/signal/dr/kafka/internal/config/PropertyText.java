package com.datafly.signal.dr.kafka.internal.config;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Reads and writes properties as {@link Properties} does, and keeps comments and order, which it does not. */
public final class PropertyText {

    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_PRINTABLE = 0x7e;

    private PropertyText() {}

    /**
     * Splits a file.
     *
     * @throws DrException with {@code INVALID_ARGUMENT}, naming the line, for a malformed {@code \}{@code u} escape
     */
    public static List<PropertyLine> parse(String text) {
        List<PropertyLine> lines = new ArrayList<>();
        List<String> natural = text.lines().toList();
        int next = 0;
        while (next < natural.size()) {
            int first = next++;
            if (!isBlankOrComment(natural.get(first))) {
                while (continues(natural.get(next - 1)) && next < natural.size()) {
                    next++;
                }
            }
            lines.add(line(first + 1, String.join("\n", natural.subList(first, next))));
        }
        return lines;
    }

    private static PropertyLine line(int number, String text) {
        Properties loaded = new Properties();
        try {
            loaded.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "read MirrorMaker's configuration",
                    "line " + number + " holds a backslash and a u without four hexadecimal digits",
                    failure -> failure.cause(e).hint("Write a backslash twice: this file takes one for an escape."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loaded.stringPropertyNames().stream()
                .findFirst()
                .map(key -> new PropertyLine(number, text, key, loaded.getProperty(key)))
                .orElseGet(() -> new PropertyLine(number, text, null, null));
    }

    private static boolean isBlankOrComment(String line) {
        String text = line.stripLeading();
        return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
    }

    /** Tells whether the line's last backslash is not itself escaped. */
    private static boolean continues(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Writes a line that sets {@code key}: a backslash becomes two. */
    public static String entry(String key, String value) {
        return escape(key, true) + " = " + escape(value, false);
    }

    private static String escape(String text, boolean key) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean blank = c == ' ' && (key || i == 0);
            boolean special = c == '\\' || (key && (c == '=' || c == ':')) || (key && i == 0 && (c == '#' || c == '!'));
            if (blank || special) {
                escaped.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE || c > LAST_PRINTABLE) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
