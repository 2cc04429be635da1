package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.PartitionLag.State;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String RAW = "events.raw";
    private static final String GROUP = "event-processor";

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryCluster cluster = InMemoryCluster.create("consumer-lag", clock);
    private final EventStreamDriver writes = cluster.driver();
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = SignalDr.builder()
                .events(cluster.address())
                .clock(clock)
                .timeSource(clock)
                .build();
        cluster.topic(RAW, 2);
    }

    @AfterEach
    void close() {
        dr.close();
        writes.close();
        cluster.close();
    }

    @Test
    void lagIsMeasuredInMessagesAndInTheAgeOfTheNextUnreadRecord() {
        cluster.fill(RAW, 0, 10);
        clock.advance(MINUTE);
        cluster.fill(RAW, 0, 10);
        cluster.fill(RAW, 1, 5);
        clock.advance(MINUTE);
        cluster.commit(GROUP, RAW, 0, 9).commit(GROUP, RAW, 1, 5).members(GROUP, 1);

        GroupLag lag = lag();

        assertThat(partition(lag, 0).state()).isEqualTo(State.BEHIND);
        assertThat(partition(lag, 0).messages()).isEqualTo(OptionalLong.of(11));
        assertThat(partition(lag, 0).delay()).contains(MINUTE.multipliedBy(2));
        assertThat(partition(lag, 1).state()).isEqualTo(State.CAUGHT_UP);
        assertThat(partition(lag, 1).delay()).contains(Duration.ZERO);
        assertThat(lag.total().messages()).isEqualTo(OptionalLong.of(11));
        assertThat(requireNonNull(lag.topics().get(RAW)).delay()).contains(MINUTE.multipliedBy(2));
        assertThat(lag.group().state()).isEqualTo(GroupState.STABLE);
        assertThat(lag.zero()).isFalse();
    }

    @Test
    void anIdleTopicThatWasReadHasNoDelayHoweverOldItsRecordsAre() {
        cluster.fill(RAW, 0, 10);
        clock.advance(Duration.ofDays(30));
        cluster.commit(GROUP, RAW, 0, 10).commit(GROUP, RAW, 1, 0);

        assertThat(lag().total().delay()).contains(Duration.ZERO);
        assertThat(report().zero()).isTrue();
    }

    @Test
    void whatMembersReadAndNeverCommittedIsNotZero() {
        cluster.topic("events.other", 1);
        cluster.fill("events.other", 0, 10);
        cluster.commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0).members(GROUP, 1);
        assertThat(report().zero()).isTrue();

        cluster.assign(GROUP, "events.other", 0);

        assertThat(report().zero()).isFalse();
        assertThat(report().obstacles()).anyMatch(obstacle -> obstacle.contains("events.other-0"));
    }

    @Test
    void aPartitionThatWasNeverCommittedIsUnknownAndNeverZero() {
        cluster.fill(RAW, 0, 10);
        cluster.fill(RAW, 1, 10);
        cluster.commit(GROUP, RAW, 0, 10);

        GroupLag lag = lag();

        assertThat(partition(lag, 1).state()).isEqualTo(State.NEVER_COMMITTED);
        assertThat(partition(lag, 1).messages()).isEmpty();
        assertThat(partition(lag, 1).delay()).isEmpty();
        assertThat(lag.total().messages()).isEmpty();
        assertThat(lag.zero()).isFalse();
        assertThat(lag.obstacles()).containsExactly(GROUP + ": nothing was ever committed for events.raw-1");
    }

    @Test
    void aPartitionThatNeverHadARecordNeedsNoCommit() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 10);

        assertThat(partition(lag(), 1).state()).isEqualTo(State.UNUSED);
        assertThat(report().zero()).isTrue();
    }

    @Test
    void anExpectedGroupThatIsNotThereIsNotAtZero() {
        LagReport report = report();

        assertThat(report.zero()).isFalse();
        assertThat(report.group(GROUP).orElseThrow().group().state()).isEqualTo(GroupState.DEAD);
        assertThat(report.obstacles()).containsExactly("there is no group 'event-processor'");
    }

    @Test
    void aGroupThatMayNotBeReadIsNotAtZeroAndTheOthersAreMeasured() {
        cluster.fill(RAW, 0, 3);
        cluster.commit(GROUP, RAW, 0, 3).commit("other", RAW, 0, 3).forbid(GROUP);

        LagReport report = dr.events().lag().measure(LagQuery.groups(GROUP, "other"));

        assertThat(report.group(GROUP).orElseThrow().failure()).isPresent();
        assertThat(report.group("other").orElseThrow().zero()).isTrue();
        assertThat(report.zero()).isFalse();
        assertThat(report.known()).isFalse();
    }

    @Test
    void aTopicThatAGroupIsExpectedToReadAndNeverDidIsNotAtZero() {
        cluster.topic("events.processed", 1);
        cluster.fill("events.processed", 0, 1);
        cluster.commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0);

        LagReport report = dr.events()
                .lag()
                .measure(LagQuery.of(query -> query.group(GROUP, RAW, "events.processed", "events.gone")));

        assertThat(report.zero()).isFalse();
        assertThat(report.obstacles())
                .containsExactly(
                        "there is no topic 'events.gone'",
                        GROUP + ": nothing was ever committed for events.processed-0");
    }

    @Test
    void nobodyExpectedProvesNothing() {
        LagReport report = dr.events().lag().measure(LagQuery.of(LagQuery.Builder::everyGroup));

        assertThat(report.zero()).isFalse();
        assertThat(report.obstacles()).containsExactly("no group was expected, so nothing is proven");
    }

    @Test
    void everyGroupIsMeasuredAndOnlyTheExpectedOnesDecide() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 10).commit("abandoned", RAW, 0, 2);

        LagReport report = dr.events()
                .lag()
                .measure(LagQuery.of(query -> query.group(GROUP).everyGroup()));

        assertThat(report.groups()).extracting(GroupLag::name).containsExactly(GROUP, "abandoned");
        assertThat(report.group("abandoned").orElseThrow().abandoned()).isTrue();
        assertThat(report.zero()).isTrue();
    }

    @Test
    void aGroupWithoutMembersCountsOnlyIfNoneAreRequired() {
        cluster.commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0);
        LagQuery strict = LagQuery.of(query -> query.group(GROUP).requireMembers());

        assertThat(report().zero()).isTrue();
        assertThat(dr.events().lag().measure(strict).zero()).isFalse();
        cluster.members(GROUP, 1);
        assertThat(dr.events().lag().measure(strict).zero()).isTrue();
    }

    @Test
    void recordsDeletedBeforeTheyWereReadAreCounted() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 3).commit(GROUP, RAW, 1, 0);
        cluster.deleteBefore(RAW, 0, 8);

        PartitionLag lag = partition(lag(), 0);

        assertThat(lag.state()).isEqualTo(State.LOST);
        assertThat(lag.lost()).isEqualTo(5);
        assertThat(lag.messages()).isEqualTo(OptionalLong.of(2));
        cluster.deleteBefore(RAW, 0, 10);
        assertThat(partition(lag(), 0).lost()).isEqualTo(7);
        assertThat(report().zero()).isFalse();
    }

    @Test
    void anOffsetBehindTheEndIsATopicMadeAnewAndNeverZero() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 10).commit(GROUP, RAW, 1, 0);
        cluster.truncate(RAW, 0, 4);

        assertThat(partition(lag(), 0).state()).isEqualTo(State.AHEAD);
        assertThat(partition(lag(), 0).messages()).isEmpty();
        assertThat(report().obstacles().get(0)).contains("made anew, or lost records");
    }

    @Test
    void anOpenTransactionIsNoLagButHoldsZeroBack() {
        cluster.fill(RAW, 0, 3);
        cluster.commit(GROUP, RAW, 0, 3).commit(GROUP, RAW, 1, 0);
        try (EventWriter writer = writes.writer(WriterSettings.transactional("pipeline"))) {
            append(writer, 2);

            PartitionLag lag = partition(lag(), 0);

            assertThat(lag.messages()).isEqualTo(OptionalLong.of(0));
            assertThat(lag.held()).isEqualTo(2);
            assertThat(lag.end()).isEqualTo(OptionalLong.of(3));
            assertThat(report().zero()).isFalse();
            writer.commit();
        }
        assertThat(partition(lag(), 0).messages().orElseThrow()).isBetween(2L, 3L);
    }

    @Test
    void whatOnlyTakesUpOffsetsIsNoLag() {
        cluster.fill(RAW, 0, 3);
        try (EventWriter writer = writes.writer(WriterSettings.transactional("pipeline"))) {
            append(writer, 1);
            writer.commit();
            append(writer, 5);
            writer.abort();
        }
        cluster.commit(GROUP, RAW, 0, 4).commit(GROUP, RAW, 1, 0);

        assertThat(partition(lag(), 0).state()).isEqualTo(State.CAUGHT_UP);
        assertThat(report().zero()).isTrue();
    }

    @Test
    void withoutReadingWhatTakesUpOffsetsCountsAndTheTimeIsUnknown() {
        cluster.fill(RAW, 0, 3);
        cluster.commit(GROUP, RAW, 0, 1).commit(GROUP, RAW, 1, 0);

        LagReport report = dr.events()
                .lag()
                .measure(LagQuery.of(query -> query.group(GROUP).messagesOnly()));

        PartitionLag lag = partition(report.groups().get(0), 0);
        assertThat(lag.messages()).isEqualTo(OptionalLong.of(2));
        assertThat(lag.delay()).isEmpty();
        assertThat(cluster.faults().count("poll")).isZero();
    }

    @Test
    void anOffsetThatPointsAtACompactedRecordFindsTheNextOne() {
        cluster.write(RAW, 0, "a", "1");
        clock.advance(MINUTE);
        cluster.write(RAW, 0, "a", "2");
        cluster.write(RAW, 0, "b", "3");
        clock.advance(MINUTE);
        cluster.commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0);
        cluster.compact(RAW);

        PartitionLag lag = partition(lag(), 0);

        assertThat(lag.messages()).isEqualTo(OptionalLong.of(2));
        assertThat(lag.delay()).contains(MINUTE);
    }

    @Test
    void aRecordWithATimeToComeIsUnreadAndItsDelayUnknown() {
        cluster.write(NewEvent.of(RAW, null, null)
                .partition(0)
                .timestampMillis(clock.millis() + Duration.ofHours(1).toMillis()));
        cluster.write(NewEvent.of(RAW, null, null)
                .partition(1)
                .timestampMillis(clock.millis() + Duration.ofSeconds(2).toMillis()));
        cluster.commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0);

        assertThat(partition(lag(), 0).delay()).isEmpty();
        assertThat(partition(lag(), 1).delay())
                .hasValueSatisfying(delay -> assertThat(delay).isPositive());
    }

    @Test
    void groupsThatStandAtDifferentPlacesOfAPartitionAreEachReadThere() {
        cluster.fill(RAW, 0, 1);
        clock.advance(MINUTE);
        cluster.fill(RAW, 0, 1);
        clock.advance(MINUTE);
        cluster.commit("first", RAW, 0, 0).commit("second", RAW, 0, 1).commit("third", RAW, 0, 1);

        LagReport report = dr.events().lag().measure(LagQuery.groups("first", "second", "third"));

        assertThat(report.groups())
                .extracting(lag -> lag.total().knownDelay())
                .containsExactly(MINUTE.multipliedBy(2), MINUTE, MINUTE);
    }

    @Test
    void onlyWhatHasLagIsReadAndTheMostLaggingFirst() {
        cluster.topic("wide", 1_000);
        IntStream.range(0, 1_000).forEach(number -> {
            cluster.fill("wide", number, 2);
            cluster.commit(GROUP, "wide", number, number < 3 ? 2 - Math.min(2, number) : 2);
        });

        LagReport report = dr.events()
                .lag()
                .measure(LagQuery.of(query -> query.group(GROUP).mostReads(1)));

        GroupLag lag = report.groups().get(0);
        assertThat(lag.total().messages()).isEqualTo(OptionalLong.of(3));
        assertThat(delay(lag, 1)).isEmpty();
        assertThat(delay(lag, 2)).isPresent();
        assertThat(report.warnings()).hasSize(1);
        assertThat(cluster.faults().count("poll")).isEqualTo(1);
        assertThat(cluster.faults().count("offsets")).isEqualTo(3);
    }

    @Test
    void whoeverHasReadEverythingIsAskedForTheEndsAlone() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 10);

        assertThat(report().zero()).isTrue();
        assertThat(cluster.faults().count("offsets")).isEqualTo(1);
        assertThat(cluster.faults().count("describeTopics")).isEqualTo(1);
        assertThat(cluster.faults().count("topics")).isZero();
    }

    @Test
    void aGroupAtTheVeryEndIsHeldBackByNoOpenTransaction() {
        cluster.fill(RAW, 0, 4);
        try (EventWriter writer = writes.writer(WriterSettings.transactional("open"))) {
            writer.begin();
            writer.append(NewEvent.of(RAW, null, new byte[1]).partition(0));
            writer.flush();
            cluster.commit("reads-uncommitted", RAW, 0, 5).commit(GROUP, RAW, 0, 4);

            LagReport report = dr.events().lag().measure(LagQuery.groups("reads-uncommitted", GROUP));

            assertThat(report.group("reads-uncommitted").orElseThrow().obstacles())
                    .isEmpty();
            assertThat(partition(report.group(GROUP).orElseThrow(), 0).held()).isEqualTo(1);
            assertThat(cluster.faults().count("offsets")).isEqualTo(2);
            writer.abort();
        }
    }

    @Test
    void everyGroupIsLookedAtOnce() {
        cluster.commit("first", RAW, 0, 0).commit("second", RAW, 0, 0);

        LagReport report = dr.events()
                .lag()
                .measure(LagQuery.of(query -> query.group("second").everyGroup()));

        assertThat(report.groups()).extracting(GroupLag::name).containsExactly("second", "first");
        assertThat(cluster.faults().count("groups")).isEqualTo(1);
    }

    @Test
    void aTopicThatMayNotBeSeenIsNotTakenForMissing() {
        cluster.topic("events.hidden", 1).commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0);
        cluster.forbid("events.hidden");

        LagReport report = dr.events().lag().measure(LagQuery.of(query -> query.group(GROUP, "events.hidden")));

        assertThat(report.zero()).isFalse();
        assertThat(report.groups().get(0).failure().orElseThrow().code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void aLogThatIsCutWhileItIsReadLeavesTheTimeUnknown() {
        cluster.fill(RAW, 0, 10);
        cluster.fill(RAW, 1, 10);
        cluster.commit(GROUP, RAW, 0, 3).commit(GROUP, RAW, 1, 3);
        clock.advance(MINUTE);
        cluster.faults().before("poll", 1, () -> cluster.deleteBefore(RAW, 0, 10));

        LagReport report = report();

        assertThat(partition(report.groups().get(0), 0).delay()).isEmpty();
        assertThat(partition(report.groups().get(0), 1).delay()).contains(MINUTE);
        assertThat(report.zero()).isFalse();
        assertThat(report.warnings()).isNotEmpty();
    }

    @Test
    void aPassingFailureIsRepeated() {
        cluster.fill(RAW, 0, 2);
        cluster.commit(GROUP, RAW, 0, 1).commit(GROUP, RAW, 1, 0);
        cluster.faults().next("poll", Fault.REFUSED);
        cluster.faults().next("groupOffsets", Fault.REFUSED);

        assertThat(partition(lag(), 0).delay()).isPresent();
    }

    @Test
    void aDeadClusterIsAFailureAndNeverALagOfZero() {
        cluster.kill();

        DrException failure = catchThrowableOfType(DrException.class, this::report);

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void twoMeasurementsShowTheTrendAndTheTimeToDrain() {
        cluster.fill(RAW, 0, 100);
        cluster.commit(GROUP, RAW, 0, 0).commit(GROUP, RAW, 1, 0);
        LagReport first = report();
        clock.advance(Duration.ofSeconds(10));
        cluster.fill(RAW, 0, 20);
        cluster.commit(GROUP, RAW, 0, 60);

        LagTrend.Trend trend = trend(first);

        assertThat(trend.direction()).isEqualTo(LagTrend.Direction.DRAINING);
        assertThat(trend.consumedPerSecond()).isEqualTo(6);
        assertThat(trend.producedPerSecond()).isEqualTo(2);
        assertThat(trend.timeToDrain()).contains(Duration.ofSeconds(15));
    }

    @Test
    void aGroupThatDoesNotMoveIsStalledAndNeverDrains() {
        cluster.fill(RAW, 0, 100);
        cluster.commit(GROUP, RAW, 0, 10).commit(GROUP, RAW, 1, 0);
        LagReport first = report();
        clock.advance(Duration.ofSeconds(10));

        assertThat(trend(first).direction()).isEqualTo(LagTrend.Direction.STALLED);
        assertThat(trend(first).timeToDrain()).isEmpty();
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 15);
        assertThat(trend(first).direction()).isEqualTo(LagTrend.Direction.GROWING);
        cluster.commit(GROUP, RAW, 0, 110);
        assertThat(trend(first).direction()).isEqualTo(LagTrend.Direction.CAUGHT_UP);
        assertThat(trend(first).timeToDrain()).contains(Duration.ZERO);
    }

    @Test
    void aMeasurementThatIsNoEarlierGivesNoTrend() {
        LagReport report = report();

        DrException refused = catchThrowableOfType(DrException.class, () -> report.since(report));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void zeroIsAwaited() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 5).commit(GROUP, RAW, 1, 0);
        cluster.faults().before("groupOffsets", 3, () -> cluster.commit(GROUP, RAW, 0, 10));

        assertThat(dr.events().lag().awaitZero(LagQuery.groups(GROUP), MINUTE).zero())
                .isTrue();
    }

    @Test
    void aDeadlineSaysWhatIsUnread() {
        cluster.fill(RAW, 0, 10);
        cluster.commit(GROUP, RAW, 0, 5).commit(GROUP, RAW, 1, 0);

        DrException late = catchThrowableOfType(
                DrException.class, () -> dr.events().lag().awaitZero(LagQuery.groups(GROUP), MINUTE));

        assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(late).hasMessageContaining("events.raw-0 has 5 unread messages");
    }

    @Test
    void aQuestionForNobodyIsRefused() {
        assertThat(catchThrowableOfType(DrException.class, () -> LagQuery.groups())
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(catchThrowableOfType(DrException.class, () -> LagQuery.groups(" "))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(catchThrowableOfType(
                                DrException.class,
                                () -> dr.events().lag().awaitZero(LagQuery.of(LagQuery.Builder::everyGroup), MINUTE))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    private static void append(EventWriter writer, int count) {
        writer.begin();
        for (int i = 0; i < count; i++) {
            writer.append(NewEvent.of(RAW, null, null).partition(0));
        }
        writer.flush();
    }

    private LagReport report() {
        return dr.events().lag().measure(LagQuery.groups(GROUP));
    }

    private GroupLag lag() {
        return report().group(GROUP).orElseThrow();
    }

    private LagTrend.Trend trend(LagReport earlier) {
        return requireNonNull(report().since(earlier).groups().get(GROUP));
    }

    private static PartitionLag partition(GroupLag lag, int number) {
        return lag.partition(new PartitionId(RAW, number)).orElseThrow();
    }

    private static Optional<Duration> delay(GroupLag lag, int number) {
        return lag.partition(new PartitionId("wide", number)).orElseThrow().delay();
    }
}
