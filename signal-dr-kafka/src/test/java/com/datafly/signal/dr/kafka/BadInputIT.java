package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.CapabilityStatus.Supported;
import com.datafly.signal.dr.database.CapabilityStatus.Unsupported;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people get wrong, and what they are told of it, on a broker that asks for passwords. */
class BadInputIT {

    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Secret PASSWORD = Secret.of("a \"quoted\" password");
    private static final PartitionId RAW = new PartitionId("events.raw", 0);
    private static final PartitionId SEEN = new PartitionId("events.seen", 0);

    private static KafkaCluster cluster;
    private static EventStreamDriver admin;
    private static EventStreamDriver limited;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(c ->
                PASSWORD.use(value -> c.superUser("recovery", new String(value)).user("limited", new String(value))));
        admin = TestContext.user("recovery", PASSWORD).open(cluster.bootstrap());
        limited = TestContext.user("limited", PASSWORD).open(cluster.bootstrap());
        assertThat(admin.createTopics(
                        List.of(TopicSpec.of(RAW.topic(), 2, Map.of()), TopicSpec.of(SEEN.topic(), 1, Map.of()))))
                .isEmpty();
        List<AclRule> rules = List.of(
                rule("TOPIC", SEEN.topic(), "DESCRIBE"),
                rule("TOPIC", RAW.topic(), "READ"),
                rule("GROUP", "allowed", "READ"));
        admin.addAcls(rules);
        awaitRules(rules);
    }

    /** A broker hears of rules a little after the controller has answered. */
    private static void awaitRules(List<AclRule> rules) {
        await(() -> admin.acls().containsAll(rules));
    }

    private static AclRule rule(String type, String name, String operation) {
        return new AclRule(type, name, "LITERAL", "User:limited", "*", operation, "ALLOW");
    }

    @AfterAll
    static void stop() {
        limited.close();
        admin.close();
        cluster.close();
    }

    @Test
    void readingWithoutTheRuleNamesRead() {
        denied("Read on TOPIC events.seen", () -> {
            try (EventReader reader = limited.reader(ReaderSettings.committed())) {
                reader.seek(Map.of(SEEN, 0L));
                reader.poll(WAIT);
            }
        });
    }

    @Test
    void writingWithoutTheRuleNamesWrite() {
        denied("Write on TOPIC events.raw", () -> {
            try (EventWriter writer = limited.writer(WriterSettings.plain())) {
                writer.append(NewEvent.of(RAW.topic(), null, new byte[1]));
                writer.flush();
            }
        });
        denied(
                "Write on TRANSACTIONAL_ID",
                () -> limited.writer(WriterSettings.transactional("replay")).close());
    }

    @Test
    void changingSettingsWithoutTheRuleNamesAlterConfigs() {
        DrException failure = limited.changeSettings(
                        Map.of(RAW.topic(), Map.of("retention.ms", Optional.of("1000000"))), false)
                .get(RAW.topic());

        assertThat(failure)
                .returns("AlterConfigs", e -> e.details().get("aclOperation"))
                .hasMessageContaining("AlterConfigs on TOPIC events.raw");
    }

    @Test
    void readingSettingsWithoutTheRuleNamesDescribeConfigs() {
        assertThat(limited.settings(Set.of(RAW.topic()), Set.of()).failed().get(RAW.topic()))
                .hasMessageContaining("DescribeConfigs on TOPIC events.raw");
    }

    @Test
    void movingAGroupWithoutTheRuleNamesTheGroupOrTheTopic() {
        Map<String, DrException> failed = limited.changeGroupOffsets(Map.of(
                "other", Map.of(RAW, GroupOffset.of(0)),
                "allowed", Map.of(RAW, GroupOffset.of(0), SEEN, GroupOffset.of(0))));

        assertThat(failed.get("other")).hasMessageContaining("Read on GROUP other");
        assertThat(failed.get("allowed"))
                .hasMessageContaining("Read on TOPIC")
                .hasMessageContaining("events.seen-0; the other 1 were moved")
                .returns(Effect.APPLIED, DrException::effect);
    }

    @Test
    void whatOnlyAdministratorsDoNamesTheCluster() {
        denied("Describe on CLUSTER", limited::acls);
        denied("Alter on CLUSTER", () -> limited.addAcls(List.of(rule("TOPIC", "x", "READ"))));
        assertThat(limited.createTopics(List.of(TopicSpec.of("events.new", 1, Map.of())))
                        .get("events.new"))
                .hasMessageContaining("Create on TOPIC events.new");
    }

    @Test
    void capabilitiesSayWhichRuleIsMissing() {
        EventCapabilities found = limited.capabilities();

        assertThat(found.status(EventCapability.READ_ACLS))
                .isInstanceOfSatisfying(
                        Unsupported.class, no -> assertThat(no.reason()).contains("Describe on CLUSTER"));
        assertThat(found.status(EventCapability.CHANGE_SETTINGS))
                .isInstanceOfSatisfying(
                        Unsupported.class, no -> assertThat(no.reason()).contains("ALTER_CONFIGS on TOPIC events.raw"));
        assertThat(admin.capabilities().supports(EventCapability.CHANGE_ACLS)).isTrue();
        assertThat(admin.capabilities().status(EventCapability.CHANGE_SETTINGS)).isEqualTo(new Supported(""));
    }

    @Test
    void theWrongProtocolIsHintedAt() {
        try (EventStreamDriver plain =
                TestContext.empty().with("request.timeout.ms", "1000").open(cluster.bootstrap())) {
            DrException failure = catchThrowableOfType(DrException.class, plain::clusterId);

            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.hint().orElseThrow()).contains("security.protocol");
        }
    }

    @Test
    void aNameWithoutAnAddressIsSaid() {
        try (EventStreamDriver nowhere = TestContext.empty().open("no-such-host.invalid:9092")) {
            assertThat(catchThrowableOfType(DrException.class, nowhere::topics))
                    .returns(ErrorCode.UNAVAILABLE, DrException::code)
                    .hasMessageContaining("no broker's name has an address");
        }
    }

    @Test
    void aReaderOfATopicThatDoesNotExistSaysSoInsteadOfWaitingForEver() {
        PartitionId missing = new PartitionId("events.missing", 0);
        try (EventReader reader = admin.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(missing, 0L));
            DrException failure = catchThrowableOfType(DrException.class, () -> {
                for (int i = 0; i < 20; i++) {
                    assertThat(reader.poll(Duration.ofMillis(500))).isEmpty();
                }
            });

            assertThat(failure).returns(ErrorCode.NOT_FOUND, DrException::code).hasMessageContaining("events.missing");
        }
    }

    @Test
    void anEventForAPartitionThatDoesNotExistIsRefusedBeforeItIsSent() {
        try (EventWriter writer = admin.writer(WriterSettings.plain())) {
            NewEvent event = NewEvent.of(RAW.topic(), null, "x".getBytes(UTF_8)).partition(7);

            DrException failure = catchThrowableOfType(DrException.class, () -> writer.append(event));

            assertThat(failure)
                    .returns(ErrorCode.NOT_FOUND, DrException::code)
                    .returns(Effect.NONE, DrException::effect)
                    .hasMessageContaining("2 partitions");
            assertThat(failure.hint()).get().asString().contains("partition that it has");
        }
    }

    @Test
    void aTimeBeforeTheLogsStartIsAnsweredByItsFirstRecordAndOneAfterItsEndByNone() {
        PartitionId partition = new PartitionId("events.old", 0);
        // Retention, which looks every second, takes what is that old.
        assertThat(admin.createTopics(List.of(TopicSpec.of(partition.topic(), 1, Map.of("retention.ms", "-1")))))
                .isEmpty();
        try (EventWriter writer = admin.writer(WriterSettings.plain())) {
            writer.append(NewEvent.of(partition.topic(), null, new byte[1]).timestampMillis(1_700_000_000_000L));
            writer.flush();
        }

        assertThat(admin.offsets(Set.of(partition), OffsetPoint.at(Instant.EPOCH))
                        .orThrow())
                .containsOnly(Map.entry(partition, new OffsetAnswer(0, 1_700_000_000_000L)));
        assertThat(admin.offsets(Set.of(partition), OffsetPoint.at(Instant.ofEpochMilli(1_700_000_000_001L)))
                        .orThrow())
                .isEmpty();
    }

    @Test
    void aRuleOfAnotherLanguageIsRefusedBeforeAnythingIsAsked() {
        DrException failure = catchThrowableOfType(
                DrException.class, () -> admin.addAcls(List.of(rule("TABLE", "events.raw", "READ"))));

        assertThat(failure)
                .returns(ErrorCode.INVALID_ARGUMENT, DrException::code)
                .hasMessageContaining("TABLE");
    }

    @Test
    void whatWasWrittenBesideWhatWasRefusedIsNotDenied() {
        assertThat(admin.createTopics(List.of(TopicSpec.of("events.small", 1, Map.of("max.message.bytes", "1000")))))
                .isEmpty();
        byte[] large = new byte[100_000];
        new Random(1).nextBytes(large);
        DrException inPart;
        DrException wholly;
        try (EventWriter writer = admin.writer(WriterSettings.plain())) {
            writer.append(NewEvent.of("events.small", null, new byte[10]));
            writer.append(NewEvent.of("events.small", null, large));
            inPart = catchThrowableOfType(DrException.class, writer::flush);
            writer.append(NewEvent.of("events.small", null, large));
            wholly = catchThrowableOfType(DrException.class, writer::flush);
            writer.append(NewEvent.of("events.small", null, new byte[10]));
            assertThat(catchThrowableOfType(
                            DrException.class,
                            () -> writer.append(
                                    NewEvent.of("events.small", null, large).partition(7))))
                    .returns(ErrorCode.NOT_FOUND, DrException::code)
                    .returns(Effect.APPLIED, DrException::effect);
        }

        assertThat(inPart)
                .hasMessageContaining("others were done")
                .returns(ErrorCode.INVALID_ARGUMENT, DrException::code)
                .returns(Effect.APPLIED, DrException::effect);
        assertThat(wholly)
                .returns(ErrorCode.INVALID_ARGUMENT, DrException::code)
                .returns(Effect.NONE, DrException::effect);
    }

    @Test
    void whichRulesWereAddedBesideOneThatWasRefusedIsToBeLookedUp() {
        AclRule good = rule("TOPIC", "events.partly", "READ");

        DrException failure = catchThrowableOfType(
                DrException.class, () -> admin.addAcls(List.of(rule("CLUSTER", "no-such-name", "ALTER"), good)));

        assertThat(failure)
                .hasMessageContaining("others were done")
                .returns(ErrorCode.INVALID_ARGUMENT, DrException::code)
                .returns(Effect.APPLIED, DrException::effect);
        awaitRules(List.of(good));
    }

    @Test
    void anInterruptedChangeIsNotDeniedWhereItHappened() throws InterruptedException {
        for (int millis = 1; millis <= 25; millis++) {
            String topic = "events.cut-" + millis;
            AtomicReference<Effect> said = new AtomicReference<>(Effect.APPLIED);
            Thread thread = new Thread(() -> said.set(created(topic)), "interrupted-creation");
            thread.start();
            thread.join(millis);
            thread.interrupt();
            thread.join();

            if (admin.describeTopics(Set.of(topic)).found().containsKey(topic)) {
                assertThat(said.get()).as(topic).isNotEqualTo(Effect.NONE);
            }
        }
    }

    /** Makes a topic, and returns what is said of it. */
    private static Effect created(String topic) {
        try {
            return admin.createTopics(List.of(TopicSpec.of(topic, 1, Map.of()))).values().stream()
                    .map(DrException::effect)
                    .findFirst()
                    .orElse(Effect.APPLIED);
        } catch (DrException e) {
            return e.effect();
        }
    }

    private static void denied(String rule, ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure)
                .isNotNull()
                .returns(ErrorCode.PERMISSION_DENIED, DrException::code)
                .returns(Effect.NONE, DrException::effect);
        assertThat(failure.problem()).contains(rule);
    }
}
