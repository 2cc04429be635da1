package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When, every day, a provider begins its backup: in UTC, to the minute, perhaps over midnight.
 *
 * @param start the first minute
 * @param end the minute before which a backup has begun
 * @since 0.1
 */
public record BackupWindow(LocalTime start, LocalTime end) {

    private static final Pattern SHAPE = Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)-([01]\\d|2[0-3]):([0-5]\\d)");

    /**
     * Checks the times.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the window is empty, or not of whole minutes
     */
    public BackupWindow {
        requireNonNull(start, "start");
        requireNonNull(end, "end");
        if (start.equals(end)) {
            throw invalid("it is empty: from " + start + " to " + end, "Let it end later than it starts.");
        }
        if (!isWhole(start) || !isWhole(end)) {
            throw invalid("its times are " + start + " and " + end, "Use whole minutes.");
        }
    }

    /**
     * Reads a window as in {@code 02:00-03:00}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the text is of another form
     */
    public static BackupWindow parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw invalid("text is '" + text + "'", "Write two times of day in UTC, as in 02:00-03:00.");
        }
        return new BackupWindow(time(matcher, 1), time(matcher, 3));
    }

    /** Returns its length, over midnight if it ends earlier in the day than it starts. */
    public Duration length() {
        Duration length = Duration.between(start, end);
        return length.isNegative() ? length.plusDays(1) : length;
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return start + "-" + end;
    }

    private static LocalTime time(Matcher matcher, int group) {
        return LocalTime.of(Integer.parseInt(matcher.group(group)), Integer.parseInt(matcher.group(group + 1)));
    }

    private static boolean isWhole(LocalTime time) {
        return time.equals(time.truncatedTo(ChronoUnit.MINUTES));
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "set the backup window", problem, failure -> failure.hint(hint));
    }
}
