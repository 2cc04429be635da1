package com.datafly.signal.dr.internal.platform.access;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schedules that a CronJob of Kubernetes takes. They are fewer than those of other crons: no Sunday of number 7, no
 * L, W or #, and zones by their names alone.
 */
public final class CronSchedule {

    private static final Pattern PART = Pattern.compile("(?:[*?]|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,4}))?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<Field> FIELDS = List.of(
            new Field("minute", 0, 59, List.of()),
            new Field("hour", 0, 23, List.of()),
            new Field("day of the month", 1, 31, List.of()),
            new Field("month", 1, 12, MONTHS),
            new Field("day of the week", 0, 6, DAYS));

    private CronSchedule() {}

    /**
     * Refuses what Kubernetes would.
     *
     * @throws DrException with {@code INVALID_ARGUMENT}, which names the field
     */
    public static void require(String cron, String timeZone) {
        String[] texts = cron.strip().split("\\s+", -1);
        if (texts.length != FIELDS.size()) {
            throw invalid(cron, "it has " + texts.length + " fields instead of 5");
        }
        for (int i = 0; i < texts.length; i++) {
            Field field = FIELDS.get(i);
            for (String part : texts[i].split(",", -1)) {
                if (!field.takes(part)) {
                    throw invalid(
                            cron,
                            "'" + part + "' is no " + field.name + ", which go from " + field.least + " to "
                                    + field.most);
                }
            }
        }
        if (!ZoneId.getAvailableZoneIds().contains(timeZone) || timeZone.startsWith("SystemV/")) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "write a manifest",
                    "the time zone is '" + timeZone + "'",
                    failure -> failure.hint(
                            "Name one of the IANA's, as in Europe/Berlin or Etc/UTC: Kubernetes takes no other."));
        }
    }

    private static DrException invalid(String cron, String why) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "write a manifest",
                "the schedule is '" + cron + "': " + why,
                failure -> failure.hint("Use the five fields that Kubernetes takes, as in \"0 3 * * 0\" for Sundays."));
    }

    private record Field(String name, int least, int most, List<String> names) {

        boolean takes(String part) {
            Matcher range = PART.matcher(part);
            if (!range.matches() || (range.group(3) != null && Integer.parseInt(range.group(3)) == 0)) {
                return false;
            }
            if (range.group(1) == null) {
                return true;
            }
            int first = number(range.group(1));
            int last = range.group(2) == null ? first : number(range.group(2));
            return least <= first && first <= last && last <= most;
        }

        private int number(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (named >= 0) {
                return named + least;
            }
            return text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
        }
    }
}
