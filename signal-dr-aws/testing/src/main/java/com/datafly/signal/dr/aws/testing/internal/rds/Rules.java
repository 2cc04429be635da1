package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What RDS takes for a name, a retention, a window. */
public final class Rules {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z](-?[a-zA-Z0-9])*");
    private static final Pattern DAILY = Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)-([01]\\d|2[0-3]):([0-5]\\d)");
    private static final Pattern WEEKLY = Pattern.compile("(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):([0-5]\\d)"
            + "-(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):([0-5]\\d)");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;

    private Rules() {}

    /** Returns a new resource's name in small letters, or refuses it. */
    public static String name(String parameter, String name, int longest) {
        if (name.length() > longest || !NAME.matcher(name).matches()) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "The parameter " + parameter + " is not a valid identifier. Identifiers must begin with a letter;"
                            + " must contain only ASCII letters, digits, and hyphens; must not end with a hyphen or"
                            + " contain two consecutive hyphens; and must have at most " + longest + " characters.");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Refuses a retention that is not 0 to 35 days. */
    public static void retention(int days) {
        if (days < 0 || days > 35) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "Invalid backup retention period: " + days + ". The value must be between 0 and 35.");
        }
    }

    /** Refuses windows that are malformed, shorter than 30 minutes, or overlap. */
    public static void windows(String backup, String maintenance) {
        Matcher daily = DAILY.matcher(backup);
        Matcher weekly = WEEKLY.matcher(maintenance.toLowerCase(Locale.ROOT));
        if (!daily.matches()) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "Invalid backup window format: " + backup + ". It must be in the format hh24:mi-hh24:mi.");
        }
        if (!weekly.matches()) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "Invalid maintenance window format: " + maintenance
                            + ". It must be in the format ddd:hh24:mi-ddd:hh24:mi.");
        }
        int length = Math.floorMod(minutes(daily, 3) - minutes(daily, 1), DAY);
        int from = DAYS.indexOf(weekly.group(1)) * DAY + minutes(weekly, 2);
        int to = DAYS.indexOf(weekly.group(4)) * DAY + minutes(weekly, 5);
        int weeklyLength = Math.floorMod(to - from, WEEK);
        requireHalfAnHour("backup", backup, length);
        requireHalfAnHour("maintenance", maintenance, weeklyLength);
        for (int day = 0; day < 7; day++) {
            int start = day * DAY + minutes(daily, 1);
            if (Math.floorMod(start - from, WEEK) < weeklyLength || Math.floorMod(from - start, WEEK) < length) {
                throw Refusal.of("InvalidParameterValue", "The backup window and maintenance window must not overlap.");
            }
        }
    }

    /** Refuses a value that is none of those. */
    public static void oneOf(String parameter, String value, Set<String> values) {
        if (!values.contains(value)) {
            throw Refusal.of(
                    "InvalidParameterValue", "Invalid " + parameter + ": " + value + ". Valid values are " + values);
        }
    }

    /** Returns the minute of the day at which a backup window begins. */
    static int beginOf(String backupWindow) {
        Matcher daily = DAILY.matcher(backupWindow);
        return daily.matches() ? minutes(daily, 1) : 0;
    }

    private static void requireHalfAnHour(String kind, String window, int minutes) {
        if (minutes < 30) {
            throw Refusal.of(
                    "InvalidParameterValue", "The " + kind + " window " + window + " must be at least 30 minutes.");
        }
    }

    private static int minutes(Matcher window, int group) {
        return Integer.parseInt(window.group(group)) * 60 + Integer.parseInt(window.group(group + 1));
    }
}
