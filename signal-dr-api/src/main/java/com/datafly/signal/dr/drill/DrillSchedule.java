package com.datafly.signal.dr.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.drill.DefaultDrillSchedule;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Repeats drills by the calendar, and keeps what became of them in a journal.
 *
 * <p>It has no thread and no timer. The host calls {@link #tick(DrillJob)} as often as it likes, from wherever it
 * likes, and every few minutes is often enough: what is due then runs on the caller's thread.
 *
 * <pre>{@code
 * executor.scheduleWithFixedDelay(() -> schedule.tick(job), 0, 5, TimeUnit.MINUTES); // a plain executor
 * @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.MINUTES) void tick() { schedule.tick(job); } // Spring
 * public void execute(JobExecutionContext context) { schedule.tick(job); } // a Job of Quartz
 * public static void main(String[] args) { open().tick(job); } // the program of a Kubernetes CronJob
 * }</pre>
 *
 * <p>Any number of hosts may tick at once, if they share the journal and the regime. Each occurrence is run once at
 * most: it is claimed in the journal before it begins, and of several claims the first counts, whatever anybody's clock
 * says. When several occurrences of a drill have passed without a tick, the newest is run, late, and the others are
 * missed. A clock that is set forward runs a drill early, and not again; one that is set back runs nothing twice.
 *
 * <p>Thread-safe. Every method may throw {@link DrException} as the journal reports it: with {@code UNAVAILABLE}, or
 * with {@code INTEGRITY_FAILED} if somebody changed what was written.
 *
 * @since 0.1
 */
public sealed interface DrillSchedule permits DefaultDrillSchedule {

    /** Opens the schedule whose results {@code journal} keeps. The journal stays the caller's to close. */
    static DrillSchedule open(JournalDriver journal, DrillRegime regime) {
        return open(journal, regime, Clock.systemUTC(), TimeSource.system());
    }

    /** Opens the schedule with a clock for instants, and a source of time for durations. */
    static DrillSchedule open(JournalDriver journal, DrillRegime regime, Clock clock, TimeSource time) {
        return DefaultDrillSchedule.open(journal, regime, clock, time);
    }

    /** Returns the drills. */
    DrillRegime regime();

    /**
     * Runs what is due, and notes what was missed.
     *
     * <p>Occurrences count from the hour before the first tick that knows a drill's rule, so that a host that is a bit
     * late for the first one runs it; {@link ScheduledDrill#since()} sets another beginning. Under a new rule, those of
     * the old one count until then.
     *
     * @throws DrException with {@code CANCELLED} if a job was; it is noted as an error, and what else was due stays so
     */
    DrillTick tick(DrillJob job);

    /**
     * Runs a drill now, whatever the calendar says.
     *
     * @throws DrException with {@code NOT_FOUND} if the regime has no such drill
     */
    DrillResult run(String drill, DrillJob job);

    /** Returns the next occurrence of any drill after {@code instant}; empty if all run on demand only. */
    Optional<DrillOccurrence> next(Instant instant);

    /** Returns what a tick at {@code now} would run. A drill that is running is not due. */
    List<DrillOccurrence> due(Instant now);

    /**
     * Returns the newest occurrence of each drill whose grace is over by {@code now}, while no run of it or after it
     * has come to an end.
     */
    List<DrillOccurrence> overdue(Instant now);

    /**
     * Returns every occurrence, oldest first, that should have been run by {@code now} and was not: its grace is over
     * or a newer one has come, or its run is {@linkplain MissedDrill.Reason#INCOMPLETE incomplete}. Of a drill without
     * a rule there are none.
     */
    List<MissedDrill> missed(Instant now);

    /** Returns all results, oldest first; also of drills that the regime no longer has. */
    List<DrillResult> results();

    /** Returns the newest result of a drill. */
    Optional<DrillResult> lastResult(String drill);

    /** Returns what the results of each drill of the regime are worth at {@code now}. */
    List<DrillStanding> standing(Instant now);

    /** Notes that the product was upgraded: from now on, only newer drills clear the next upgrade. */
    void upgraded(String version);

    /**
     * Asks whether the upgrade to {@code version} may begin: whether, of the drills of the regime, the newest that
     * passed or failed did pass, still counts, and began after the last upgrade that was noted.
     */
    UpgradeClearance beforeUpgrade(String version);
}
