package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often long work is looked at, and how late its end is noticed: counted on a clock that waits for nobody. */
class PollingTest {

    private static final Duration LEAST = Duration.ofMillis(50);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final WorkHistory history = new WorkHistory();

    /** For how long the provider shows no trace of the work, and how often it does not show the result yet. */
    private Duration traceless = Duration.ZERO;

    private int lag;
    private int staleLook;

    @Test
    void aRestoreOf40MinutesIsNoticedWithinATwentiethByAtMost40Looks() {
        Watched watched =
                await(Duration.ofMinutes(40), age -> OperationStatus.running().lookAgainAfter(MINUTE));

        assertThat(watched.looks()).isLessThanOrEqualTo(40);
        assertThat(watched.share()).isLessThanOrEqualTo(0.05);
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 25, 33, 39, 44, 47, 60, 95, 180, 360, 1440})
    void workThatLastsLongIsNoticedWithinATwentieth(int minutes) {
        Watched watched = await(
                Duration.ofMinutes(minutes), age -> OperationStatus.running().lookAgainAfter(MINUTE));

        assertThat(watched.share()).isLessThanOrEqualTo(0.05);
        assertThat(watched.looks()).isLessThanOrEqualTo(120);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 61, 421, 2400, 20_000})
    void whereTheDriverSaysNothingATwentiethOrItsIntervalHolds(int seconds) {
        Watched watched = await(Duration.ofSeconds(seconds), age -> OperationStatus.running());

        assertThat(watched.late().toNanos())
                .isLessThanOrEqualTo(
                        Math.max(LEAST.toNanos(), Duration.ofSeconds(seconds).toNanos() / 20));
        assertThat(watched.looks()).isLessThanOrEqualTo(230);
    }

    @Test
    void noLookComesEarlierThanItIsWorth() {
        Watched watched =
                await(Duration.ofMinutes(5), age -> OperationStatus.running().lookAgainAfter(MINUTE));

        assertThat(watched.looks()).isEqualTo(6);
    }

    @Test
    void whatWasLearnedSparesLooksAndNoticesTheEndSooner() {
        Watched first = await(Duration.ofMinutes(41), age -> OperationStatus.running());
        Watched second = await(Duration.ofMinutes(40), age -> OperationStatus.running());

        assertThat(first.share()).isBetween(0.0, 0.05);
        assertThat(second.share()).isLessThanOrEqualTo(0.025);
        assertThat(second.looks()).isLessThan(first.looks() * 7 / 10);
    }

    @Test
    void whatWasLearnedHoldsTheBoundsOfTheDriver() {
        Function<Duration, OperationStatus> seen =
                age -> OperationStatus.running().lookAgainAfter(MINUTE);
        for (int minutes : new int[] {38, 42, 40}) {
            Watched watched = await(Duration.ofMinutes(minutes), seen);

            assertThat(watched.looks()).isLessThanOrEqualTo(40);
            assertThat(watched.share()).isLessThanOrEqualTo(0.05);
        }
    }

    @Test
    void workThatEndsEarlierThanBeforeIsNoticedWithinATenth() {
        await(Duration.ofMinutes(40), age -> OperationStatus.running());

        assertThat(await(Duration.ofMinutes(7), age -> OperationStatus.running())
                        .share())
                .isLessThanOrEqualTo(0.1);
    }

    @Test
    void durationsUnlikeEachOtherForetellNothing() {
        history.add("test", Duration.ofMinutes(1));
        history.add("test", Duration.ofMinutes(40));

        assertThat(history.expect("test")).isEmpty();
        assertThat(history.expect("other")).isEmpty();
    }

    @Test
    void onlyTheLastTenAreRemembered() {
        history.add("test", Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            history.add("test", Duration.ofMinutes(40 + i));
        }

        assertThat(history.expect("test"))
                .contains(new WorkHistory.Span(Duration.ofMinutes(40), Duration.ofMinutes(49)));
    }

    @Test
    void progressBringsTheNextLookForwardToTheEndThatItForetells() {
        Duration takes = Duration.ofMinutes(41);
        Watched blind = await(takes, age -> OperationStatus.running().lookAgainAfter(Duration.ofSeconds(20)));
        Watched seeing = await(
                takes, age -> OperationStatus.running(percent(age, takes)).lookAgainAfter(Duration.ofSeconds(20)));

        assertThat(seeing.share()).isLessThanOrEqualTo(0.025).isLessThanOrEqualTo(blind.share());
    }

    @Test
    void progressThatStandsAtItsEndIsNotAskedForAllTheTime() {
        Progress full = Progress.of("copying", 100, 100, "percent");

        assertThat(await(Duration.ofMinutes(40), age -> OperationStatus.running(full))
                        .looks())
                .isLessThan(200);
    }

    @Test
    void whatLagsBehindTheEndIsWaitedForInSeconds() {
        Duration takes = Duration.ofHours(2);
        lag = 3;

        Watched watched = await(takes, age -> OperationStatus.running().lookAgainAfter(takes));

        assertThat(watched.late()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aStaleAnswerOfLongWorkIsNoLostTrace() {
        staleLook = 60;

        Watched watched =
                await(Duration.ofDays(1), age -> OperationStatus.running().lookAgainAfter(MINUTE));

        assertThat(watched.looks()).isGreaterThan(staleLook);
        assertThat(watched.share()).isLessThanOrEqualTo(0.05);
    }

    @Test
    void workThatShowsNoTraceYetIsLookedForEverySecond() {
        traceless = Duration.ofSeconds(5);

        assertThat(await(Duration.ofSeconds(5), age -> OperationStatus.running())
                        .looks())
                .isEqualTo(6);
    }

    @Test
    void workThatWasDoneBeforeTeachesNothing() {
        await(Duration.ZERO, age -> OperationStatus.running());

        assertThat(history.expect("test")).isEmpty();
    }

    private static Progress percent(Duration age, Duration takes) {
        return Progress.of("copying", 100 * age.toMillis() / takes.toMillis(), 100, "percent");
    }

    /** Awaits work of that length that is seen as told while it goes on. */
    private Watched await(Duration takes, Function<Duration, OperationStatus> seen) {
        long start = clock.nanoTime();
        int[] looks = {0};
        DefaultOperation.Work<String> work = new DefaultOperation.Work<>() {
            @Override
            public WorkKind kind() {
                return WorkKind.RESTORE;
            }

            @Override
            public Optional<OperationStatus> look() {
                looks[0]++;
                Duration age = Duration.ofNanos(clock.nanoTime() - start);
                return age.compareTo(traceless) < 0 || looks[0] == staleLook
                        ? Optional.empty()
                        : Optional.of(age.compareTo(takes) < 0 ? seen.apply(age) : OperationStatus.succeeded("done"));
            }

            @Override
            public Optional<Outcome<String>> result(String resultId) {
                return --lag < 0 ? Optional.of(Outcome.of(resultId)) : Optional.empty();
            }
        };
        Calls calls = Calls.toDatabase("memory:test", new Redactor(List.of()), clock);
        DefaultOperation.Patience patience =
                new DefaultOperation.Patience(Duration.ofDays(2), new Pace(history, "test", LEAST));
        new DefaultOperation<>(OperationKey.random(), "test", work, calls, patience).await();
        return new Watched(takes, Duration.ofNanos(clock.nanoTime() - start).minus(takes), looks[0]);
    }

    private record Watched(Duration takes, Duration late, int looks) {
        double share() {
            return (double) late.toNanos() / takes.toNanos();
        }
    }
}
