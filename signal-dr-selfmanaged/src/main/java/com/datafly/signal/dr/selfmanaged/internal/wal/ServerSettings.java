package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads settings as SHOW prints them, with a unit. */
final class ServerSettings {

    private static final Pattern VALUE = Pattern.compile("([0-9]+)([A-Za-z]*)");

    private ServerSettings() {}

    /** Reads a size, as in {@code 16MB}. */
    static int bytes(String name, String text) {
        Matcher value = match(name, text);
        int shift = switch (value.group(2)) {
            case "" -> 0;
            case "kB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> throw unreadable(name, text);
        };
        return Math.toIntExact(Long.parseLong(value.group(1)) << shift);
    }

    /** Reads a time, as in {@code 1min}; zero if the setting is off. */
    static Duration duration(String name, String text) {
        Matcher value = match(name, text);
        long count = Long.parseLong(value.group(1));
        return switch (value.group(2)) {
            case "", "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> throw unreadable(name, text);
        };
    }

    private static Matcher match(String name, String text) {
        Matcher value = VALUE.matcher(text);
        if (!value.matches()) {
            throw unreadable(name, text);
        }
        return value;
    }

    private static DrException unreadable(String name, String text) {
        return DrException.of(ErrorCode.UNKNOWN, "read the server's " + name, "it is '" + text + "'");
    }
}
