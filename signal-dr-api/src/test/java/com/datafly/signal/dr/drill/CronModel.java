package com.datafly.signal.dr.drill;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Calendar rules by brute force: it walks along the time line minute by minute, reads the clock on the wall, and notes
 * what that clock shows for the first time. It shares no code with the rules, and knows no transitions.
 */
final class CronModel {

    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final String rule;
    private final String[] fields;
    private final Set<Instant> found = new TreeSet<>();
    private final IntPredicate minutes;
    private final IntPredicate hours;
    private final IntPredicate months;
    private final IntPredicate weekdays;
    private final IntPredicate dates;

    private CronModel(String rule) {
        this.rule = rule;
        this.fields = rule.toUpperCase(Locale.ROOT).split(" ", -1);
        this.minutes = oneOf(fields[0], 59, List.of());
        this.hours = oneOf(fields[1], 23, List.of());
        this.months = oneOf(fields[3], 12, MONTHS);
        this.dates = fields[2].contains("L") ? date -> false : oneOf(fields[2], 31, List.of());
        boolean plain = !fields[4].contains("#") && !fields[4].endsWith("L");
        this.weekdays = plain ? oneOf(fields[4], 7, DAYS) : day -> false;
    }

    /**
     * Returns the occurrences of each rule from {@code from}, on a minute far from any change of clocks, until
     * {@code to}.
     */
    static Map<String, List<Instant>> walk(List<String> rules, ZoneId zone, Instant from, Instant to) {
        List<CronModel> models = rules.stream().map(CronModel::new).toList();
        LocalDateTime furthest = LocalDateTime.ofInstant(from, zone).minusMinutes(1);
        for (Instant instant = from; !instant.isAfter(to); instant = instant.plusSeconds(60)) {
            LocalDateTime shown = LocalDateTime.ofInstant(instant, zone);
            while (furthest.isBefore(shown)) {
                furthest = furthest.plusMinutes(1);
                for (CronModel model : models) {
                    if (model.fits(furthest)) {
                        model.found.add(instant);
                    }
                }
            }
        }
        Map<String, List<Instant>> occurrences = new LinkedHashMap<>();
        models.forEach(model -> occurrences.put(model.rule, List.copyOf(model.found)));
        return occurrences;
    }

    private boolean fits(LocalDateTime local) {
        return minutes.test(local.getMinute())
                && hours.test(local.getHour())
                && months.test(local.getMonthValue())
                && fitsDay(local.toLocalDate());
    }

    private boolean fitsDay(LocalDate date) {
        boolean anyDate = fields[2].equals("*");
        boolean anyWeekday = fields[4].equals("*");
        if (anyDate || anyWeekday) {
            return (anyDate || fitsDate(date)) && (anyWeekday || fitsWeekday(date));
        }
        return fitsDate(date) || fitsWeekday(date);
    }

    private boolean fitsDate(LocalDate date) {
        return switch (fields[2]) {
            case "L" -> date.equals(lastDay(date));
            case "LW" -> date.equals(lastWorkingDay(date));
            default -> dates.test(date.getDayOfMonth());
        };
    }

    private boolean fitsWeekday(LocalDate date) {
        int day = date.getDayOfWeek().getValue() % 7;
        String field = fields[4];
        if (field.contains("#")) {
            String[] parts = field.split("#", -1);
            return number(parts[0], DAYS) % 7 == day
                    && (date.getDayOfMonth() - 1) / 7 + 1 == Integer.parseInt(parts[1]);
        }
        if (field.endsWith("L")) {
            return number(field.substring(0, field.length() - 1), DAYS) % 7 == day
                    && date.plusDays(7).getMonth() != date.getMonth();
        }
        return weekdays.test(day) || (day == 0 && weekdays.test(7));
    }

    private static LocalDate lastDay(LocalDate date) {
        return date.with(TemporalAdjusters.lastDayOfMonth());
    }

    private static LocalDate lastWorkingDay(LocalDate date) {
        LocalDate last = lastDay(date);
        while (last.getDayOfWeek().getValue() > DayOfWeek.FRIDAY.getValue()) {
            last = last.minusDays(1);
        }
        return last;
    }

    private static IntPredicate oneOf(String field, int largest, List<String> names) {
        boolean[] values = new boolean[64];
        for (String part : field.split(",", -1)) {
            String[] step = part.split("/", -1);
            String[] range = step[0].equals("*") ? new String[] {"0", "" + largest} : step[0].split("-", -1);
            int first = number(range[0], names);
            if (step[0].equals("*") && (largest == 12 || largest == 31)) {
                first = 1;
            }
            int last = range.length == 2 ? number(range[1], names) : step.length == 2 ? largest : first;
            int by = step.length == 2 ? Integer.parseInt(step[1]) : 1;
            for (int value = first; value <= last; value += by) {
                values[value] = true;
            }
        }
        return value -> values[value];
    }

    private static int number(String text, List<String> names) {
        return IntStream.range(0, names.size())
                .filter(i -> names.get(i).equals(text))
                .findFirst()
                .orElseGet(() -> Integer.parseInt(text));
    }

    /** Returns the hour and the minute as the two first fields of a rule. */
    static String at(LocalTime time) {
        return time.getMinute() + " " + time.getHour();
    }
}
