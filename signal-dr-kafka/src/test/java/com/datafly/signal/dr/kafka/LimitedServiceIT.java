package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionResult;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A broker that offers what Event Hubs' documentation does: no management of topics, neither transactions nor access
 * rules; and, as a service that hides behind a private name, it is known by its answers only.
 */
class LimitedServiceIT {

    private static final PartitionId RAW = new PartitionId("events.raw", 0);
    private static final String WEEK = Long.toString(Duration.ofDays(7).toMillis());
    private static final int EVENTS = 40;

    private static KafkaCluster cluster;
    private static EventStreamDriver inside;
    private static EventStreamDriver limited;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(c -> c.behindProxies());
        inside = TestContext.empty().open(cluster.insideBootstrap());
        assertThat(inside.createTopics(List.of(
                        TopicSpec.of(RAW.topic(), 1, Map.of("retention.ms", WEEK)),
                        TopicSpec.of("events.again", 1, Map.of()))))
                .isEmpty();
        try (EventWriter writer = inside.writer(WriterSettings.plain())) {
            for (int i = 0; i < EVENTS; i++) {
                writer.append(NewEvent.of(RAW.topic(), null, ("event-" + i).getBytes(UTF_8)));
            }
            writer.flush();
        }
        assertThat(inside.changeGroupOffsets(Map.of("processor", Map.of(RAW, GroupOffset.of(10)))))
                .isEmpty();
        cluster.proxy(1)
                .hide(
                        "CREATE_TOPICS",
                        "DELETE_TOPICS",
                        "CREATE_PARTITIONS",
                        "ALTER_CONFIGS",
                        "INCREMENTAL_ALTER_CONFIGS",
                        "DESCRIBE_ACLS",
                        "CREATE_ACLS",
                        "DELETE_ACLS",
                        "LIST_TRANSACTIONS",
                        "DESCRIBE_TRANSACTIONS",
                        "INIT_PRODUCER_ID",
                        "ADD_PARTITIONS_TO_TXN",
                        "ADD_OFFSETS_TO_TXN",
                        "TXN_OFFSET_COMMIT",
                        "END_TXN",
                        "DESCRIBE_CLUSTER",
                        "DESCRIBE_QUORUM");
        // The last versions that name topics: those behind them want ids.
        cluster.proxy(1).limit("METADATA", 9);
        cluster.proxy(1).limit("PRODUCE", 12);
        cluster.proxy(1).limit("FETCH", 12);
        limited = TestContext.empty().open(cluster.bootstrap());
    }

    @AfterAll
    static void stop() {
        limited.close();
        inside.close();
        cluster.close();
    }

    @Test
    void whatIsNotOfferedIsSaidForEachCapability() {
        EventCapabilities found = limited.capabilities();

        for (EventCapability missing : List.of(
                EventCapability.CREATE_TOPICS,
                EventCapability.CHANGE_SETTINGS,
                EventCapability.READ_ACLS,
                EventCapability.CHANGE_ACLS,
                EventCapability.TOPIC_IDS)) {
            assertThat(found.status(missing)).as(missing.name()).isInstanceOf(CapabilityStatus.Unsupported.class);
        }
        assertThat(found.status(EventCapability.TRANSACTIONS)).isInstanceOf(CapabilityStatus.Unknown.class);
        assertThat(found.status(EventCapability.IDEMPOTENT_WRITES)).isInstanceOf(CapabilityStatus.Unknown.class);
        assertThat(found.supports(EventCapability.READ_SETTINGS)).isTrue();
        assertThat(found.supports(EventCapability.CHANGE_GROUP_OFFSETS)).isTrue();
        EventCapabilities all = inside.capabilities();
        assertThat(all.supports(EventCapability.CREATE_TOPICS)).isTrue();
        assertThat(all.supports(EventCapability.CHANGE_SETTINGS)).isTrue();
        assertThat(all.supports(EventCapability.IDEMPOTENT_WRITES)).isTrue();
    }

    @Test
    void retentionIsComparedAndEachChangeMarkedAsUnsupported() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(p -> p.topic(RAW.topic(), Duration.ofDays(14)));
        try (SignalDr dr = open(Map.of())) {
            TopicRetentionPlan plan = dr.events().retention().plan(policy);
            TopicRetentionResult result = dr.events().retention().apply(plan);

            assertThat(plan.changes())
                    .singleElement()
                    .satisfies(change ->
                            assertThat(change.refusal()).get().asString().contains("IncrementalAlterConfigs"));
            assertThat(result.changed()).isEmpty();
            assertThat(result.refused()).isEqualTo(plan.changes());
        }
        assertThat(inside.settings(Set.of(RAW.topic()), Set.of("retention.ms"))
                        .orThrow()
                        .values())
                .singleElement()
                .satisfies(settings -> assertThat(settings.values())
                        .singleElement()
                        .extracting(TopicSetting::value)
                        .isEqualTo(WEEK));
    }

    @Test
    void whatChangesTopicsOrRulesSaysWhichRequestIsMissing() {
        assertThat(limited.createTopics(List.of(TopicSpec.of("events.new", 1, Map.of())))
                        .get("events.new"))
                .returns(ErrorCode.UNSUPPORTED, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .hasMessageContaining("CreateTopics");
        assertThat(limited.changeSettings(Map.of(RAW.topic(), Map.of("retention.ms", Optional.of("1"))), false)
                        .get(RAW.topic()))
                .returns(ErrorCode.UNSUPPORTED, DrException::code)
                .hasMessageContaining("IncrementalAlterConfigs");
        assertThat(catchThrowableOfType(DrException.class, limited::acls))
                .returns(ErrorCode.UNSUPPORTED, DrException::code)
                .hasMessageContaining("DescribeAcls");
    }

    @Test
    void lagAndHealthAreMeasured() {
        try (SignalDr dr = open(Map.of())) {
            LagReport report = dr.events().lag().measure(LagQuery.of(query -> query.group("processor")));

            assertThat(report.group("processor").orElseThrow().total().messages())
                    .hasValue(EVENTS - 10);
            StreamHealth health = dr.events().health();
            assertThat(health.brokers()).isNotEmpty();
            assertThat(health.controller()).isPresent();
            assertThat(health.warnings())
                    .singleElement()
                    .asString()
                    .contains("who leads the controllers could not be asked", "DescribeQuorum");
        }
    }

    @Test
    void aWriterThatCannotBeIdempotentNamesTheOptionThatDoesWithout() {
        DrException failure = catchThrowableOfType(DrException.class, () -> {
            try (EventWriter writer = limited.writer(WriterSettings.plain())) {
                writer.append(NewEvent.of("events.again", null, new byte[1]));
                writer.flush();
            }
        });

        assertThat(failure)
                .returns(ErrorCode.UNSUPPORTED, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .hasMessageContaining("InitProducerId");
        assertThat(failure.hint()).get().asString().contains("enable.idempotence");
    }

    @Test
    void aReplayDoesWithoutTransactionsAndSaysSo() {
        ReplayRequest request =
                ReplayRequest.of(r -> r.topics(RAW.topic()).into("events.again").runId("limited"));
        try (SignalDr dr = open(Map.of("enable.idempotence", "false"))) {
            DrException withoutTopic = catchThrowableOfType(
                    DrException.class, () -> dr.events().replay().start(request).await());
            assertThat(withoutTopic)
                    .returns(ErrorCode.UNSUPPORTED, DrException::code)
                    .hasMessageContaining("CreateTopics");
            assertThat(withoutTopic.hint())
                    .get()
                    .asString()
                    .contains("signal-dr.copies", "16 partitions", "cleanup.policy=compact");
            assertThat(inside.createTopics(
                            List.of(TopicSpec.of("signal-dr.copies", 16, Map.of("cleanup.policy", "compact")))))
                    .isEmpty();

            ReplayResult result = dr.events().replay().start(request).await(Duration.ofMinutes(1));

            assertThat(result.finished()).isTrue();
            assertThat(result.exactlyOnce()).isFalse();
        }
        PartitionId again = new PartitionId("events.again", 0);
        assertThat(inside.offsets(Set.of(again), OffsetPoint.latest()).orThrow().get(again))
                .extracting(OffsetAnswer::offset)
                .isEqualTo((long) EVENTS);
    }

    private static SignalDr open(Map<String, String> options) {
        return SignalDr.builder()
                .events("kafka:" + cluster.bootstrap(), builder -> options.forEach(builder::option))
                .build();
    }
}
