package com.datafly.signal.dr.internal.report;

import java.time.Duration;
import java.util.Locale;

/** Durations for people: two units at most, as in {@code 3 min 12 s}. */
public final class Durations {

    private Durations() {}

    /** Returns {@code duration} in words. */
    public static String words(Duration duration) {
        if (duration.isNegative()) {
            return "-" + words(duration.negated());
        }
        long millis = duration.toMillis();
        if (millis == 0 && !duration.isZero()) {
            return "< 1 ms";
        }
        if (millis < 1000 && millis > 0) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return seconds(millis);
        }
        long total = (millis + 500) / 1000;
        if (total < 3600) {
            return two(total / 60, "min", total % 60, "s");
        }
        long minutes = (total + 30) / 60;
        if (minutes < 24 * 60) {
            return two(minutes / 60, "h", minutes % 60, "min");
        }
        long hours = (minutes + 30) / 60;
        return two(hours / 24, "d", hours % 24, "h");
    }

    private static String seconds(long millis) {
        if (millis % 1000 == 0) {
            return millis / 1000 + " s";
        }
        return millis < 10_000
                ? String.format(Locale.ROOT, "%.2f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
