package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.tck.EventStreamHarness.Hook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a driver does with topics and their settings. */
abstract class EventStreamDriverTopics extends EventStreamDriverFixture {

    private static final String RETENTION = "retention.ms";
    private static final String POLICY = "cleanup.policy";

    @Test
    void topicsAreListedWithTheirPartitions() {
        String name = newTopic(3);

        Topic topic = find(name);
        assertThat(topic.partitions()).isEqualTo(3);
        assertThat(topic.replicationFactor()).isPositive();
        assertThat(topic.internal()).isFalse();
        assertThat(topic.partitionIds()).containsExactly(id(name, 0), id(name, 1), id(name, 2));
        assertThat(topic.id().isPresent()).isEqualTo(supports(EventCapability.TOPIC_IDS));
    }

    @Test
    void topicsAreLookedAtByNameAndWhatIsMissingIsNotFoundBesideThem() {
        String name = newTopic(3);
        String missing = freshName();
        Topic listed = find(name);

        Answers<String, Topic> answers = driver().describeTopics(Set.of(name, missing));

        Topic topic = there(answers.found().get(name));
        assertThat(topic.partitionIds()).isEqualTo(listed.partitionIds());
        assertThat(topic.id()).isEqualTo(listed.id());
        assertThat(topic.replicationFactor()).isEqualTo(listed.replicationFactor());
        assertThat(answers.failed()).containsOnlyKeys(missing);
        checked(ErrorCode.NOT_FOUND, answers.failed().get(missing));
    }

    @Test
    void moreTopicsThanAreAskedForByNameAreLookedAtAlike() {
        String name = newTopic(2);
        Set<String> names =
                IntStream.range(0, 300).mapToObj(number -> name + "-" + number).collect(Collectors.toSet());
        find(name);
        names.add(name);

        Answers<String, Topic> answers = driver().describeTopics(names);

        assertThat(answers.found()).containsOnlyKeys(name);
        assertThat(there(answers.found().get(name)).partitions()).isEqualTo(2);
        assertThat(answers.failed()).hasSize(300);
        assertThat(answers.failed().values()).extracting(DrException::code).containsOnly(ErrorCode.NOT_FOUND);
    }

    @Test
    void aTopicKeepsItsIdAndOneMadeAnewHasAnother() {
        String name = newTopic(1);
        Optional<String> id = find(name).id();
        assertThat(find(name).id()).isEqualTo(id);

        if (has(Hook.DELETION, () -> here().deleteTopic(name))) {
            here().deleteTopic(name);
            await(() ->
                    driver().topics().stream().noneMatch(topic -> topic.name().equals(name)));
            make(TopicSpec.of(name, 1, Map.of()));

            if (supports(EventCapability.TOPIC_IDS)) {
                assertThat(find(name).id()).isPresent().isNotEqualTo(id);
            }
        }
    }

    @Test
    void aTopicIsMadeWithItsSettings() {
        TopicSpec spec = TopicSpec.of(freshName(), 2, Map.of(RETENTION, "86400000"));
        if (lacks(EventCapability.CREATE_TOPICS, () -> onlyFailure(driver().createTopics(List.of(spec))))) {
            return;
        }
        make(spec);
        if (lacksReading(spec.name())) {
            return;
        }
        assertThat(settings(spec.name()).get(RETENTION)).isEqualTo(new TopicSetting("86400000", true));
    }

    @Test
    void aTopicThatExistsHindersNoOther() {
        String existing = newTopic(2);
        String other = freshName();

        Map<String, DrException> failed =
                driver().createTopics(List.of(TopicSpec.of(existing, 5, Map.of()), TopicSpec.of(other, 1, Map.of())));

        assertThat(failed).containsOnlyKeys(existing);
        checked(ErrorCode.ALREADY_EXISTS, failed.get(existing));
        assertThat(find(existing).partitions()).isEqualTo(2);
        assertThat(find(other).partitions()).isEqualTo(1);
    }

    @Test
    void aTopicThatCannotBeMadeSaysSo() {
        String noName = "no/name";
        String noSetting = freshName();

        Map<String, DrException> failed = driver().createTopics(List.of(
                TopicSpec.of(noName, 1, Map.of()), TopicSpec.of(noSetting, 1, Map.of(RETENTION, "soon"))));

        checked(ErrorCode.INVALID_ARGUMENT, failed.get(noName));
        checked(ErrorCode.INVALID_ARGUMENT, failed.get(noSetting));
        assertThat(driver().topics()).extracting(Topic::name).doesNotContain(noName, noSetting);
    }

    @Test
    void allSettingsAreReadOrThoseThatAreNamed() {
        String topic = newTopic(1, Map.of(RETENTION, "86400000"));
        if (lacksReading(topic)) {
            return;
        }
        Map<String, TopicSetting> all = settings(topic);
        Map<String, TopicSetting> named = settings(topic, Set.of(RETENTION, POLICY));

        assertThat(all).containsKeys(RETENTION, POLICY, "retention.bytes", "segment.bytes");
        assertThat(named).containsOnlyKeys(RETENTION, POLICY);
        assertThat(named.get(RETENTION)).isEqualTo(new TopicSetting("86400000", true));
        assertThat(named.get(POLICY)).isEqualTo(new TopicSetting("delete", false));
    }

    @Test
    void settingsOfATopicThatIsMissingAreNotFoundBesideTheOthers() {
        String topic = newTopic(1);
        String missing = freshName();
        if (lacksReading(topic)) {
            return;
        }
        Answers<String, Map<String, TopicSetting>> answers =
                driver().settings(Set.of(topic, missing), Set.of(RETENTION));

        assertThat(answers.found()).containsOnlyKeys(topic);
        assertThat(answers.failed()).containsOnlyKeys(missing);
        checked(ErrorCode.NOT_FOUND, answers.failed().get(missing));
    }

    @Test
    void theNamedSettingsAreChangedAndNoOthersHoweverOften() {
        String topic = newTopic(1, Map.of("segment.bytes", "1048576"));
        if (lacksReading(topic) || lacksChanging(topic)) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            assertThat(change(topic, RETENTION, Optional.of("259200000"), false))
                    .isEmpty();
            awaitSetting(topic, RETENTION, new TopicSetting("259200000", true));
        }
        assertThat(settings(topic).get("segment.bytes")).isEqualTo(new TopicSetting("1048576", true));
    }

    @Test
    void aSettingGoesBackToTheClustersDefault() {
        String topic = newTopic(1, Map.of(RETENTION, "1000000"));
        if (lacksReading(topic) || lacksChanging(topic)) {
            return;
        }
        TopicSetting initial = there(settings(newTopic(1)).get(RETENTION));
        assertThat(change(topic, RETENTION, Optional.empty(), false)).isEmpty();

        awaitSetting(topic, RETENTION, initial);
        assertThat(initial.overridden()).isFalse();
    }

    @Test
    void topicsAreChangedIndependentlyOfEachOther() {
        String topic = newTopic(1);
        String refused = newTopic(1);
        String missing = freshName();
        if (lacksReading(topic) || lacksChanging(topic)) {
            return;
        }
        TopicSetting before = settings(refused).get(RETENTION);

        Map<String, DrException> failed = driver().changeSettings(
                        Map.of(
                                topic, Map.of(RETENTION, Optional.of("259200000")),
                                refused, Map.of(RETENTION, Optional.of("soon")),
                                missing, Map.of(RETENTION, Optional.of("259200000"))),
                        false);

        assertThat(failed).containsOnlyKeys(refused, missing);
        checked(ErrorCode.INVALID_ARGUMENT, failed.get(refused));
        checked(ErrorCode.NOT_FOUND, failed.get(missing));
        awaitSetting(topic, RETENTION, new TopicSetting("259200000", true));
        assertThat(settings(refused).get(RETENTION)).isEqualTo(before);
    }

    @Test
    void aTopicIsChangedWhollyOrNotAtAll() {
        String topic = newTopic(1);
        if (lacksReading(topic) || lacksChanging(topic)) {
            return;
        }
        Map<String, DrException> failed = driver().changeSettings(
                        Map.of(topic, Map.of(RETENTION, Optional.of("259200000"), POLICY, Optional.of("burn"))), false);

        checked(ErrorCode.INVALID_ARGUMENT, failed.get(topic));
        assertThat(settings(topic).get(RETENTION))
                .isEqualTo(settings(newTopic(1)).get(RETENTION));
    }

    @Test
    void aDryRunSaysWhatTheClusterWouldNotTakeAndChangesNothing() {
        String topic = newTopic(1);
        if (lacksReading(topic) || lacksChanging(topic)) {
            return;
        }
        TopicSetting before = settings(topic).get(RETENTION);

        assertThat(change(topic, RETENTION, Optional.of("259200000"), true)).isEmpty();
        checked(
                ErrorCode.INVALID_ARGUMENT,
                change(topic, RETENTION, Optional.of("soon"), true).get(topic));
        checked(
                ErrorCode.INVALID_ARGUMENT,
                change(topic, "no.such.setting", Optional.of("1"), true).get(topic));

        change(topic, "segment.bytes", Optional.of("1048576"), false);
        awaitSetting(topic, "segment.bytes", new TopicSetting("1048576", true));
        assertThat(settings(topic).get(RETENTION)).isEqualTo(before);
    }

    private boolean lacksReading(String topic) {
        return lacks(
                EventCapability.READ_SETTINGS,
                () -> driver().settings(Set.of(topic), Set.of(RETENTION)).orThrow());
    }

    private boolean lacksChanging(String topic) {
        return lacks(
                EventCapability.CHANGE_SETTINGS,
                () -> onlyFailure(change(topic, RETENTION, Optional.of("259200000"), false)));
    }

    private Map<String, DrException> change(String topic, String setting, Optional<String> value, boolean dryRun) {
        return driver().changeSettings(Map.of(topic, Map.of(setting, value)), dryRun);
    }

    private Map<String, TopicSetting> settings(String topic) {
        return settings(topic, Set.of());
    }

    private Map<String, TopicSetting> settings(String topic, Set<String> names) {
        return there(driver().settings(Set.of(topic), names).orThrow().get(topic));
    }

    private void awaitSetting(String topic, String setting, TopicSetting value) {
        await(() -> value.equals(settings(topic).get(setting)));
    }

    private Topic find(String name) {
        return await(() -> driver().topics().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst());
    }

    static PartitionId id(String topic, int partition) {
        return new PartitionId(topic, partition);
    }

    static void onlyFailure(Map<String, DrException> failed) {
        failed.values().stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
    }
}
