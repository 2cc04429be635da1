package com.datafly.signal.dr.k8s.testing.internal.kinds;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal.Cause;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** The rules for CronJobs. */
final class CronRules {

    private static final List<String> DESCRIPTORS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<Bounds> FIELDS = List.of(
            new Bounds(0, 59, List.of()),
            new Bounds(0, 23, List.of()),
            new Bounds(1, 31, List.of()),
            new Bounds(1, 12, MONTHS),
            new Bounds(0, 6, DAYS));

    private CronRules() {}

    /** Checks when it runs, and by which clock. */
    static void cronJob(JsonNode spec, List<Cause> causes) {
        String schedule = Json.text(spec, "schedule");
        try {
            check(schedule);
        } catch (IllegalArgumentException e) {
            causes.add(Cause.invalid("spec.schedule", schedule, String.valueOf(e.getMessage())));
        }
        String zone = Json.text(spec, "timeZone");
        if (spec.has("timeZone") && !ZoneId.getAvailableZoneIds().contains(zone)) {
            causes.add(Cause.invalid("spec.timeZone", zone, "unknown time zone " + zone));
        }
    }

    private static void check(String schedule) {
        if (schedule.startsWith("@")) {
            require(
                    DESCRIPTORS.contains(schedule) || schedule.startsWith("@every "),
                    "Unrecognized descriptor: " + schedule);
            return;
        }
        String[] fields = schedule.strip().split("\\s+", -1);
        require(fields.length == FIELDS.size(), "Expected exactly 5 fields, found " + fields.length + ": " + schedule);
        for (int i = 0; i < fields.length; i++) {
            for (String range : fields[i].split(",", -1)) {
                if (!range.isEmpty()) {
                    FIELDS.get(i).check(range);
                }
            }
        }
    }

    private static void require(boolean met, String why) {
        if (!met) {
            throw new IllegalArgumentException(why);
        }
    }

    private record Bounds(int least, int most, List<String> names) {

        void check(String range) {
            String[] stepped = range.split("/", -1);
            String[] ends = stepped[0].split("-", -1);
            require(stepped.length <= 2, "Too many slashes: " + range);
            require(ends.length <= 2, "Too many hyphens: " + range);
            require(
                    stepped.length == 1 || number(stepped[1]) > 0,
                    "Step of range should be a positive number: " + range);
            if (ends[0].equals("*") || ends[0].equals("?")) {
                return;
            }
            int first = number(ends[0]);
            int last = ends.length == 2 ? number(ends[1]) : stepped.length == 2 ? most : first;
            require(first >= least, "Beginning of range (" + first + ") below minimum (" + least + "): " + range);
            require(last <= most, "End of range (" + last + ") above maximum (" + most + "): " + range);
            require(first <= last, "Beginning of range (" + first + ") beyond end of range (" + last + "): " + range);
        }

        private int number(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (named >= 0) {
                return named + least;
            }
            require(
                    text.matches("\\d{1,9}"),
                    "Failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
            return Integer.parseInt(text);
        }
    }
}
