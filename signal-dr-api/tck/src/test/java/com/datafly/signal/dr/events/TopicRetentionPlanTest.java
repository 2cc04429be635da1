package com.datafly.signal.dr.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.TopicRetentionWarning.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicRetentionPlanTest extends RetentionFixture {

    @Test
    void theDriftFromTheGuideIsReportedTopicByTopic() {
        cluster.topic("events.raw", 1, days(7))
                .topic("events.processed", 1, days(1))
                .topic("events.delivery.google", 1, Map.of(RETENTION, "-1"))
                .topic("orders", 1);

        TopicRetentionPlan plan = plan(TopicRetentionPolicy.guide());

        assertThat(plan.matching()).containsExactly("events.raw");
        assertThat(plan.changes())
                .extracting(TopicRetentionChange::topic)
                .containsExactly("events.delivery.google", "events.processed");
        assertThat(plan.shrinks()).extracting(TopicRetentionChange::topic).containsExactly("events.delivery.google");
        assertThat(plan.missing()).containsExactly("events.dlq");
        assertThat(plan.unmanaged()).containsExactly("orders");
        assertThat(plan.inSync()).isFalse();
        assertThat(plan.clusterId()).isEqualTo(dr.events().clusterId());
        assertThat(plan.toString())
                .contains("shrink    events.delivery.google: for ever to 3 d", "missing   events.dlq");
    }

    @Test
    void aPlanChangesNothing() {
        cluster.topic("a", 1, days(5));

        TopicRetentionPlan plan = plan(keep("a", DAY));

        assertThat(plan.changes()).hasSize(1);
        assertThat(value("a", RETENTION)).isEqualTo(millis(5));
    }

    @Test
    void aDefaultOfTheClusterThatIsRightAlreadyIsNoDrift() {
        cluster.topic("a", 1);
        Duration inherited = Duration.ofMillis(Long.parseLong(value("a", RETENTION)));

        assertThat(plan(keep("a", inherited)).inSync()).isTrue();
        TopicRetentionChange change =
                plan(keep("a", inherited.plus(DAY))).changes().get(0);
        assertThat(change.overridden()).isFalse();
        assertThat(change.before()).contains(inherited);
    }

    @Test
    void aPatternThatNoTopicFollowsAndATopicThatIsMissingAreSaid() {
        cluster.topic("events.raw", 1, days(1));

        TopicRetentionPlan plan = plan(TopicRetentionPolicy.of(
                rules -> rules.topic("events.raw", DAY).topic("events.dlq", DAY).topic("vendor.*", DAY)));

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.missing()).containsExactly("events.dlq");
        assertThat(plan.unmatched()).containsExactly("vendor.*");
        assertThat(plan.inSync()).isFalse();
    }

    @Test
    void aWildcardLeavesReservedTopicsAlone() {
        cluster.topic("a", 1, days(1)).topic("mm2-offset-syncs.b.internal", 1).topic("heartbeats", 1);

        TopicRetentionPlan plan = plan(keep("*", DAY.multipliedBy(2)));

        assertThat(plan.changes()).extracting(TopicRetentionChange::topic).containsExactly("a");
        assertThat(plan.unmanaged()).isEmpty();
    }

    @Test
    void aShrinkSaysHowManyRecordsAreOlderThanTheNewTime() {
        cluster.topic("a", 2, days(7));
        cluster.fill("a", 0, 10);
        clock.advance(DAY.multipliedBy(2));
        cluster.fill("a", 0, 5);
        cluster.fill("a", 1, 3);

        TopicRetentionChange change = plan(keep("a", DAY)).changes().get(0);

        assertThat(change.shrink()).isTrue();
        assertThat(change.deletes()).isEqualTo(OptionalLong.of(10));
        assertThat(change.unread()).isEmpty();
    }

    @Test
    void onlyLogsWithoutAYoungRecordAreAskedForTheirEnd() {
        cluster.topic("a", 2, days(7));
        cluster.fill("a", 0, 10);
        cluster.fill("a", 1, 1);

        assertThat(plan(keep("a", DAY)).changes().get(0).deletes()).isEqualTo(OptionalLong.of(0));
        assertThat(cluster.faults().count("offsets")).isEqualTo(2);

        clock.advance(DAY.multipliedBy(2));
        assertThat(plan(keep("a", DAY)).changes().get(0).deletes()).isEqualTo(OptionalLong.of(11));
        assertThat(cluster.faults().count("offsets")).isEqualTo(5);
    }

    @Test
    void aPlanListsGroupsAndLooksAtNone() {
        cluster.topic("a", 1, days(7)).commit("group", "a", 0, 0);

        assertThat(plan(keep("a", DAY)).changes()).hasSize(1);
        assertThat(cluster.faults().count("groupNames")).isEqualTo(1);
        assertThat(cluster.faults().count("groups")).isZero();
    }

    @Test
    void aShrinkSaysWhichGroupsHaveNotReadWhatItDeletes() {
        cluster.topic("a", 1, days(7));
        cluster.fill("a", 0, 10);
        clock.advance(DAY.multipliedBy(2));
        cluster.fill("a", 0, 5);
        cluster.commit("slow", "a", 0, 4).commit("quick", "a", 0, 12);

        assertThat(plan(keep("a", DAY)).changes().get(0).unread()).isEqualTo(Map.of("slow", 6L));
    }

    @Test
    void aTimeThatIsShorterThanALagIsAWarningAlsoWhereNothingChanges() {
        cluster.topic("a", 1, days(1));
        cluster.fill("a", 0, 10);
        clock.advance(DAY.multipliedBy(2));
        cluster.commit("slow", "a", 0, 4);

        TopicRetentionPlan plan = plan(keep("a", DAY));

        assertThat(plan.inSync()).isTrue();
        assertThat(warning(plan, Kind.LAG_BEYOND_RETENTION))
                .contains("'slow' has not read 6 records that are older than 1 d");
    }

    @Test
    void recordsThatWereDeletedUnreadAreAWarning() {
        cluster.topic("a", 1, days(1));
        cluster.fill("a", 0, 10);
        cluster.commit("slow", "a", 0, 4);
        cluster.deleteBefore("a", 0, 9);

        assertThat(warning(plan(keep("a", DAY)), Kind.UNREAD_LOST))
                .contains("5 records were deleted before the group 'slow' read them");
    }

    @Test
    void settingsThatDefeatTheTimeAreWarnings() {
        cluster.topic("sized", 1, with("retention.bytes", "1048576"))
                .topic(
                        "segments",
                        1,
                        with("segment.ms", Long.toString(DAY.multipliedBy(7).toMillis())))
                .topic("compacted", 1, with("cleanup.policy", "compact"))
                .topic("both", 1, with("cleanup.policy", "compact,delete"))
                .topic("plain", 1, with("segment.ms", "3600000"));

        TopicRetentionPlan plan = plan(keep("*", DAY));

        assertThat(plan.warnings())
                .filteredOn(warning -> warning.topic().equals("sized"))
                .extracting(TopicRetentionWarning::kind)
                .contains(Kind.SIZE_LIMIT);
        assertThat(plan.warnings())
                .filteredOn(warning -> warning.topic().equals("segments"))
                .extracting(TopicRetentionWarning::kind)
                .contains(Kind.SEGMENT_TIME);
        assertThat(plan.warnings())
                .filteredOn(warning -> warning.kind() == Kind.COMPACTED)
                .extracting(TopicRetentionWarning::topic)
                .containsExactlyInAnyOrder("compacted", "both");
        assertThat(plan.warnings()).extracting(TopicRetentionWarning::topic).doesNotContain("plain");
    }

    @Test
    void aClusterThatTopicsAreCopiedToWarnsOfTheSourcesSettings() {
        cluster.topic("a", 1, days(1)).topic("primary.checkpoints.internal", 1);

        assertThat(warning(plan(keep("a", DAY)), Kind.MIRRORED)).contains("'primary'");
    }

    @Test
    void copyingIsNoticedByItsPairsOfOffsetsWhereItWritesNoCheckpoints() {
        cluster.topic("a", 1, days(1)).topic("mm2-offset-syncs.primary.internal", 1);

        assertThat(warning(plan(keep("a", DAY)), Kind.MIRRORED)).contains("'primary'", "or to it");
    }

    @Test
    void aSourceIsNamedOnceWhateverItsCopyingLeaves() {
        cluster.topic("a", 1, days(1))
                .topic("primary.checkpoints.internal", 1)
                .topic("mm2-offset-syncs.primary.internal", 1);

        assertThat(plan(keep("a", DAY)).warnings())
                .filteredOn(warning -> warning.kind() == Kind.MIRRORED)
                .hasSize(1);
    }

    @Test
    void aChangeThatTheClusterDoesNotTakeIsSaidInThePlan() {
        cluster.topic("a", 1, days(1)).fix(RETENTION);

        TopicRetentionChange change =
                plan(keep("a", DAY.multipliedBy(2))).changes().get(0);

        assertThat(change.refusal()).isPresent();
    }

    @Test
    void aClusterWhoseSettingsCannotBeChangedGetsAPlanOfRefusals() {
        cluster.topic("a", 1, days(1)).disable(EventCapability.CHANGE_SETTINGS, "this tier has fixed settings");

        assertThat(plan(keep("a", DAY.multipliedBy(2))).changes().get(0).refusal())
                .contains("this tier has fixed settings");
    }

    @Test
    void aClusterThatShowsNoSettingsIsRefused() {
        cluster.topic("a", 1).disable(EventCapability.READ_SETTINGS, "not offered");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> plan(keep("a", DAY)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    @Test
    void aTopicThatMayNotBeReadIsSaidAndNotTakenForRight() {
        cluster.topic("a", 1, days(1)).topic("b", 1, days(1)).forbid("b");

        TopicRetentionPlan plan =
                plan(TopicRetentionPolicy.of(rules -> rules.topic("a", DAY).topic("b", DAY)));

        assertThat(plan.matching()).containsExactly("a");
        assertThat(plan.unreadable().containsKey("b") || plan.missing().contains("b"))
                .isTrue();
        assertThat(plan.inSync()).isFalse();
    }

    @Test
    void aTieIsRefusedBeforeAnythingIsCompared() {
        cluster.topic("aa", 1);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> plan(
                        TopicRetentionPolicy.of(rules -> rules.topic("a*", DAY).topic("*a", DAY.multipliedBy(2)))))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void theNumberOfRequestsDoesNotGrowWithTheTopics() {
        IntStream.range(0, 2_000).forEach(number -> cluster.topic("events.t" + number, 1, days(1)));
        List<String> calls = List.of("topics", "settings", "groups", "groupOffsets", "offsets", "changeSettings");

        TopicRetentionPlan plan = plan(keep("events.*", Duration.ofHours(1)));

        assertThat(plan.changes()).hasSize(2_000);
        assertThat(calls.stream().mapToInt(cluster.faults()::count).sum()).isLessThanOrEqualTo(12);
    }

    @Test
    void aTimeLongerThanTheClockIsOldLeavesNothingOut() {
        cluster.topic("a", 1, Map.of(RETENTION, "-1"));
        cluster.fill("a", 0, 3);

        TopicRetentionChange change =
                plan(keep("a", Duration.ofDays(365L * 100))).changes().get(0);

        assertThat(change.shrink()).isTrue();
        assertThat(change.deletes()).isEqualTo(OptionalLong.of(0));
    }

    private static String warning(TopicRetentionPlan plan, Kind kind) {
        return plan.warnings().stream()
                .filter(warning -> warning.kind() == kind)
                .findFirst()
                .orElseThrow()
                .message();
    }

    private static Map<String, String> days(int days) {
        return Map.of(RETENTION, millis(days));
    }

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> settings = new HashMap<>(days(1));
        settings.put("segment.ms", "3600000");
        settings.put(setting, value);
        return settings;
    }
}
