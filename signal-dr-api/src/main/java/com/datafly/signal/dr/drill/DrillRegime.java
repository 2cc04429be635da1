package com.datafly.signal.dr.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The drills of one protected system. Immutable.
 *
 * @since 0.1
 */
public final class DrillRegime {

    /** The guide's monthly restore with a check of the data's integrity. */
    public static final String MONTHLY_RESTORE = "monthly-restore";

    /** The guide's quarterly drill of the whole recovery. */
    public static final String QUARTERLY_FULL = "quarterly-full";

    /** The guide's restore of a snapshot before a major upgrade: run on demand. */
    public static final String BEFORE_UPGRADE = "before-upgrade";

    private static final LocalTime NIGHT = LocalTime.of(3, 0);

    private final List<ScheduledDrill> drills;

    private DrillRegime(List<ScheduledDrill> drills) {
        this.drills = drills;
    }

    /**
     * Puts drills together, in the order in which they run when several are due.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if there is none, or two have the same name
     */
    public static DrillRegime of(List<ScheduledDrill> drills) {
        Set<String> names = new HashSet<>();
        for (ScheduledDrill drill : drills) {
            if (!names.add(drill.name())) {
                throw invalid("two drills are called " + drill.name());
            }
        }
        if (drills.isEmpty()) {
            throw invalid("there is no drill");
        }
        return new DrillRegime(List.copyOf(drills));
    }

    /**
     * The regime of Datafly Signal's operations guide: a restore at 03:00 on the first of every month, whose verdict
     * counts for 35 days; a full drill at 03:00 on the fifteenth of January, April, July and October, whose verdict
     * counts for 100 days; a restore on demand before a major upgrade, whose verdict counts for 7 days.
     */
    public static DrillRegime guide(ZoneId zone) {
        return of(List.of(
                ScheduledDrill.create(
                        MONTHLY_RESTORE,
                        DrillLevel.RESTORE,
                        drill ->
                                drill.rule(CalendarRule.monthly(1, NIGHT, zone)).validity(Duration.ofDays(35))),
                ScheduledDrill.create(
                        QUARTERLY_FULL,
                        DrillLevel.FULL,
                        drill -> drill.rule(CalendarRule.quarterly(15, NIGHT, zone))
                                .validity(Duration.ofDays(100))),
                ScheduledDrill.create(
                        BEFORE_UPGRADE, DrillLevel.RESTORE, drill -> drill.validity(Duration.ofDays(7)))));
    }

    /** Returns the drills, in order. */
    public List<ScheduledDrill> drills() {
        return drills;
    }

    /** Looks a drill up. */
    public Optional<ScheduledDrill> find(String name) {
        return drills.stream().filter(drill -> drill.name().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return drills.toString();
    }

    private static DrException invalid(String problem) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "schedule drills",
                problem,
                failure -> failure.hint("Give one or more drills, each with a name of its own."));
    }
}
