package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.drill.CronText;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * When something is to be done, by the calendar and the clocks of one time zone. Immutable.
 *
 * <p>Every local time that fits is one occurrence, whatever the clocks do. Where they are put forward, a local time
 * that is skipped occurs at the moment of the change, and several skipped ones occur there once. Where they are put
 * back, a local time that comes twice occurs the first time only.
 *
 * @since 0.1
 */
public final class CalendarRule {

    private final CronText text;
    private final ZoneId zone;

    private CalendarRule(CronText text, ZoneId zone) {
        this.text = text;
        this.zone = zone;
    }

    /**
     * Reads a rule of five fields, as a crontab or a Kubernetes CronJob has it: minute, hour, day of month (also
     * {@code L} for the last day, {@code LW} for the last working day), month, day of week (0 and 7 are Sunday; also
     * {@code 6#1} for the first Saturday of a month, {@code 6L} for the last). The fields take {@code *}, lists,
     * ranges, steps and English names. If both days are restricted, a day that fits either of them fits.
     *
     * @param rule as in {@code 0 3 1 * *} for 03:00 on every first day of a month; the minute is one number
     * @throws DrException with {@code INVALID_ARGUMENT} if the rule cannot be read, or if no day ever fits
     */
    public static CalendarRule cron(String rule, ZoneId zone) {
        return new CalendarRule(CronText.parse(requireNonNull(rule, "rule")), requireNonNull(zone, "zone"));
    }

    /** Every week, at the minute of {@code time}. */
    public static CalendarRule weekly(DayOfWeek day, LocalTime time, ZoneId zone) {
        return cron(at(time) + " * * " + day.getValue(), zone);
    }

    /**
     * Every month, at the minute of {@code time}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code day} is not from 1 to 28: not every month has it
     */
    public static CalendarRule monthly(int day, LocalTime time, ZoneId zone) {
        return cron(at(time) + " " + requireInEveryMonth(day) + " * *", zone);
    }

    /**
     * In January, April, July and October, at the minute of {@code time}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code day} is not from 1 to 28
     */
    public static CalendarRule quarterly(int day, LocalTime time, ZoneId zone) {
        return cron(at(time) + " " + requireInEveryMonth(day) + " 1,4,7,10 *", zone);
    }

    /** Returns the first occurrence after {@code instant}. */
    public Instant next(Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        Instant next;
        do {
            local = text.next(local);
            next = instant(local);
        } while (!next.isAfter(instant));
        return next;
    }

    /** Returns the occurrences from {@code from} to {@code to}, both included, in order. */
    public List<Instant> between(Instant from, Instant to) {
        List<Instant> found = new ArrayList<>();
        for (Instant next = next(from.minusNanos(1)); !next.isAfter(to); next = next(next)) {
            found.add(next);
        }
        return List.copyOf(found);
    }

    /** Returns the rule's five fields. */
    public String text() {
        return text.toString();
    }

    /** Returns whose clocks it goes by. */
    public ZoneId zone() {
        return zone;
    }

    /** Of a time that comes twice, the zone's rules give the first. */
    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    private static String at(LocalTime time) {
        return time.getMinute() + " " + time.getHour();
    }

    private static int requireInEveryMonth(int day) {
        if (day < 1 || day > 28) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "plan a drill",
                    "the day of the month is " + day,
                    failure -> failure.hint("Use a day from 1 to 28; for the last one, CalendarRule.cron with L."));
        }
        return day;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CalendarRule rule && text().equals(rule.text()) && zone.equals(rule.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text(), zone);
    }

    @Override
    public String toString() {
        return text + " (" + zone + ")";
    }
}
