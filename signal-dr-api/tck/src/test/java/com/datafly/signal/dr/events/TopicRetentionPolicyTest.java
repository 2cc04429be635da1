package com.datafly.signal.dr.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRetentionPolicyTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void theGuideKeepsWhatItsTableSays() {
        TopicRetentionPolicy guide = TopicRetentionPolicy.guide();

        assertThat(days(guide, "events.raw")).contains(7L);
        assertThat(days(guide, "events.processed")).contains(7L);
        assertThat(days(guide, "events.delivery.google")).contains(3L);
        assertThat(days(guide, "events.dlq")).contains(30L);
        assertThat(guide.ruleFor("events.delivery")).isEmpty();
        assertThat(guide.ruleFor("orders")).isEmpty();
    }

    @Test
    void aNameGoesBeforePatternsAndALongerPatternBeforeAShorterOne() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(rules -> rules.topic("*", DAY)
                .topic("events.*", DAY.multipliedBy(2))
                .topic("events.*.slow", DAY.multipliedBy(3))
                .topic("events.x", DAY.multipliedBy(4)));

        assertThat(days(policy, "orders")).contains(1L);
        assertThat(days(policy, "events.y")).contains(2L);
        assertThat(days(policy, "events.y.slow")).contains(3L);
        assertThat(days(policy, "events.x")).contains(4L);
    }

    @Test
    void aWildcardStandsForAnyCharactersAlsoNoneAndAlsoDots() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(rules -> rules.topic("a*b*c", DAY));

        assertThat(policy.ruleFor("abc")).isPresent();
        assertThat(policy.ruleFor("a.x.b.b.c")).isPresent();
        assertThat(policy.ruleFor("abcd")).isEmpty();
        assertThat(policy.ruleFor("xabc")).isEmpty();
        assertThat(policy.ruleFor("ac")).isEmpty();
    }

    @Test
    void aDotIsADotAndNothingElse() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(rules -> rules.topic("events.*", DAY));

        assertThat(policy.ruleFor("eventsX")).isEmpty();
        assertThat(policy.ruleFor("events_archive")).isEmpty();
    }

    @Test
    void twoEquallySpecificPatternsThatDifferAreRefusedForATopicThatMatchesBoth() {
        TopicRetentionPolicy policy =
                TopicRetentionPolicy.of(rules -> rules.topic("a*", DAY).topic("*a", DAY.multipliedBy(2)));

        assertThat(days(policy, "ab")).contains(1L);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> policy.ruleFor("aa"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("'a*'")
                .withMessageContaining("'*a'");
    }

    @Test
    void twoEquallySpecificPatternsOfTheSameTimeAreNoTie() {
        TopicRetentionPolicy policy =
                TopicRetentionPolicy.of(rules -> rules.topic("a*", DAY).topic("*a", DAY));

        assertThat(days(policy, "aa")).contains(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"__consumer_offsets", "__*", "mm2-*", "signal-dr.*", "*.internal", "heartbeats"})
    void aPatternThatMeansReservedTopicsIsRefused(String pattern) {
        refused(() -> TopicRetentionPolicy.of(rules -> rules.topic(pattern, DAY)), "for itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__consumer_offsets",
                "mm2-offset-syncs.primary.internal",
                "primary.checkpoints.internal",
                "heartbeats",
                "signal-dr.state"
            })
    void aWildcardNeverMatchesReservedTopics(String topic) {
        assertThat(TopicRetentionPolicy.of(rules -> rules.topic("*", DAY)).ruleFor(topic))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "events\\..*", "(a|b)", "events raw", "events.[ab]"})
    void aRegularExpressionIsRefusedWithAHint(String pattern) {
        refused(() -> TopicRetentionPolicy.of(rules -> rules.topic(pattern, DAY)), "Write * for any characters");
    }

    @Test
    void timesThatAreNotPositiveAndEmptyOrRepeatedRulesAreRefused() {
        refused(() -> TopicRetentionPolicy.of(rules -> rules.topic("a", Duration.ZERO)), "unlimited(\"a\")");
        refused(() -> TopicRetentionPolicy.of(rules -> rules.topic("a", DAY.negated())), "unlimited");
        refused(() -> TopicRetentionPolicy.of(rules -> rules.topic("a", DAY.plusNanos(1))), "whole milliseconds");
        Stream.of(Long.MIN_VALUE, Long.MAX_VALUE)
                .map(Duration::ofSeconds)
                .forEach(time -> refused(() -> TopicRetentionPolicy.of(rules -> rules.topic("a", time)), "unlimited"));
        refused(() -> TopicRetentionPolicy.of(rules -> {}), "no rule");
        refused(() -> TopicRetentionPolicy.of(rules -> rules.topic("a", DAY).unlimited("a")), "twice");
    }

    @Test
    void aTopicCanBeKeptForEver() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(rules -> rules.unlimited("audit"));

        assertThat(policy.ruleFor("audit")).isPresent();
        assertThat(days(policy, "audit")).isEmpty();
        assertThat(policy).hasToString("audit for ever");
    }

    private static Optional<Long> days(TopicRetentionPolicy policy, String topic) {
        return policy.ruleFor(topic).flatMap(TopicRetentionPolicy.Rule::keep).map(Duration::toDays);
    }

    private static void refused(Runnable definition, String why) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(definition::run)
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(refused.effect()).isEqualTo(Effect.NONE);
                })
                .withMessageContaining(why);
    }
}
