package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;

/** When changes that were not asked for at once come into force. */
final class MaintenanceWindow {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private MaintenanceWindow() {}

    /** Returns when a window like {@code sun:05:10-sun:05:40} begins next. */
    static Instant next(Instant now, String window) {
        DayOfWeek day = DayOfWeek.of(1 + DAYS.indexOf(window.substring(0, 3).toLowerCase(Locale.ROOT)));
        LocalTime time = LocalTime.parse(window.substring(4, 9));
        OffsetDateTime begin = now.atOffset(ZoneOffset.UTC)
                .with(TemporalAdjusters.nextOrSame(day))
                .with(time);
        return begin.toInstant().isAfter(now)
                ? begin.toInstant()
                : begin.plusWeeks(1).toInstant();
    }
}
