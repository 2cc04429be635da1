package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.ExportedTopic;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.MetadataPlan;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clusters know beside their events goes into an archive and comes back: settings, access rules that brokers
 * enforce, and the places of groups. Clusters ask for passwords.
 */
class ArchivedMetadataIT {

    private static final Secret PASSWORD = Secret.of("archives");
    private static final String RAW = "events.raw";
    private static final String GROUP = "delivery";
    private static final int EVENTS = 40;
    private static final Map<String, String> SETTINGS = Map.of("retention.ms", "-1", "max.message.bytes", "2000000");
    private static final List<AclRule> RULES = List.of(
            new AclRule("TOPIC", "events.", "PREFIXED", "User:reader", "*", "READ", "ALLOW"),
            new AclRule("GROUP", GROUP, "LITERAL", "User:reader", "*", "READ", "ALLOW"),
            new AclRule("TOPIC", RAW, "LITERAL", "User:reader", "10.0.0.1", "WRITE", "DENY"));
    private static final Map<PartitionId, GroupOffset> PLACES =
            Map.of(new PartitionId(RAW, 0), new GroupOffset(7, "seven"), new PartitionId(RAW, 1), GroupOffset.of(3));

    @TempDir
    private static Path directory;

    private static KafkaCluster lost;
    private static KafkaCluster other;
    private static FileSystemObjectStore store;
    private static EventStreamDriver driver;
    private static ClusterMetadata exported;

    @BeforeAll
    static void archive() {
        lost = start("lost");
        other = start("other");
        store = FileSystemObjectStore.open(directory.resolve("store"));
        driver = TestContext.user("recovery", PASSWORD).open(lost.bootstrap());
        assertThat(driver.createTopics(List.of(TopicSpec.of(RAW, 2, SETTINGS)))).isEmpty();
        write();
        driver.addAcls(RULES);
        await(() -> driver.changeGroupOffsets(Map.of(GROUP, PLACES)).isEmpty());
        await(() -> driver.acls().size() == RULES.size());
        try (SignalDr dr = open(lost)) {
            archive(dr).append(ArchiveRequest.of(RAW)).orThrow();
            exported = archive(dr).exportMetadata();
        }
    }

    private static KafkaCluster start(String name) {
        return KafkaCluster.start(cluster -> PASSWORD.use(password -> cluster.directory(directory)
                .name(name)
                .superUser("recovery", new String(password))
                .user("reader", new String(password))));
    }

    private static void write() {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (int i = 0; i < EVENTS; i++) {
                writer.append(NewEvent.of(RAW, null, Integer.toString(i).getBytes(UTF_8))
                        .partition(i % 2));
            }
            writer.flush();
        }
    }

    @AfterAll
    static void stop() {
        driver.close();
        store.close();
        other.close();
        lost.close();
        PASSWORD.close();
    }

    @Test
    void settingsRulesAndPlacesAreExportedAndReadBackFromTheStore() {
        assertThat(exported.cluster()).isEqualTo(lost.id());
        assertThat(exported.unread()).isEmpty();
        assertThat(exported.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.topic().name()).isEqualTo(RAW);
            assertThat(topic.topic().partitions()).isEqualTo(2);
            assertThat(topic.settings()).isEqualTo(SETTINGS);
        });
        assertThat(exported.acls()).containsExactlyInAnyOrderElementsOf(RULES);
        assertThat(exported.groupOffsets()).isEqualTo(Map.of(GROUP, PLACES));
        try (SignalDr dr = open(other)) {
            ClusterMetadata read = archive(dr).metadata().stream()
                    .filter(each -> each.cluster().equals(lost.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(read).usingRecursiveComparison().isEqualTo(exported);
        }
    }

    @Test
    void theClusterItselfGetsBackTheRulesAndPlacesThatItHasLostAndKeepsWhatItHas() throws Exception {
        AclRule since = new AclRule("TOPIC", RAW, "LITERAL", "User:since", "*", "READ", "ALLOW");
        driver.removeAcls(RULES);
        driver.addAcls(List.of(since));
        try (SignalDr dr = open(lost);
                Admin admin = Admin.create(new HashMap<>(lost.clientSettings("recovery")))) {
            admin.deleteConsumerGroups(List.of(GROUP)).all().get();
            await(() -> driver.acls().equals(List.of(since)));
            MetadataPlan plan = archive(dr).planMetadata(exported);
            assertThat(plan.topics()).isEmpty();
            assertThat(plan.acls()).containsExactlyInAnyOrderElementsOf(RULES);
            assertThat(plan.groups()).isEqualTo(Map.of(GROUP, PLACES));
            assertThat(plan.notes()).isEmpty();

            assertThat(archive(dr).restoreMetadata(plan)).isEmpty();

            await(() -> driver.acls().size() == RULES.size() + 1);
            assertThat(driver.acls()).contains(since).containsAll(RULES);
            assertThat(driver.groupOffsets(Set.of(GROUP)).orThrow()).isEqualTo(Map.of(GROUP, PLACES));
            assertThat(archive(dr).planMetadata(exported).isEmpty()).isTrue();
            assertThat(archive(dr).restoreMetadata(plan)).isEmpty();
            assertThat(driver.acls()).hasSize(RULES.size() + 1);
        }
        driver.removeAcls(List.of(since));
        assertThat(numbersReadBy(lost, EVENTS - 10)).doesNotContain(0, 12, 1, 5).contains(14, 7, EVENTS - 1);
    }

    @Test
    void anotherClusterGetsTopicsRulesAndEventsAndItsConsumersGoOnAtTheVeryEvents() {
        try (SignalDr dr = open(other);
                EventStreamDriver there = TestContext.user("recovery", PASSWORD).open(other.bootstrap())) {
            MetadataPlan plan = archive(dr).planMetadata(exported);
            assertThat(plan.topics())
                    .extracting(TopicSpec::name, TopicSpec::partitions, TopicSpec::settings)
                    .containsExactly(tuple(RAW, 2, SETTINGS));
            assertThat(plan.acls()).containsExactlyInAnyOrderElementsOf(RULES);
            assertThat(plan.groups()).isEmpty();
            assertThat(plan.notes()).singleElement().asString().contains(GROUP).contains("not the ones of the export");

            assertThat(archive(dr).restoreMetadata(plan)).isEmpty();
            RestoredTopic restored = archive(dr).restore(TopicRestore.create(RAW, more -> more.groups(GROUP)));

            assertThat(restored.records()).isEqualTo(EVENTS);
            assertThat(restored.failedGroups()).isEmpty();
            await(() -> there.acls().size() == RULES.size());
            ClusterMetadata now = archive(dr).exportMetadata();
            assertThat(now.cluster()).isNotEqualTo(exported.cluster());
            assertThat(now.topics()).extracting(ExportedTopic::settings).containsExactly(SETTINGS);
            assertThat(now.acls()).containsExactlyInAnyOrderElementsOf(RULES);
            assertThat(numbersReadBy(other, EVENTS - 10))
                    .doesNotContain(0, 12, 1, 5)
                    .contains(14, 7, EVENTS - 1);
            try (EventStreamDriver reader = TestContext.user("reader", PASSWORD).open(other.bootstrap())) {
                assertThat(catchThrowableOfType(
                                DrException.class,
                                () -> reader.createTopics(List.of(TopicSpec.of("events.mine", 1, Map.of())))
                                        .values()
                                        .forEach(failure -> {
                                            throw failure;
                                        })))
                        .returns(ErrorCode.PERMISSION_DENIED, DrException::code);
            }
        }
    }

    /** Returns what the group is given, by the consumer that only the restored rules let in. */
    private static List<Integer> numbersReadBy(KafkaCluster cluster, int events) {
        Map<String, Object> settings = new HashMap<>(cluster.clientSettings("reader"));
        settings.put("group.id", GROUP);
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", "false");
        List<Integer> numbers = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(RAW));
            await(() -> {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(200))) {
                    numbers.add(Integer.parseInt(new String(requireNonNull(event.value()), UTF_8)));
                }
                return numbers.size() >= events;
            });
        }
        assertThat(numbers).hasSize(events);
        return numbers;
    }

    private static EventArchive archive(SignalDr dr) {
        return dr.events().archive(store, "archive");
    }

    private static SignalDr open(KafkaCluster cluster) {
        return SignalDr.builder()
                .events("kafka:" + cluster.bootstrap(), ArchivedMetadataIT::login)
                .build();
    }

    private static void login(ResourceOptions.Builder options) {
        options.option("security.protocol", "SASL_PLAINTEXT")
                .option("sasl.mechanism", "SCRAM-SHA-512")
                .option("user", "recovery")
                .secret("password", PASSWORD);
    }
}
