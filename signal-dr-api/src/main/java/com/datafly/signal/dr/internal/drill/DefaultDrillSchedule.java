package com.datafly.signal.dr.internal.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.drill.DrillJob;
import com.datafly.signal.dr.drill.DrillOccurrence;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.drill.DrillStanding;
import com.datafly.signal.dr.drill.DrillTick;
import com.datafly.signal.dr.drill.MissedDrill;
import com.datafly.signal.dr.drill.ScheduledDrill;
import com.datafly.signal.dr.drill.UpgradeClearance;
import com.datafly.signal.dr.internal.drill.Calendar.Planned;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schedule over the drills' log. Jobs run outside of the lock that guards the ledger. */
public final class DefaultDrillSchedule implements DrillSchedule {

    /** With a dot, since logs without one are those of runs. */
    private static final String LOG_NAME = "drills.results";

    private static final Logger LOG = LoggerFactory.getLogger(DefaultDrillSchedule.class);

    private final DrillRegime regime;
    private final Clock clock;
    private final TimeSource time;
    private final DrillLedger ledger;
    private final Set<String> running = new HashSet<>();

    private DefaultDrillSchedule(DrillRegime regime, Clock clock, TimeSource time, DrillLedger ledger) {
        this.regime = requireNonNull(regime, "regime");
        this.clock = requireNonNull(clock, "clock");
        this.time = requireNonNull(time, "time");
        this.ledger = ledger;
    }

    /** Opens a schedule. */
    public static DrillSchedule open(JournalDriver journal, DrillRegime regime, Clock clock, TimeSource time) {
        return open(Journals.over(journal, UnaryOperator.identity(), clock, time), regime, clock, time);
    }

    /** Opens a schedule over journals that mask secrets. */
    public static DrillSchedule open(Journals journals, DrillRegime regime, Clock clock, TimeSource time) {
        return new DefaultDrillSchedule(regime, clock, time, new DrillLedger(journals.shared(LOG_NAME)));
    }

    @Override
    public DrillRegime regime() {
        return regime;
    }

    @Override
    public DrillTick tick(DrillJob job) {
        requireNonNull(job, "job");
        Instant now = clock.instant();
        long begin = time.nanoTime();
        List<MissedDrill> missed = notice(now);
        List<DrillResult> results = new ArrayList<>();
        for (ScheduledDrill drill : regime.drills()) {
            // What is due after a long drill is due by monotonic time: the clock may have been set meanwhile.
            Instant then = now.plusNanos(time.nanoTime() - begin);
            claimDue(drill, then).ifPresent(claim -> results.add(execute(drill, claim, job)));
        }
        return DrillTick.of(results, missed);
    }

    @Override
    public DrillResult run(String drill, DrillJob job) {
        ScheduledDrill found = require(drill);
        Claim claim = claim(found, null, clock.instant());
        synchronized (ledger) {
            ledger.claim(claim);
            running.add(claim.run());
        }
        return execute(found, claim, requireNonNull(job, "job"));
    }

    private List<MissedDrill> notice(Instant now) {
        synchronized (ledger) {
            ledger.refresh();
            Calendar calendar = calendar(now);
            calendar.newWatches().forEach(ledger::watch);
            Map<String, MissedDrill> missed = calendar.missed();
            calendar.due().forEach(due -> missed.remove(due.key()));
            missed.keySet().removeIf(ledger::isNoticed);
            if (!missed.isEmpty()) {
                ledger.missed(missed.keySet(), now);
                missed.values().forEach(one -> LOG.warn("missed drill: {}", one));
            }
            return List.copyOf(missed.values());
        }
    }

    private Optional<Claim> claimDue(ScheduledDrill drill, Instant now) {
        synchronized (ledger) {
            ledger.refresh();
            Optional<Claim> claim =
                    calendar(now).due(drill).map(due -> claim(drill, due, now)).filter(ledger::claim);
            claim.ifPresent(mine -> running.add(mine.run()));
            return claim;
        }
    }

    private static Claim claim(ScheduledDrill drill, @Nullable Planned due, Instant now) {
        return new Claim(
                drill.name(),
                drill.level(),
                "drill-" + UUID.randomUUID(),
                due == null ? null : due.key(),
                due == null ? null : due.at(),
                now,
                drill.limit());
    }

    private DrillResult execute(ScheduledDrill drill, Claim claim, DrillJob job) {
        ScheduledRun run = new ScheduledRun(drill, claim, time);
        try {
            DrillResult result = run.run(job);
            synchronized (ledger) {
                ledger.finish(result);
            }
            if (run.cancelled().isPresent()) {
                throw run.cancelled().get();
            }
            return result;
        } finally {
            synchronized (ledger) {
                running.remove(claim.run());
            }
        }
    }

    @Override
    public Optional<DrillOccurrence> next(Instant instant) {
        return regime.drills().stream()
                .flatMap(drill -> drill.rule().stream()
                        .map(rule -> new DrillOccurrence(drill.name(), rule.next(notBefore(drill, instant)))))
                .min(Comparator.comparing(DrillOccurrence::at));
    }

    private static Instant notBefore(ScheduledDrill drill, Instant instant) {
        return drill.since()
                .map(since -> since.minusNanos(1))
                .filter(instant::isBefore)
                .orElse(instant);
    }

    @Override
    public List<DrillOccurrence> due(Instant now) {
        return look(
                now,
                calendar -> calendar.due().stream().map(Planned::occurrence).toList());
    }

    @Override
    public List<DrillOccurrence> overdue(Instant now) {
        return look(now, Calendar::overdue);
    }

    @Override
    public List<MissedDrill> missed(Instant now) {
        return look(now, calendar -> List.copyOf(calendar.missed().values()));
    }

    @Override
    public List<DrillResult> results() {
        return look(clock.instant(), calendar -> List.copyOf(ledger.results()));
    }

    @Override
    public Optional<DrillResult> lastResult(String drill) {
        List<DrillResult> results = of(drill, results());
        return results.isEmpty() ? Optional.empty() : Optional.of(results.get(results.size() - 1));
    }

    @Override
    public List<DrillStanding> standing(Instant now) {
        List<DrillResult> results = results();
        return regime.drills().stream()
                .map(drill -> DrillStanding.of(drill, of(drill.name(), results), now))
                .toList();
    }

    @Override
    public void upgraded(String version) {
        synchronized (ledger) {
            ledger.upgraded(requireNonNull(version, "version"), clock.instant());
        }
    }

    @Override
    public UpgradeClearance beforeUpgrade(String version) {
        Instant now = clock.instant();
        return look(now, calendar -> new Clearance(regime, ledger, now).of(version));
    }

    private <T> T look(Instant now, Function<Calendar, T> question) {
        synchronized (ledger) {
            ledger.refresh();
            return question.apply(calendar(now));
        }
    }

    private Calendar calendar(Instant now) {
        return new Calendar(regime, ledger, running, now);
    }

    private static List<DrillResult> of(String drill, List<DrillResult> results) {
        return results.stream().filter(result -> result.drill().equals(drill)).toList();
    }

    private ScheduledDrill require(String name) {
        return regime.find(name)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        "run the drill " + name,
                        "the regime has no such drill",
                        failure -> failure.hint("It has: "
                                + regime.drills().stream()
                                        .map(ScheduledDrill::name)
                                        .collect(Collectors.joining(", "))
                                + ".")));
    }
}
