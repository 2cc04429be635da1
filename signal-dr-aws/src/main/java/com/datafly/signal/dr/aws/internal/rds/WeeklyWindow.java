package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.BackupWindow;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A maintenance window as RDS writes it, {@code sun:05:00-sun:06:00} in UTC.
 *
 * @param text RDS's own form
 * @param start the first minute, counted from Monday, 00:00
 * @param length in minutes
 */
record WeeklyWindow(String text, int start, int length) {

    private static final int MINUTES_OF_DAY = 24 * 60;
    private static final int MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;
    private static final Pattern SHAPE =
            Pattern.compile("([a-z]{3}):([01]\\d|2[0-3]):([0-5]\\d)-([a-z]{3}):([01]\\d|2[0-3]):([0-5]\\d)");
    private static final Map<String, DayOfWeek> DAYS = Map.of(
            "mon", DayOfWeek.MONDAY,
            "tue", DayOfWeek.TUESDAY,
            "wed", DayOfWeek.WEDNESDAY,
            "thu", DayOfWeek.THURSDAY,
            "fri", DayOfWeek.FRIDAY,
            "sat", DayOfWeek.SATURDAY,
            "sun", DayOfWeek.SUNDAY);

    /** Reads a window; empty if the text is of another form. */
    static Optional<WeeklyWindow> parse(String text) {
        Matcher matcher = SHAPE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches() || !DAYS.keySet().containsAll(List.of(matcher.group(1), matcher.group(4)))) {
            return Optional.empty();
        }
        int start = minute(matcher, 1);
        int length = Math.floorMod(minute(matcher, 4) - start, MINUTES_OF_WEEK);
        return Optional.of(new WeeklyWindow(text, start, length));
    }

    private static int minute(Matcher matcher, int group) {
        DayOfWeek day = DAYS.getOrDefault(matcher.group(group), DayOfWeek.MONDAY);
        int hour = Integer.parseInt(matcher.group(group + 1));
        int minute = Integer.parseInt(matcher.group(group + 2));
        return (day.getValue() - 1) * MINUTES_OF_DAY + hour * 60 + minute;
    }

    /** Tells whether a window of every day and this one have a minute in common. */
    boolean overlaps(BackupWindow daily) {
        long dailyLength = daily.length().toMinutes();
        for (int day = 0; day < 7; day++) {
            int dailyStart = day * MINUTES_OF_DAY + minuteOfDay(daily.start());
            boolean beginsInside = Math.floorMod(dailyStart - start, MINUTES_OF_WEEK) < length;
            boolean reachesInto = Math.floorMod(start - dailyStart, MINUTES_OF_WEEK) < dailyLength;
            if (beginsInside || reachesInto) {
                return true;
            }
        }
        return false;
    }

    private static int minuteOfDay(LocalTime time) {
        return time.getHour() * 60 + time.getMinute();
    }
}
