package com.datafly.signal.dr.internal.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants for people: always UTC, and said so. */
public final class Instants {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLI = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss.SSS 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Instants() {}

    /** Returns date and time to the minute. */
    public static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    /** Returns date and time to the second. */
    public static String second(Instant instant) {
        return SECOND.format(instant);
    }

    /** Returns date and time to the millisecond. */
    public static String milli(Instant instant) {
        return MILLI.format(instant);
    }

    /** Returns the time of day to the second, without the zone. */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }
}
