package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's configuration file format: one {@code name = 'value'} a line, any value.
 *
 * <p>Reading understands what {@link #text(Map)} writes and the plain forms that initdb and {@code ALTER SYSTEM} write;
 * include directives are passed over.
 */
public final class SettingsFile {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");
    private static final Pattern LINE = Pattern.compile(
            "\\s*(" + NAME.pattern() + ")\\s*(?:=|\\s)\\s*(?:'((?:[^'\\\\]|''|\\\\.)*)'|([^\\s#']+))\\s*(?:#.*)?");

    private SettingsFile() {}

    /**
     * Refuses a name that PostgreSQL's parser would not take as one, and a value that no quoting can carry.
     *
     * @throws DrException with {@code INVALID_ARGUMENT}
     */
    public static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "configure a PostgreSQL server",
                    "setting name is '" + name + "'",
                    failure -> failure.hint("Use the name of a PostgreSQL setting, as in max_connections."));
        }
        if (value.indexOf('\0') >= 0) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "configure a PostgreSQL server",
                    "value of " + name + " has a NUL in it");
        }
    }

    /** Returns the lines of a file that gives each setting its value. */
    public static String text(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((name, value) -> {
            check(name, value);
            text.append(name).append(" = ").append(quote(value)).append('\n');
        });
        return text.toString();
    }

    /**
     * Returns the settings of {@code file} in the order of their first lines, the last value of each; none if absent.
     */
    public static Map<String, String> read(Path file) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return settings;
        }
        // Values may be in the server's own encoding; Latin-1 keeps every byte.
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && !matcher.group(1).startsWith("include")) {
                String quoted = matcher.group(3);
                settings.put(matcher.group(1), quoted == null ? matcher.group(4) : unquote(utf8(quoted)));
            }
        }
        return settings;
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String quote(String value) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\'' -> quoted.append("''");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append(c);
            }
        }
        return quoted.append('\'').toString();
    }

    private static String unquote(String quoted) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '\'') {
                i++;
            } else if (c == '\\' && i + 1 < quoted.length()) {
                i++;
                c = unescape(quoted.charAt(i));
            }
            value.append(c);
        }
        return value.toString();
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }
}
