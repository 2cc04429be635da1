package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.areExplained;
import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.Awaiting.awaitLook;
import static com.datafly.signal.dr.kafka.Awaiting.awaitTopics;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.MarkerTrip;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole.Kind;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import com.datafly.signal.dr.kafka.testing.MirrorSettings;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Translation, holes and positions on MirrorMaker 2 itself, between real brokers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicationIT {

    private static final int EVENTS = 25_000;
    private static final int PARTITIONS = 4;
    private static final String DAY = "86400000";
    private static final String SYNCS = "mm2-offset-syncs.primary.internal";
    private static final Set<String> GROUPS = Set.of("half", "most", "all");

    @TempDir
    private static Path directory;

    private static KafkaCluster primary;
    private static KafkaCluster standby;
    private static EventStreamDriver source;
    private static EventStreamDriver target;
    private static SignalDr dr;
    private static EventReplication replication;

    /** Where each event stands at the source: by topic and partition, the offset of each number. */
    private final Map<PartitionId, NavigableMap<Long, Long>> written = new HashMap<>();

    @BeforeAll
    static void start() {
        primary = KafkaCluster.start(c -> c.directory(directory).name("primary"));
        standby = KafkaCluster.start(c -> c.directory(directory).name("standby"));
        source = TestContext.empty().open(primary.bootstrap());
        target = TestContext.empty().with("replication.source", "primary").open(standby.bootstrap());
        dr = SignalDr.builder()
                .events("kafka:" + primary.bootstrap())
                .standbyEvents(
                        "kafka:" + standby.bootstrap(), options -> options.option("replication.source", "primary"))
                .build();
        replication = dr.standbyEvents().replicationFrom(dr.events());
    }

    @AfterAll
    static void stop() {
        dr.close();
        target.close();
        source.close();
        standby.close();
        primary.close();
    }

    /** The first: what others leave at the clusters is not copied any more, and so not proven. */
    @Test
    @Order(1)
    void afterTheLossOfThePrimaryEveryGroupGoesOnWhereItWasAndMirrorMakersOwnTranslationDoesNot() {
        create("events.plain", PARTITIONS);
        create("events.paid", 1);
        Map<String, String> settings = settings("events\\..*");
        settings.put("primary.consumer.isolation.level", "read_committed");
        try (MirrorMakerProcess mirror = MirrorMakerProcess.start(settings, p -> p.directory(directory));
                ReplicationWatch watch = replication.watch(Duration.ofSeconds(1))) {
            mirror.awaitRunning("primary", "standby");
            for (int partition = 0; partition < PARTITIONS; partition++) {
                write("events.plain", partition, EVENTS);
            }
            writeTogether("events.paid", 5_000);
            commit("half", 0.5);
            commit("most", 0.9);
            commit("all", 1);
            await(() -> isCopied(replication.status()));
            // A look reads the records that groups stand at for a short time only, and the next one the others.
            awaitCalm(() -> {
                watch.look();
                return arePlacedExactly(replication.translateFromJournal(GROUPS));
            });

            // MirrorMaker is given the time to write a checkpoint of each group and partition.
            await(() -> mirrorsOwn().values().stream().allMatch(each -> each.size() == PARTITIONS + 1));

            primary.kill();
            long begin = System.nanoTime();
            Translation translation = replication.translateFromJournal(GROUPS);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            Map<String, Map<PartitionId, Long>> others = mirrorsOwn();
            long again = 0;
            long mirrors = 0;
            for (TranslatedOffset each : translation.offsets()) {
                long right = truth(each);
                long mine = readAgain(each.target(), each.offset(), right);
                assertThat(each.offset()).as("%s, true %d", each, right).isLessThanOrEqualTo(right);
                assertThat(mine).as("%s, true %d", each, right).isLessThanOrEqualTo(each.bound());
                again += mine;
                long other =
                        requireNonNull(requireNonNull(others.get(each.group())).get(each.target()));
                mirrors += readAgain(each.target(), other, right);
            }
            assertThat(translation.offsets()).hasSize(3 * (PARTITIONS + 1));
            assertThat(translation.offsets().stream()
                            .filter(each -> each.source().topic().equals("events.plain")))
                    .allMatch(each -> each.method() == TranslationMethod.EXACT);
            assertThat(again).isLessThanOrEqualTo(translation.bound());
            assertThat(mirrors).as("read again %d, in %s", again, took).isGreaterThan(again);
        } finally {
            primary.restart();
        }
    }

    private static boolean isCopied(ReplicationStatus status) {
        return status.recordsAtRisk() == 0 && status.proven();
    }

    /** Tells whether that of all groups is known, and of what is in no transaction exactly. */
    private static boolean arePlacedExactly(Translation translation) {
        return translation.offsets().size() == GROUPS.size() * (PARTITIONS + 1)
                && translation.offsets().stream()
                        .filter(each -> each.source().topic().equals("events.plain"))
                        .allMatch(each -> each.method() == TranslationMethod.EXACT);
    }

    @Test
    void whatWasRemovedWhileMirrorMakerWasDownAndATopicMadeAnewAreReportedByTheirOffsets() throws Exception {
        create("holes.raw", 1);
        create("holes.aged", 1, Map.of("retention.ms", DAY, "segment.ms", "1000"));
        try (MirrorMakerProcess mirror = MirrorMakerProcess.start(settings("holes\\..*"), p -> p.directory(directory));
                ReplicationWatch watch = replication.watch(Duration.ofDays(1))) {
            mirror.awaitRunning("primary", "standby");
            write("holes.raw", 0, 3_000);
            write("holes.aged", 0, 2_000);
            await(() -> end(target, "primary.holes.raw") == 3_000 && end(target, "primary.holes.aged") == 2_000);
            awaitLook(watch);
            mirror.stop();
            write("holes.raw", 0, 7_000);
            deleteBefore("holes.raw", 8_000);
            write("holes.aged", 0, 4_321);
            letRetentionTakeAll("holes.aged");
            write("holes.aged", 0, 500);
            mirror.restart();
            await(() -> end(target, "primary.holes.raw") == 5_000 && end(target, "primary.holes.aged") == 2_500);
            awaitCalm(() -> looked(watch, "holes.raw") && looked(watch, "holes.aged"));

            assertThat(holes("holes.raw")).containsExactly(tuple(3_000L, 8_000L, Kind.EXPIRED));
            assertThat(holes("holes.aged")).containsExactly(tuple(2_000L, 6_321L, Kind.EXPIRED));

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", primary.bootstrap()))) {
                admin.deleteTopics(List.of("holes.raw")).all().get();
            }
            create("holes.raw", 1);
            awaitCalm(() -> {
                watch.look();
                return holes("holes.raw").size() == 2;
            });
            assertThat(holes("holes.raw"))
                    .containsExactlyInAnyOrder(tuple(3_000L, 8_000L, Kind.EXPIRED), tuple(0L, 10_000L, Kind.RECREATED));
            assertThat(holes("holes.aged")).containsExactly(tuple(2_000L, 6_321L, Kind.EXPIRED));
        }
    }

    @Test
    void aMarkerGoesFromEndToEndAndBothClustersTellTheTime() {
        create("marked.raw", 1);
        try (MirrorMakerProcess mirror =
                MirrorMakerProcess.start(settings("marked\\..*"), p -> p.directory(directory))) {
            mirror.awaitRunning("primary", "standby");
            await(() -> end(target, "primary.marked.raw") >= 0);

            MarkerTrip trip = replication.marker("marked.raw", Duration.ofMinutes(1));

            assertThat(trip.written()).isEqualTo(new PartitionId("marked.raw", 0));
            assertThat(trip.arrived()).isEqualTo(new PartitionId("primary.marked.raw", 0));
            assertThat(trip.latency()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
            // All run by the clock of this machine; what is told may be off by half of the way there and back.
            assertThat(trip.sourceClockAhead().abs()).isLessThan(Duration.ofSeconds(5));
            assertThat(trip.targetClockAhead().abs()).isLessThan(Duration.ofSeconds(5));
            for (EventStreamDriver each : List.of(source, target)) {
                assertThat(end(each, "signal-dr.clock")).isEqualTo(1);
            }
        }
    }

    @Test
    void retentionThatIsAppliedAtTheStandbyIsSetBackByMirrorMakerWhichThePlanForetold() {
        create("kept.raw", 1, Map.of("retention.ms", DAY));
        Map<String, String> settings = settings("kept\\..*");
        settings.put("sync.topic.configs.enabled", "true");
        settings.put("emit.checkpoints.enabled", "false");
        settings.put("sync.group.offsets.enabled", "false");
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(p -> p.topic("primary.kept.raw", Duration.ofDays(3)));
        TopicRetention retention = dr.standbyEvents().retention();
        try (MirrorMakerProcess mirror = MirrorMakerProcess.start(settings, p -> p.directory(directory))) {
            mirror.awaitRunning("primary", "standby");
            write("kept.raw", 0, 10);
            await(() -> end(target, "primary.kept.raw") == 10 && end(target, SYNCS) > 0);
            await(() -> keepsADay(retention.plan(policy)));
            mirror.suspend();
            TopicRetentionPlan plan = retention.plan(policy);
            assertThat(retention.apply(plan).changed()).hasSize(1);
            // The broker hears of it a little after the controller has answered.
            await(() -> retention.plan(policy).changes().isEmpty());
            mirror.resume();

            await(() -> keepsADay(retention.plan(policy)));
            for (TopicRetentionPlan each : List.of(plan, retention.plan(policy))) {
                assertThat(each.warnings())
                        .filteredOn(warning -> warning.kind() == TopicRetentionWarning.Kind.MIRRORED)
                        .singleElement()
                        .satisfies(warning ->
                                assertThat(warning.message()).contains("'primary'", "the source's come back"));
            }
        }
    }

    /** Tells whether the copy has the source's time, which is not the policy's. */
    private static boolean keepsADay(TopicRetentionPlan plan) {
        return plan.changes().stream().anyMatch(change -> change.before().equals(Optional.of(Duration.ofDays(1))));
    }

    /** Waits until the broker itself has removed everything, and lets it keep what comes next. */
    private static void letRetentionTakeAll(String topic) {
        long end = end(source, topic);
        retention(topic, "1500");
        PartitionId partition = new PartitionId(topic, 0);
        await(() -> requireNonNull(source.offsets(Set.of(partition), OffsetPoint.earliest())
                                .orThrow()
                                .get(partition))
                        .offset()
                == end);
        retention(topic, DAY);
    }

    private static void retention(String topic, String millis) {
        assertThat(source.changeSettings(Map.of(topic, Map.of("retention.ms", Optional.of(millis))), false))
                .isEmpty();
    }

    private static List<Tuple> holes(String topic) {
        return replication.holes().stream()
                .filter(hole -> hole.partition().topic().equals(topic))
                .map(hole -> tuple(hole.from(), hole.to(), hole.kind()))
                .toList();
    }

    /** Looks, and tells whether a hole is there and explained. */
    private static boolean looked(ReplicationWatch watch, String topic) {
        watch.look();
        return areExplained(replication.holes().stream()
                .filter(hole -> hole.partition().topic().equals(topic)));
    }

    private static Map<String, String> settings(String topics) {
        Map<String, String> settings = MirrorSettings.between(primary, standby);
        settings.put("primary->standby.topics", topics);
        return settings;
    }

    private static void create(String topic, int partitions) {
        create(topic, partitions, Map.of());
    }

    private static void create(String topic, int partitions, Map<String, String> settings) {
        awaitTopics(source, TopicSpec.of(topic, partitions, settings).replicationFactor(1));
    }

    private void write(String topic, int partition, int events) {
        PartitionId id = new PartitionId(topic, partition);
        NavigableMap<Long, Long> places = written.computeIfAbsent(id, each -> new ConcurrentSkipListMap<>());
        try (EventWriter writer = source.writer(WriterSettings.plain())) {
            for (long i = 0; i < events; i++) {
                append(writer, id, places.size() + i, places);
            }
            writer.flush();
        }
    }

    /** Writes in transactions of all sizes, some of which are aborted. */
    private void writeTogether(String topic, int events) {
        PartitionId id = new PartitionId(topic, 0);
        Random random = new Random(7);
        NavigableMap<Long, Long> places = new ConcurrentSkipListMap<>();
        long number = 0;
        try (EventWriter writer = source.writer(WriterSettings.transactional("paid"))) {
            while (number < events) {
                writer.begin();
                boolean abort = random.nextInt(10) == 0;
                int size = 1 + random.nextInt(60);
                NavigableMap<Long, Long> mine = new ConcurrentSkipListMap<>();
                for (int i = 0; i < size; i++) {
                    append(writer, id, number + i, mine);
                }
                if (abort) {
                    writer.flush();
                    writer.abort();
                } else {
                    writer.commit();
                    places.putAll(mine);
                    number += size;
                }
            }
        }
        written.put(id, places);
    }

    private static void append(EventWriter writer, PartitionId id, long number, Map<Long, Long> places) {
        NewEvent event = NewEvent.of(id.topic(), null, Long.toString(number).getBytes(UTF_8))
                .partition(id.partition());
        writer.append(event, (partition, offset) -> places.put(number, offset));
    }

    private void commit(String group, double part) {
        Map<PartitionId, GroupOffset> offsets = new HashMap<>();
        written.forEach((partition, places) -> {
            long end = requireNonNull(places.lastEntry()).getValue() + 1;
            offsets.put(partition, new GroupOffset((long) (end * part), ""));
        });
        assertThat(source.changeGroupOffsets(Map.of(group, offsets))).isEmpty();
    }

    /** Returns where the first event stands at the standby that the group had not read. */
    private long truth(TranslatedOffset translated) {
        NavigableMap<Long, Long> places = requireNonNull(written.get(translated.source()));
        long next = places.entrySet().stream()
                .filter(place -> place.getValue() >= translated.committed().offset())
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        return standbyEvents(translated.target()).entrySet().stream()
                .filter(event -> event.getValue() >= next)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> end(target, translated.target()));
    }

    private long readAgain(PartitionId partition, long from, long right) {
        return standbyEvents(partition).subMap(Math.min(from, right), right).size();
    }

    private final Map<PartitionId, NavigableMap<Long, Long>> read = new HashMap<>();

    /** Returns the number of each event at the standby, by offset. */
    private NavigableMap<Long, Long> standbyEvents(PartitionId partition) {
        return read.computeIfAbsent(partition, id -> {
            NavigableMap<Long, Long> events = new TreeMap<>();
            long end = end(target, id);
            try (EventReader reader = target.reader(ReaderSettings.committed())) {
                reader.seek(Map.of(id, 0L));
                while (reader.positions().getOrDefault(id, 0L) < end) {
                    for (EventRecord event : reader.poll(Duration.ofMillis(200))) {
                        String number = new String(requireNonNull(event.value()), UTF_8);
                        events.put(event.offset(), Long.parseLong(number));
                    }
                }
            }
            return events;
        });
    }

    private static Map<String, Map<PartitionId, Long>> mirrorsOwn() {
        return MirrorsOwn.translate(standby, "org.apache.kafka.connect.mirror.DefaultReplicationPolicy", GROUPS);
    }

    private static long end(EventStreamDriver driver, String topic) {
        return end(driver, new PartitionId(topic, 0));
    }

    private static long end(EventStreamDriver driver, PartitionId partition) {
        var answer =
                driver.offsets(Set.of(partition), OffsetPoint.stable()).found().get(partition);
        return answer == null ? -1 : answer.offset();
    }

    private static void deleteBefore(String topic, long offset) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", primary.bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }
}
