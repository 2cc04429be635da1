package com.datafly.signal.dr.internal.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.drill.CalendarRule;
import com.datafly.signal.dr.drill.DrillJob;
import com.datafly.signal.dr.drill.DrillLevel;
import com.datafly.signal.dr.drill.DrillOccurrence;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.drill.DrillStanding.State;
import com.datafly.signal.dr.drill.DrillTick;
import com.datafly.signal.dr.drill.MissedDrill;
import com.datafly.signal.dr.drill.MissedDrill.Reason;
import com.datafly.signal.dr.drill.ScheduledDrill;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrillScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String LOG = "drills.results";

    private final MemoryJournal journal = new MemoryJournal();
    private final HandClock clock = new HandClock("2026-01-20T12:00:00Z");
    private final List<String> ran = new ArrayList<>();
    private Verdict verdict = Verdict.PASSED;
    private Duration takes = Duration.ofMinutes(20);

    private final DrillJob job = (drill, runId) -> {
        ran.add(drill.name() + " " + clock.instant());
        clock.pass(takes);
        return report();
    };

    @Test
    void theGuidesRegimeRunsEachDrillOnceAtItsTime() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        tickEvery(schedule, Duration.ofMinutes(10), "2026-05-02T00:00:00Z");

        assertThat(ran)
                .containsExactly(
                        "monthly-restore 2026-02-01T02:00:00Z",
                        "monthly-restore 2026-03-01T02:00:00Z",
                        "monthly-restore 2026-04-01T01:00:00Z",
                        "quarterly-full 2026-04-15T01:00:00Z",
                        "monthly-restore 2026-05-01T01:00:00Z");
        assertThat(schedule.missed(clock.instant())).isEmpty();
        assertThat(schedule.overdue(clock.instant())).isEmpty();
    }

    @Test
    void nextDueAndOverdueFollowAnOccurrence() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        Instant february = Instant.parse("2026-02-01T02:00:00Z");
        DrillOccurrence occurrence = new DrillOccurrence("monthly-restore", february);

        assertThat(schedule.next(clock.instant())).contains(occurrence);
        assertThat(schedule.due(february.minusNanos(1))).isEmpty();
        assertThat(schedule.due(february)).containsExactly(occurrence);
        assertThat(schedule.overdue(february.plus(Duration.ofHours(24)).minusNanos(1)))
                .isEmpty();
        assertThat(schedule.overdue(february.plus(Duration.ofHours(24)))).containsExactly(occurrence);
        assertThat(schedule.missed(february.plus(Duration.ofHours(24)))).isEmpty();
        assertThat(schedule.missed(february.plus(Duration.ofHours(25))))
                .containsExactly(new MissedDrill(occurrence, Reason.NOT_RUN));
    }

    @Test
    void monthsWithoutATickRunTheNewestLateAndNoticeEveryOther() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        clock.set("2026-11-20T09:00:00Z");

        DrillTick tick = schedule.tick(job);

        assertThat(ran).containsExactly("monthly-restore 2026-11-20T09:00:00Z", "quarterly-full 2026-11-20T09:20:00Z");
        assertThat(tick.results().stream().map(DrillResult::occurrence))
                .containsExactly(
                        Optional.of(Instant.parse("2026-11-01T02:00:00Z")),
                        Optional.of(Instant.parse("2026-10-15T01:00:00Z")));
        List<Instant> missed = new ArrayList<>();
        for (String at : List.of(
                "02-01T02",
                "03-01T02",
                "04-01T01",
                "04-15T01",
                "05-01T01",
                "06-01T01",
                "07-01T01",
                "07-15T01",
                "08-01T01",
                "09-01T01",
                "10-01T01")) {
            missed.add(Instant.parse("2026-" + at + ":00:00Z"));
        }
        assertThat(tick.missed().stream().map(one -> one.occurrence().at())).isEqualTo(missed);
        assertThat(schedule.missed(clock.instant())).isEqualTo(tick.missed());
        assertThat(schedule.tick(job).missed()).isEmpty();
        assertThat(open(schedule.regime()).tick(job).missed()).isEmpty();
    }

    @Test
    void drillsInTheGapAndInTheOverlapOfTheClocksRunOnce() {
        DrillSchedule schedule = open(one("30 2 * * *"));
        clock.set("2026-03-28T12:00:00Z");
        tickEvery(schedule, Duration.ofMinutes(7), "2026-03-30T06:00:00Z");
        clock.set("2026-10-24T12:00:00Z");
        ran.clear();
        schedule.tick(job);
        ran.clear();
        takes = Duration.ofMinutes(1);
        tickEvery(schedule, Duration.ofMinutes(7), "2026-10-26T06:00:00Z");

        assertThat(schedule.results().stream().map(result -> result.occurrence().orElseThrow()))
                .contains(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(ran).hasSize(2);
        assertThat(schedule.results().stream()
                        .map(result -> result.occurrence().orElseThrow())
                        .filter(at -> at.isAfter(Instant.parse("2026-10-24T23:00:00Z"))))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void whatHasAClaimIsNotRunAgainAndAFailureIsAResult() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        clock.set("2026-02-01T02:00:00Z");
        verdict = Verdict.FAILED;

        DrillResult result = schedule.tick(job).results().get(0);

        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.summary()).isEqualTo("what the report says");
        assertThat(result.startedAt()).isEqualTo("2026-02-01T02:00:00Z");
        assertThat(result.finishedAt()).isEqualTo("2026-02-01T02:20:00Z");
        assertThat(result.level()).isEqualTo(DrillLevel.RESTORE);
        assertThat(result.recoveryPoint()).contains(Duration.ofSeconds(2));
        assertThat(result.recoveryTime()).contains(Duration.ofMinutes(5));
        assertThat(schedule.due(clock.instant())).isEmpty();
        assertThat(schedule.tick(job).results()).isEmpty();
        assertThat(open(DrillRegime.guide(BERLIN)).lastResult("monthly-restore"))
                .hasValueSatisfying(
                        same -> assertThat(same).usingRecursiveComparison().isEqualTo(result));
    }

    @Test
    void aJobThatThrowsIsAnErrorThatTellsNoForeignMessage() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));

        DrillResult foreign = schedule.run("monthly-restore", (drill, runId) -> {
            throw new IllegalStateException("password=swordfish");
        });
        DrillResult ours = schedule.run("monthly-restore", (drill, runId) -> {
            throw DrException.of(ErrorCode.QUOTA, "restore", "no slot is free");
        });

        assertThat(foreign.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(foreign.summary()).isEqualTo("the job failed with java.lang.IllegalStateException");
        assertThat(ours.summary()).isEqualTo("restore: no slot is free");
        assertThat(journal.lines(LOG)).noneMatch(line -> line.contains("swordfish"));
    }

    @Test
    void aCancelledJobIsNotedAndThrownOnAndWhatElseWasDueStaysDue() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        clock.set("2026-04-16T00:00:00Z");

        assertThatThrownBy(() -> schedule.tick((drill, runId) -> {
                    throw DrException.of(ErrorCode.CANCELLED, "rehearse", "the thread was interrupted");
                }))
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));

        assertThat(schedule.lastResult("monthly-restore").orElseThrow().verdict())
                .isEqualTo(Verdict.ERROR);
        assertThat(schedule.due(clock.instant()))
                .containsExactly(new DrillOccurrence("quarterly-full", Instant.parse("2026-04-15T01:00:00Z")));
    }

    @Test
    void aCrashInMidDrillIsNoticedOnceItsTimeIsOverAndTheDrillIsNotRunAgain() {
        DrillSchedule dead = open(DrillRegime.guide(BERLIN));
        dead.tick(job);
        clock.set("2026-02-01T02:00:00Z");
        assertThatThrownBy(() -> dead.tick((drill, runId) -> {
                    throw new StackOverflowError("stands for the end of the process");
                }))
                .isInstanceOf(StackOverflowError.class);
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        DrillOccurrence occurrence = new DrillOccurrence("monthly-restore", clock.instant());

        clock.pass(Duration.ofHours(12).minusNanos(1));
        assertThat(schedule.tick(job).missed()).isEmpty();
        clock.pass(Duration.ofNanos(1));
        DrillTick tick = schedule.tick(job);

        assertThat(tick.results()).isEmpty();
        assertThat(tick.missed()).containsExactly(new MissedDrill(occurrence, Reason.INCOMPLETE));
        assertThat(schedule.tick(job).missed()).isEmpty();
        assertThat(schedule.overdue(occurrence.at().plus(Duration.ofHours(24)))).containsExactly(occurrence);
        assertThat(schedule.standing(clock.instant()).get(0).state()).isEqualTo(State.NEVER);
        schedule.run("monthly-restore", job);
        assertThat(schedule.overdue(occurrence.at().plus(Duration.ofHours(24)))).isEmpty();
    }

    @Test
    void aCrashOfADrillOnDemandIsNoticedToo() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        assertThatThrownBy(() -> schedule.run("before-upgrade", (drill, runId) -> {
                    throw new StackOverflowError("stands for the end of the process");
                }))
                .isInstanceOf(StackOverflowError.class);
        Instant begun = clock.instant();
        clock.pass(Duration.ofHours(13));

        assertThat(schedule.tick(job).missed())
                .containsExactly(new MissedDrill(new DrillOccurrence("before-upgrade", begun), Reason.INCOMPLETE));
    }

    @Test
    void aDrillThatIsRunningIsNotDueHoweverLongItTakes() {
        DrillSchedule schedule = open(one("0 * * * *", drill -> drill.limit(Duration.ofHours(2))));
        schedule.tick(job);
        ran.clear();
        clock.pass(Duration.ofHours(1));
        List<DrillOccurrence> due = new ArrayList<>();
        List<MissedDrill> missed = new ArrayList<>();

        schedule.tick((drill, runId) -> {
            clock.pass(Duration.ofHours(5));
            due.addAll(schedule.due(clock.instant()));
            missed.addAll(schedule.missed(clock.instant()));
            return report();
        });

        assertThat(due).isEmpty();
        assertThat(missed).noneMatch(one -> one.reason() == Reason.INCOMPLETE).hasSize(4);
        assertThat(schedule.due(clock.instant())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twoHostsThatTickAtOnceRunEachOccurrenceOnce(long seed) throws Exception {
        DrillRegime regime = one("0 * * * *");
        Set<Instant> occurrences = new TreeSet<>();
        AtomicInteger runs = new AtomicInteger();
        DrillJob counting = (drill, runId) -> {
            runs.incrementAndGet();
            return report();
        };
        open(regime).tick(counting);
        int before = runs.get();
        Random random = new Random(seed);
        ExecutorService hosts = Executors.newFixedThreadPool(4);
        try {
            for (int hour = 0; hour < 25; hour++) {
                clock.pass(Duration.ofHours(1));
                List<DrillSchedule> schedules = List.of(open(regime), open(regime), open(regime), open(regime));
                CountDownLatch start = new CountDownLatch(1);
                List<Future<DrillTick>> ticks = new ArrayList<>();
                for (DrillSchedule schedule : schedules) {
                    int spin = random.nextInt(2_000);
                    ticks.add(hosts.submit(() -> {
                        start.await();
                        for (int i = 0; i < spin; i++) {
                            Thread.onSpinWait();
                        }
                        return schedule.tick(counting);
                    }));
                }
                start.countDown();
                for (Future<DrillTick> tick : ticks) {
                    tick.get(60, TimeUnit.SECONDS)
                            .results()
                            .forEach(result -> assertThat(
                                            occurrences.add(result.occurrence().orElseThrow()))
                                    .isTrue());
                }
            }
        } finally {
            hosts.shutdownNow();
        }
        assertThat(runs.get() - before).isEqualTo(25);
        assertThat(occurrences).hasSize(25);
        assertThat(open(regime).missed(clock.instant())).isEmpty();
    }

    @Test
    void aHostThatIsOvertakenBetweenLookAndClaimDoesNotRun() {
        DrillSchedule slow = open(DrillRegime.guide(BERLIN));
        DrillSchedule fast = open(DrillRegime.guide(BERLIN));
        slow.tick(job);
        clock.set("2026-02-01T02:00:00Z");
        journal.beforeAppend(() -> fast.tick(job));

        assertThat(slow.tick(job).results()).isEmpty();
        assertThat(ran).hasSize(1);
    }

    @Test
    void aClaimWhoseAnswerWasLostIsKept() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        clock.set("2026-02-01T02:00:00Z");
        journal.loseAnswer(true);

        assertThat(schedule.tick(job).results()).hasSize(1);
        assertThat(open(DrillRegime.guide(BERLIN)).results()).hasSize(1);
    }

    @Test
    void withoutAClaimNothingRuns() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        clock.set("2026-02-01T02:00:00Z");
        journal.refuse(true);

        assertThatThrownBy(() -> schedule.tick(job)).isInstanceOf(DrException.class);
        assertThat(ran).isEmpty();
        journal.refuse(false);
        assertThat(schedule.tick(job).results()).hasSize(1);
    }

    /** The clock is wrong by up to twelve hours and right again, over and over, for months. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void jumpsOfTheClockRunNothingTwiceAndLoseNothing(long seed) {
        String daily = "0 3 * * *";
        Instant begin = clock.instant();
        DrillSchedule schedule = open(one(daily));

        Instant end = tickByABadClock(schedule, new Random(seed), Duration.ofDays(150));

        List<Instant> occurrences = occurrences(schedule);
        assertThat(occurrences).doesNotHaveDuplicates();
        assertThat(occurrences)
                .containsAll(CalendarRule.cron(daily, ZoneOffset.UTC).between(begin, end));
        assertThat(schedule.missed(end)).isEmpty();
    }

    /** A jump forward that is longer than the time between two drills leaves only the newest of them worth running. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatAJumpOfTheClockPassedOverIsEitherRunOrNoticed(long seed) {
        String often = "0 */4 * * *";
        Instant begin = clock.instant();
        DrillSchedule schedule = open(one(often, drill -> drill.grace(Duration.ofHours(1))));

        Instant end = tickByABadClock(schedule, new Random(seed), Duration.ofDays(60));

        List<Instant> occurrences = occurrences(schedule);
        assertThat(occurrences).doesNotHaveDuplicates();
        List<Instant> expected =
                new ArrayList<>(CalendarRule.cron(often, ZoneOffset.UTC).between(begin, end));
        expected.removeAll(occurrences);
        assertThat(schedule.missed(end).stream().map(one -> one.occurrence().at()))
                .isEqualTo(expected);
        assertThat(expected.size()).isLessThan(occurrences.size());
    }

    private Instant tickByABadClock(DrillSchedule schedule, Random random, Duration length) {
        takes = Duration.ofMinutes(1);
        Instant truth = clock.instant();
        Instant end = truth.plus(length);
        Duration offset = Duration.ZERO;
        schedule.tick(job);
        while (truth.isBefore(end)) {
            truth = truth.plus(Duration.ofMinutes(10 + random.nextInt(40)));
            if (random.nextInt(30) == 0) {
                offset = offset.isZero() ? Duration.ofMinutes(random.nextInt(1_440) - 720) : Duration.ZERO;
            }
            clock.set(truth.plus(offset));
            schedule.tick(job);
        }
        clock.set(truth);
        schedule.tick(job);
        return truth;
    }

    private static List<Instant> occurrences(DrillSchedule schedule) {
        return schedule.results().stream()
                .map(result -> result.occurrence().orElseThrow())
                .toList();
    }

    @Test
    void aFirstTickWithAClockThatIsWrongByYearsIsOvercome() {
        clock.set("2031-01-01T00:00:00Z");
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.tick(job);
        clock.set("2026-01-20T12:00:00Z");
        schedule.tick(job);
        clock.set("2026-02-01T02:05:00Z");

        assertThat(schedule.tick(job).results()).hasSize(1);
        assertThat(schedule.missed(clock.instant())).isEmpty();
    }

    @Test
    void aHostThatIsLateForItsFirstTickRunsWhatWokeIt() {
        clock.set("2026-02-01T02:48:00Z");

        assertThat(open(DrillRegime.guide(BERLIN)).tick(job).results()).hasSize(1);
    }

    @Test
    void occurrencesCountSinceTheInstantThatTheHostSets() {
        Instant since = Instant.parse("2025-10-15T00:00:00Z");
        DrillSchedule schedule = open(one("0 3 1 * *", drill -> drill.since(since)));

        assertThat(schedule.missed(clock.instant())).hasSize(3);
        assertThat(schedule.overdue(clock.instant())).hasSize(1);
        assertThat(schedule.tick(job).results()).hasSize(1);
        assertThat(schedule.missed(clock.instant())).hasSize(2);
    }

    @Test
    void aBeginningInTheFutureIsWaitedFor() {
        DrillSchedule schedule = open(one("0 3 1 * *", drill -> drill.since(Instant.parse("2026-02-10T00:00:00Z"))));
        assertThat(schedule.next(clock.instant()).orElseThrow().at()).isEqualTo("2026-03-01T03:00:00Z");
        tickEvery(schedule, Duration.ofHours(1), "2026-03-02T00:00:00Z");

        assertThat(ran).containsExactly("nightly 2026-03-01T03:00:00Z");
    }

    @Test
    void underANewRuleWhatTheOldOneMissedStaysMissedAndTheNewOneCountsFromThen() {
        open(one("0 3 1 * *")).tick(job);
        clock.set("2026-04-10T12:00:00Z");
        DrillSchedule changed = open(one("0 4 15 * *"));

        assertThat(changed.tick(job).results())
                .singleElement()
                .satisfies(late -> assertThat(late.occurrence()).contains(Instant.parse("2026-04-01T03:00:00Z")));
        assertThat(changed.missed(clock.instant()).stream()
                        .map(one -> one.occurrence().at()))
                .containsExactly(Instant.parse("2026-02-01T03:00:00Z"), Instant.parse("2026-03-01T03:00:00Z"));
        clock.set("2026-04-15T04:00:00Z");
        assertThat(changed.tick(job).results())
                .singleElement()
                .satisfies(next ->
                        assertThat(next.occurrence()).contains(clock.instant().minus(takes)));
        clock.set("2026-05-02T00:00:00Z");
        assertThat(changed.due(clock.instant())).isEmpty();
        assertThat(changed.overdue(clock.instant())).isEmpty();
        assertThat(changed.missed(clock.instant())).hasSize(2);
    }

    @Test
    void hostsWithDifferentRulesLoseNothingWhileAChangeIsRolledOut() {
        takes = Duration.ofSeconds(5);
        DrillSchedule old = open(one("0 3 * * *"));
        DrillSchedule changed = open(one("0 5 * * *"));
        Instant end = Instant.parse("2026-01-21T12:00:00Z");
        while (clock.instant().isBefore(end)) {
            old.tick(job);
            clock.pass(Duration.ofSeconds(50));
            changed.tick(job);
            clock.pass(Duration.ofSeconds(50));
        }

        assertThat(changed.results().stream().map(result -> result.occurrence().orElseThrow()))
                .containsExactly(Instant.parse("2026-01-21T03:00:00Z"), Instant.parse("2026-01-21T05:00:00Z"));
    }

    @Test
    void standingGoesFromNeverToPassedToExpired() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        assertThat(schedule.standing(clock.instant())).allMatch(one -> one.state() == State.NEVER);

        DrillResult result = schedule.run("monthly-restore", job);

        assertThat(result.expiresAt()).isEqualTo(result.finishedAt().plus(Duration.ofDays(35)));
        assertThat(standing(schedule, result.expiresAt().minusNanos(1))).isEqualTo(State.PASSED);
        assertThat(standing(schedule, result.expiresAt())).isEqualTo(State.EXPIRED);
        assertThat(schedule.standing(result.expiresAt()).get(0).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"UNPROVEN", "ERROR"})
    void whatProvesNothingTakesNoPassAwayAndGivesNone(Verdict nothing) {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        verdict = nothing;
        schedule.run("monthly-restore", job);
        assertThat(standing(schedule, clock.instant()).name()).isEqualTo(nothing.name());
        verdict = Verdict.PASSED;
        schedule.run("monthly-restore", job);
        verdict = nothing;
        DrillResult newest = schedule.run("monthly-restore", job);

        assertThat(standing(schedule, clock.instant())).isEqualTo(State.PASSED);
        assertThat(schedule.standing(clock.instant())
                        .get(0)
                        .newest()
                        .orElseThrow()
                        .runId())
                .isEqualTo(newest.runId());
        verdict = Verdict.FAILED;
        schedule.run("monthly-restore", job);
        assertThat(standing(schedule, clock.instant().plus(Duration.ofDays(400))))
                .isEqualTo(State.FAILED);
    }

    @Test
    void aReportThatExpiresEarlierEndsThePassEarlier() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        Instant soon = clock.instant().plus(Duration.ofDays(2));

        DrillResult result = schedule.run(
                "monthly-restore",
                (drill, runId) -> Report.create(
                        "drill",
                        "orders",
                        clock.instant(),
                        report -> report.check(CheckResult.of("data", Verdict.PASSED, "seen"))
                                .expiresAt(soon)));

        assertThat(result.expiresAt()).isEqualTo(soon);
    }

    @Test
    void anUpgradeIsClearedByAPassThatIsNewerThanTheLastOneAlone() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        assertThat(schedule.beforeUpgrade("5").cleared()).isFalse();
        schedule.run("monthly-restore", job);
        assertThat(schedule.beforeUpgrade("5").cleared()).isTrue();
        schedule.upgraded("5");

        assertThat(schedule.beforeUpgrade("6").cleared()).isFalse();
        assertThat(schedule.beforeUpgrade("6").reason()).contains("before the upgrade to 5");
        schedule.run("before-upgrade", job);
        assertThat(schedule.beforeUpgrade("6").evidence().orElseThrow().drill()).isEqualTo("before-upgrade");
        clock.pass(Duration.ofDays(8));
        assertThat(schedule.beforeUpgrade("6").reason()).contains("expired");
    }

    @Test
    void aDrillThatBeganBeforeAnUpgradeDoesNotClearTheNext() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.run("before-upgrade", (drill, runId) -> {
            schedule.upgraded("5");
            return report();
        });

        assertThat(schedule.beforeUpgrade("6").cleared()).isFalse();
    }

    @Test
    void anotherDrillThatFailedSinceWithholdsTheClearance() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        schedule.run("before-upgrade", job);
        verdict = Verdict.FAILED;
        schedule.run("quarterly-full", job);
        verdict = Verdict.ERROR;
        schedule.run("quarterly-full", job);

        assertThat(schedule.beforeUpgrade("6").reason())
                .contains("quarterly-full")
                .contains("failed");
    }

    @Test
    void aClockThatIsSetDuringADrillDoesNotChangeHowLongItTook() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));

        DrillResult result = schedule.run("monthly-restore", (drill, runId) -> {
            clock.pass(Duration.ofMinutes(30));
            clock.set("2025-12-31T00:00:00Z");
            return report();
        });

        assertThat(result.took()).isEqualTo(Duration.ofMinutes(30));
        assertThat(result.finishedAt()).isEqualTo("2026-01-20T12:30:00Z");
    }

    @Test
    void aChangedResultIsFoundBeforeItCounts() {
        DrillSchedule schedule = open(DrillRegime.guide(BERLIN));
        verdict = Verdict.FAILED;
        schedule.run("monthly-restore", job);
        MemoryJournal forged = new MemoryJournal();
        journal.lines(LOG).forEach(line -> forged.damage(LOG, line.replace("FAILED", "PASSED")));

        assertThatThrownBy(() -> DrillSchedule.open(forged, DrillRegime.guide(BERLIN), clock, clock)
                        .standing(clock.instant()))
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
    }

    @Test
    void anUnknownDrillIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> open(DrillRegime.guide(BERLIN)).run("weekly", job))
                .isInstanceOfSatisfying(DrException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(failure.hint().orElseThrow()).contains("monthly-restore, quarterly-full");
                });
        assertThat(journal.logs()).isEmpty();
    }

    @Test
    void badRegimesAreRefused() {
        ScheduledDrill drill = ScheduledDrill.create("one", DrillLevel.FULL, more -> {});

        assertRefused(() -> DrillRegime.of(List.of()));
        assertRefused(() -> DrillRegime.of(List.of(drill, drill)));
        for (String name : List.of("", "A", "-a", "a-", "a--b", "a_b", "1a", "a".repeat(64))) {
            assertRefused(() -> ScheduledDrill.create(name, DrillLevel.FULL, more -> {}));
        }
        assertRefused(() -> ScheduledDrill.create("a", DrillLevel.FULL, more -> more.validity(Duration.ZERO)));
        assertRefused(() -> ScheduledDrill.create("a", DrillLevel.FULL, more -> more.grace(Duration.ofDays(-1))));
        assertRefused(() -> ScheduledDrill.create("a", DrillLevel.FULL, more -> more.limit(Duration.ZERO)));
        assertThat(ScheduledDrill.create("a".repeat(63), DrillLevel.FULL, more -> {})
                        .name())
                .hasSize(63);
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private State standing(DrillSchedule schedule, Instant now) {
        return schedule.standing(now).get(0).state();
    }

    private DrillSchedule open(DrillRegime regime) {
        return DrillSchedule.open(journal, regime, clock, clock);
    }

    private static DrillRegime one(String rule) {
        return one(rule, drill -> {});
    }

    private static DrillRegime one(String rule, Consumer<ScheduledDrill.Builder> more) {
        ZoneId zone = rule.startsWith("30") ? BERLIN : ZoneOffset.UTC;
        return DrillRegime.of(List.of(ScheduledDrill.create("nightly", DrillLevel.RESTORE, drill -> {
            drill.rule(CalendarRule.cron(rule, zone));
            more.accept(drill);
        })));
    }

    private void tickEvery(DrillSchedule schedule, Duration period, String end) {
        while (clock.instant().isBefore(Instant.parse(end))) {
            Instant next = clock.instant().plus(period);
            schedule.tick(job);
            if (clock.instant().isBefore(next)) {
                clock.set(next);
            }
        }
    }

    private Report report() {
        return Report.create(
                "drill",
                "orders",
                clock.instant(),
                report -> report.check(CheckResult.of("data", verdict, "seen"))
                        .summary("what the report says")
                        .recoveryPoint(
                                Grade.stated("RPO", Duration.ofMinutes(1), Duration.ofSeconds(2), verdict, "measured"))
                        .recoveryTime(
                                RecoveryTimeMeasurement.of(segments -> segments.detect(Duration.ZERO)
                                        .declare(Duration.ZERO)
                                        .approve(Duration.ZERO)
                                        .execute(Duration.ofMinutes(4))
                                        .verify(Duration.ofMinutes(1))),
                                RecoveryTier.ENHANCED.objectives()));
    }
}
