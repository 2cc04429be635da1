package com.datafly.signal.dr.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicRetentionApplyTest extends RetentionFixture {

    private static final String CHANGE = "changeSettings";

    @Test
    void whatDiffersIsChangedAndNothingElse() {
        cluster.topic("events.raw", 1, Map.of(RETENTION, millis(1), "retention.bytes", "1000"))
                .topic("events.processed", 1, Map.of(RETENTION, millis(7)))
                .topic("orders", 1, Map.of(RETENTION, millis(1)));

        TopicRetentionResult result = retention().apply(plan(TopicRetentionPolicy.guide()));

        assertThat(result.changed()).extracting(TopicRetentionChange::topic).containsExactly("events.raw");
        assertThat(value("events.raw", RETENTION)).isEqualTo(millis(7));
        assertThat(value("events.raw", "retention.bytes")).isEqualTo("1000");
        assertThat(value("orders", RETENTION)).isEqualTo(millis(1));
        assertThat(plan(TopicRetentionPolicy.guide()).changes()).isEmpty();
    }

    @Test
    void aShrinkIsRefusedWithoutConsentAndNothingElseIsChangedEither() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(5))).topic("b", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("*", DAY.multipliedBy(2)));

        DrException refused = refusal(plan);

        assertThat(refused.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refused.effect()).isEqualTo(Effect.NONE);
        assertThat(refused)
                .hasMessageContaining("deletes events for good, of a")
                .hasMessageContaining("allowShrink");
        assertThat(value("b", RETENTION)).isEqualTo(millis(1));
        assertThat(retention().apply(plan.allowShrink()).changed()).hasSize(2);
        assertThat(value("a", RETENTION)).isEqualTo(millis(2));
    }

    @Test
    void aShrinkBelowTheLagOfAGroupNeedsAConsentOfItsOwn() {
        unreadBehindADay();
        TopicRetentionPlan plan = plan(keep("a", DAY));

        DrException refused = refusal(plan.allowShrink());

        assertThat(refused.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refused).hasMessageContaining("shorter than the lag of consumer groups");
        assertThat(value("a", RETENTION)).isEqualTo(millis(7));
        assertThat(retention().apply(plan.allowShrinkOfUnread()).changed()).hasSize(1);
    }

    @Test
    void aPartitionThatAGroupNeverCommittedIsUnread() {
        cluster.topic("a", 2, Map.of(RETENTION, millis(7)));
        cluster.fill("a", 0, 10);
        cluster.fill("a", 1, 10);
        clock.advance(DAY.multipliedBy(2));
        cluster.commit("slow", "a", 0, 10);

        TopicRetentionPlan plan = plan(keep("a", DAY));

        assertThat(plan.changes().get(0).unread()).containsExactly(Map.entry("slow", 10L));
        assertThat(refusal(plan.allowShrink())).hasMessageContaining("shorter than the lag of consumer groups");
    }

    @Test
    void aShrinkBehindGroupsThatNobodyMaySeeNeedsTheSameConsent() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(7)));
        cluster.fill("a", 0, 10);
        clock.advance(DAY.multipliedBy(2));
        cluster.commit("hidden", "a", 0, 10).forbid("hidden");
        TopicRetentionPlan plan = plan(keep("a", DAY));

        assertThat(plan.changes().get(0).unreadKnown()).isFalse();
        assertThat(refusal(plan.allowShrink())).hasMessageContaining("could not be found out, of a");
        assertThat(value("a", RETENTION)).isEqualTo(millis(7));
        assertThat(retention().apply(plan.allowShrinkOfUnread()).changed()).hasSize(1);
    }

    @Test
    void aGroupThatAppearsBetweenPlanAndApplyIsSeen() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(7)));
        cluster.fill("a", 0, 10);
        clock.advance(DAY.multipliedBy(2));
        TopicRetentionPlan plan = plan(keep("a", DAY)).allowShrink();
        cluster.commit("slow", "a", 0, 4);

        assertThat(refusal(plan).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(value("a", RETENTION)).isEqualTo(millis(7));
    }

    @Test
    void aTopicThatWasChangedSinceThePlanIsAConflictThatChangesNothing() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1))).topic("b", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("*", DAY.multipliedBy(2)));
        set("b", millis(9));

        DrException refused = refusal(plan);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(refused.effect()).isEqualTo(Effect.NONE);
        assertThat(value("a", RETENTION)).isEqualTo(millis(1));
        assertThat(value("b", RETENTION)).isEqualTo(millis(9));
    }

    @Test
    void aTopicThatWasMadeAnewOrRemovedSinceThePlanIsAConflict() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("a", DAY.multipliedBy(2)));
        cluster.deleteTopic("a");

        assertThat(refusal(plan).code()).isEqualTo(ErrorCode.CONFLICT);
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        assertThat(refusal(plan).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(value("a", RETENTION)).isEqualTo(millis(1));
    }

    @Test
    void aPlanOfAnotherClusterIsAConflict() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("a", DAY.multipliedBy(2)));
        try (InMemoryCluster other = InMemoryCluster.create("retention-other", clock);
                SignalDr elsewhere = SignalDr.builder()
                        .events(other.address())
                        .clock(clock)
                        .timeSource(clock)
                        .build()) {
            other.topic("a", 1, Map.of(RETENTION, millis(1)));

            DrException refused = catchThrowableOfType(
                    DrException.class, () -> elsewhere.events().retention().apply(plan));

            assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(refused).hasMessageContaining(plan.clusterId());
        }
    }

    @Test
    void aPlanCanBeAppliedTwice() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("a", DAY.multipliedBy(2)));
        retention().apply(plan);

        TopicRetentionResult again = retention().apply(plan);

        assertThat(again.changed()).isEmpty();
        assertThat(again.already()).containsExactly("a");
    }

    @Test
    void aFreezeForbidsShrinksInEveryProcessUntilItEnds() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(7)));
        retention().freeze("incident 42");
        try (SignalDr other = open()) {
            TopicRetention there = other.events().retention();
            assertThat(there.frozen()).contains("incident 42");
            TopicRetentionPlan plan = there.plan(keep("a", DAY)).allowShrink();
            assertThat(plan.frozen()).contains("incident 42");

            DrException refused = catchThrowableOfType(DrException.class, () -> there.apply(plan));

            assertThat(refused.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refused).hasMessageContaining("incident 42").hasMessageContaining("unfreeze()");
            assertThat(value("a", RETENTION)).isEqualTo(millis(7));
            there.unfreeze();
            there.unfreeze();
        }
        assertThat(retention().frozen()).isEmpty();
        assertThat(retention().apply(plan(keep("a", DAY)).allowShrink()).changed())
                .hasSize(1);
    }

    @Test
    void aFreezeLetsTopicsKeepEventsLonger() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        retention().freeze("incident 42");

        assertThat(retention().apply(plan(keep("a", DAY.multipliedBy(2)))).changed())
                .hasSize(1);
    }

    @Test
    void aFreezeThatComesBetweenPlanAndApplyIsSeen() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(7)));
        TopicRetentionPlan plan = plan(keep("a", DAY)).allowShrink();
        retention().freeze("incident 42");

        assertThat(refusal(plan).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(value("a", RETENTION)).isEqualTo(millis(7));
    }

    @Test
    void anOpenTransactionDoesNotHideAFreeze() {
        cluster.topic("signal-dr.state", 1);
        try (EventStreamDriver driver = cluster.driver();
                EventWriter writer = driver.writer(WriterSettings.transactional("replay"))) {
            retention().freeze("first");
            writer.begin();
            writer.append(NewEvent.of("signal-dr.state", null, null));
            retention().freeze("second");

            assertThat(retention().frozen()).contains("second");
        }
    }

    @Test
    void aReasonOfMoreThanALineIsRefused() {
        DrException refused =
                catchThrowableOfType(DrException.class, () -> retention().freeze("two\nlines"));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(retention().frozen()).isEmpty();
    }

    @Test
    void whatTheClusterDoesNotTakeIsLeftOut() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1))).fix(RETENTION);

        TopicRetentionResult result = retention().apply(plan(keep("a", DAY.multipliedBy(2))));

        assertThat(result.changed()).isEmpty();
        assertThat(result.refused()).extracting(TopicRetentionChange::topic).containsExactly("a");
    }

    @Test
    void oneTopicThatFailsMeanwhileIsNamedAndTheOthersAreChanged() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)))
                .topic("b", 1, Map.of(RETENTION, millis(1)))
                .topic("c", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("*", DAY.multipliedBy(2)));
        cluster.faults().before(CHANGE, 1, () -> cluster.deleteTopic("b"));

        DrException failure = refusal(plan);

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.details()).containsEntry("failed", "b").containsEntry("changed", "a, c");
        assertThat(value("a", RETENTION)).isEqualTo(millis(2));
    }

    @Test
    void aLostAnswerIsFoundOutByReadingBack() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("a", DAY.multipliedBy(2)));
        cluster.faults().next(CHANGE, Fault.ANSWER_LOST);

        assertThat(retention().apply(plan).changed()).hasSize(1);
        assertThat(value("a", RETENTION)).isEqualTo(millis(2));
    }

    @Test
    void aClusterThatDiesDuringTheChangeLeavesAnUnknownEffectAndNeverASuccess() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("a", DAY.multipliedBy(2)));
        cluster.faults().next(CHANGE, Fault.ANSWER_LOST);
        cluster.faults().before(CHANGE, 2, cluster::kill);

        DrException failure = refusal(plan);

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        cluster.revive();
        assertThat(retention().apply(plan).already()).containsExactly("a");
    }

    @Test
    void somethingThatSetsTheOldTimeAgainIsNoticed() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(1)));
        TopicRetentionPlan plan = plan(keep("a", DAY.multipliedBy(2)));
        IntStream.rangeClosed(2, 300)
                .forEach(nth -> cluster.faults().before("settings", nth, () -> set("a", millis(1))));

        DrException failure = refusal(plan);

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure).hasMessageContaining("but has " + millis(1));
    }

    @Test
    void manyTopicsAreChangedInRequestsThatAClusterTakes() {
        IntStream.range(0, 5_100).forEach(number -> cluster.topic("t" + number, 1, Map.of(RETENTION, millis(1))));
        TopicRetentionPlan plan = plan(keep("t*", DAY.multipliedBy(2)));
        int before = cluster.faults().count(CHANGE);

        assertThat(retention().apply(plan).changed()).hasSize(5_100);
        assertThat(cluster.faults().count(CHANGE) - before).isEqualTo(2);
    }

    private void unreadBehindADay() {
        cluster.topic("a", 1, Map.of(RETENTION, millis(7)));
        cluster.fill("a", 0, 10);
        clock.advance(DAY.multipliedBy(2));
        cluster.commit("slow", "a", 0, 4);
    }

    private DrException refusal(TopicRetentionPlan plan) {
        return catchThrowableOfType(DrException.class, () -> retention().apply(plan));
    }

    private void set(String topic, String millis) {
        try (EventStreamDriver driver = cluster.driver()) {
            assertThat(driver.changeSettings(Map.of(topic, Map.of(RETENTION, Optional.of(millis))), false))
                    .isEmpty();
        }
    }
}
