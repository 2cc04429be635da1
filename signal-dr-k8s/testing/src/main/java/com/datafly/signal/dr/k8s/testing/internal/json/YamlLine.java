package com.datafly.signal.dr.k8s.testing.internal.json;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of YAML.
 *
 * @param text without what it is indented by
 * @param raw as it is written
 */
record YamlLine(int indent, String text, String raw) {

    static List<YamlLine> split(String document) {
        List<YamlLine> lines = new ArrayList<>();
        document.lines().forEach(line -> {
            String text = line.strip();
            lines.add(new YamlLine(line.length() - line.stripLeading().length(), text, line));
        });
        return lines;
    }

    boolean isBlank() {
        return text.isEmpty();
    }

    boolean isIgnored() {
        return text.isEmpty() || text.startsWith("#") || text.equals("---");
    }

    /** Returns where the colon after a key is; negative if there is no key. */
    static int colon(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (i == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == ':' && (i + 1 == line.length() || line.charAt(i + 1) == ' ')) {
                return i;
            }
        }
        return -1;
    }

    static String withoutComment(String text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if ((c == '"' || c == '\'') && text.substring(0, i).isBlank()) {
                quote = c;
            } else if (c == '#' && (i == 0 || text.charAt(i - 1) == ' ')) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    /** Tells whether every bracket and quote of a flow is closed. */
    static boolean isClosed(CharSequence text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            }
        }
        return depth == 0 && !quoted;
    }
}
