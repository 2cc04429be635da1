package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.events.TopicRetentionChange;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import com.datafly.signal.dr.events.TopicRetentionWarning.Kind;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Retention of topics on a real broker, each test with topics of its own. */
class RetentionIT {

    private static final Duration DAY = Duration.ofDays(1);
    private static final String RETENTION = "retention.ms";

    private static KafkaCluster cluster;
    private static EventStreamDriver driver;
    private static SignalDr dr;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(options -> options.name("retention"));
        driver = TestContext.empty().open(cluster.bootstrap());
        dr = SignalDr.builder().events("kafka:" + cluster.bootstrap()).build();
    }

    @AfterAll
    static void stop() {
        dr.close();
        driver.close();
        cluster.close();
    }

    @Test
    void fiveHundredTopicsAreReconciledAndReadBack() {
        create(IntStream.range(0, 500)
                .mapToObj(number -> TopicSpec.of("many." + number, 1, Map.of(RETENTION, days(1))))
                .toList());
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(
                rules -> rules.topic("many.*", DAY.multipliedBy(2)).topic("many.7", DAY.multipliedBy(9)));

        TopicRetentionPlan plan = plan(policy);

        assertThat(plan.changes()).hasSize(500).noneMatch(TopicRetentionChange::shrink);
        assertThat(dr.events().retention().apply(plan).changed()).hasSize(500);
        assertThat(plan(policy).inSync()).isTrue();
        assertThat(value("many.7")).isEqualTo(days(9));
        assertThat(value("many.8")).isEqualTo(days(2));
        assertThat(dr.events().retention().apply(plan).already()).hasSize(500);
    }

    @Test
    void theGuidesTopicsAreBroughtToTheGuidesTimesAndWhatDefeatsThemIsSaid() {
        create(List.of(
                TopicSpec.of("events.raw", 1, Map.of(RETENTION, days(1))),
                TopicSpec.of("events.processed", 1, Map.of()),
                TopicSpec.of("events.delivery.google", 1, Map.of(RETENTION, days(1), "retention.bytes", "1048576")),
                TopicSpec.of("events.dlq", 1, Map.of("cleanup.policy", "compact"))));

        TopicRetentionPlan plan = plan(TopicRetentionPolicy.guide());

        assertThat(plan.matching()).containsExactly("events.processed");
        assertThat(plan.missing()).isEmpty();
        assertThat(kinds(plan, "events.delivery.google")).contains(Kind.SIZE_LIMIT, Kind.SEGMENT_TIME);
        assertThat(kinds(plan, "events.dlq")).contains(Kind.COMPACTED);
        assertThat(dr.events().retention().apply(plan).changed()).hasSize(3);
        assertThat(value("events.dlq")).isEqualTo(days(30));
        assertThat(plan(TopicRetentionPolicy.guide()).inSync()).isTrue();
    }

    @Test
    void aShrinkCountsWhatItDeletesAndWhoHasNotReadIt() {
        create(List.of(TopicSpec.of("shrunk", 2, Map.of(RETENTION, days(7)))));
        write("shrunk", 0, 40, Instant.now().minus(DAY.multipliedBy(3)));
        write("shrunk", 0, 10, Instant.now());
        write("shrunk", 1, 5, Instant.now());
        commit("shrunk-reader", "shrunk", 0, 15);
        commit("shrunk-ahead", "shrunk", 0, 45);

        TopicRetentionPlan plan = plan(keep("shrunk", DAY));

        TopicRetentionChange change = plan.changes().get(0);
        assertThat(change.deletes()).isEqualTo(OptionalLong.of(40));
        assertThat(change.unread()).isEqualTo(Map.of("shrunk-reader", 25L));
        assertThat(refusal(plan).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal(plan.allowShrink())).hasMessageContaining("shorter than the lag");
        assertThat(value("shrunk")).isEqualTo(days(7));
        commit("shrunk-reader", "shrunk", 0, 40);
        assertThat(dr.events()
                        .retention()
                        .apply(plan(keep("shrunk", DAY)).allowShrink())
                        .changed())
                .hasSize(1);
    }

    @Test
    void aFreezeIsSeenByEveryProcessAndOutlivesTheCluster() {
        create(List.of(TopicSpec.of("frozen", 1, Map.of(RETENTION, days(7)))));
        dr.events().retention().freeze("incident 42");
        cluster.kill();
        cluster.restart();
        try (SignalDr other =
                SignalDr.builder().events("kafka:" + cluster.bootstrap()).build()) {
            TopicRetention there = other.events().retention();
            TopicRetentionPlan plan = there.plan(keep("frozen", DAY)).allowShrink();

            DrException refused = catchThrowableOfType(DrException.class, () -> there.apply(plan));

            assertThat(refused.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refused).hasMessageContaining("incident 42");
            there.unfreeze();
        }
        assertThat(dr.events().retention().frozen()).isEmpty();
    }

    @Test
    void aTopicThatIsMadeAnewBetweenPlanAndApplyIsAConflict() {
        create(List.of(TopicSpec.of("anew", 1, Map.of(RETENTION, days(1)))));
        TopicRetentionPlan plan = plan(keep("anew", DAY.multipliedBy(2)));
        Optional<String> before = id("anew");
        dr.events().unwrap(Admin.class).orElseThrow().deleteTopics(Set.of("anew"));
        createAgain(TopicSpec.of("anew", 1, Map.of(RETENTION, days(1))));
        while (id("anew").isEmpty() || id("anew").equals(before)) {
            // A broker hears of it a little after the controller has answered.
            Thread.onSpinWait();
        }

        assertThat(refusal(plan).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(value("anew")).isEqualTo(days(1));
    }

    private static TopicRetentionPlan plan(TopicRetentionPolicy policy) {
        return dr.events().retention().plan(policy);
    }

    private static DrException refusal(TopicRetentionPlan plan) {
        return catchThrowableOfType(
                DrException.class, () -> dr.events().retention().apply(plan));
    }

    private static Optional<String> id(String topic) {
        return Optional.ofNullable(driver.describeTopics(Set.of(topic)).found().get(topic))
                .flatMap(Topic::id);
    }

    private static void create(List<TopicSpec> topics) {
        assertThat(driver.createTopics(topics)).isEmpty();
    }

    /** A topic of that name is deleted a little after the answer says so. */
    private static void createAgain(TopicSpec topic) {
        Map<String, DrException> failed = driver.createTopics(List.of(topic));
        while (!failed.isEmpty()) {
            assertThat(requireNonNull(failed.get(topic.name())).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
            failed = driver.createTopics(List.of(topic));
        }
    }

    private static void write(String topic, int partition, int count, Instant at) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (int i = 0; i < count; i++) {
                writer.append(NewEvent.of(topic, null, new byte[100])
                        .partition(partition)
                        .timestampMillis(at.toEpochMilli()));
            }
            writer.flush();
        }
    }

    private static void commit(String group, String topic, int partition, long offset) {
        assertThat(driver.changeGroupOffsets(
                        Map.of(group, Map.of(new PartitionId(topic, partition), GroupOffset.of(offset)))))
                .isEmpty();
    }

    private static String value(String topic) {
        Map<String, Map<String, TopicSetting>> settings =
                driver.settings(Set.of(topic), Set.of(RETENTION)).orThrow();
        return Optional.ofNullable(settings.get(topic))
                .map(found -> found.get(RETENTION))
                .map(TopicSetting::value)
                .orElseThrow();
    }

    private static List<Kind> kinds(TopicRetentionPlan plan, String topic) {
        return plan.warnings().stream()
                .filter(warning -> warning.topic().equals(topic))
                .map(TopicRetentionWarning::kind)
                .toList();
    }

    private static TopicRetentionPolicy keep(String pattern, Duration keep) {
        return TopicRetentionPolicy.of(rules -> rules.topic(pattern, keep));
    }

    private static String days(int days) {
        return Long.toString(DAY.multipliedBy(days).toMillis());
    }
}
