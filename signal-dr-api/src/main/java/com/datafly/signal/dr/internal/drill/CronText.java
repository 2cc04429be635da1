package com.datafly.signal.dr.internal.drill;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of five fields, for a calendar without a time zone.
 *
 * <p>The parser's own zones are left alone: it has lost and doubled occurrences where a clock was changed, and it has
 * no way to tell which of two equal local times is meant.
 */
public final class CronText {

    private static final CronDefinition FIELDS = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .supportsL()
            .supportsLW()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .supportsHash()
            .supportsL()
            .withStrictRange()
            .and()
            .instance();
    private static final Pattern FIELD_GAP = Pattern.compile("\\s+");
    private static final Pattern ONE_MINUTE = Pattern.compile("[0-5]?[0-9] .*");

    private final String text;
    private final ExecutionTime times;

    private CronText(String text, ExecutionTime times) {
        this.text = text;
        this.times = times;
    }

    /**
     * Reads a rule.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it cannot be read, occurs more often than once an hour, or
     *     never
     */
    public static CronText parse(String rule) {
        String text = FIELD_GAP.matcher(rule.strip()).replaceAll(" ");
        CronText parsed = new CronText(text, times(text));
        if (!ONE_MINUTE.matcher(text).matches()) {
            throw invalid(text, "it does not begin with a minute from 0 to 59", null);
        }
        if (parsed.find(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw invalid(text, "no day of any year fits it", null);
        }
        return parsed;
    }

    private static ExecutionTime times(String text) {
        try {
            Cron cron = new CronParser(FIELDS).parse(text);
            return ExecutionTime.forCron(cron.validate());
        } catch (IllegalArgumentException e) {
            throw invalid(text, String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the first local time after {@code local} that fits the rule. */
    public LocalDateTime next(LocalDateTime local) {
        return find(local)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.INTERNAL, "plan a drill by '" + text + "'", "nothing fits after " + local));
    }

    private Optional<LocalDateTime> find(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
    }

    /** Returns the rule, with single spaces. */
    @Override
    public String toString() {
        return text;
    }

    private static DrException invalid(String text, String problem, @Nullable Throwable cause) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "plan a drill",
                "the rule '" + text + "' does not do: " + problem,
                failure -> {
                    failure.hint(
                            "Give minute, hour, day of month, month and day of week, as in '0 3 1 * *' for 03:00 on"
                                    + " every first day of a month.");
                    if (cause != null) {
                        failure.cause(cause);
                    }
                });
    }
}
