package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.areExplained;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.Awaiting.awaitLook;
import static com.datafly.signal.dr.kafka.Awaiting.awaitTopics;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionPosition;
import com.datafly.signal.dr.events.ReplicationHole.Kind;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.ReplicationTask.State;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.kafka.testing.ConnectWorker;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
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
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in silence between real brokers and a real MirrorMaker: noticed, with the exact offsets. */
class ReplicationFaultIT {

    private static final MirrorFlow FLOW = new MirrorFlow("primary", "standby");
    private static final String COPIER = "primary->standby.MirrorSourceConnector";
    private static final String SYNCS = "mm2-offset-syncs.primary.internal";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final String NUMBER = "number";

    /** Recent, or retention takes what is of this time. */
    private static final long MOMENT = System.currentTimeMillis();

    private static final int BATCH = 50;
    private static final int MEGABYTE = 1 << 20;

    private static final PartitionId CUT = new PartitionId("events.cut", 0);
    private static final PartitionId REGROWN = new PartitionId("events.regrown", 0);
    private static final PartitionId LARGE = new PartitionId("events.large", 0);
    private static final PartitionId PLAIN = new PartitionId("events.plain", 0);
    private static final TranslatedOffset NOTHING =
            new TranslatedOffset("", PLAIN, new GroupOffset(0, ""), PLAIN, 0, TranslationMethod.EARLIEST, 0, 0);

    @TempDir
    private static Path directory;

    private static KafkaCluster primary;
    private static KafkaCluster standby;
    private static ConnectWorker worker;
    private static ConnectCluster connect;
    private static EventStreamDriver source;
    private static EventStreamDriver target;
    private static SignalDr dr;
    private static EventReplication replication;

    @BeforeAll
    static void start() {
        primary = KafkaCluster.start(c -> c.directory(directory).name("primary"));
        standby = KafkaCluster.start(c -> c.directory(directory).name("standby"));
        worker = ConnectWorker.start(standby, w -> w.directory(directory));
        connect = ConnectCluster.create(worker.url().toString(), more -> {});
        source = TestContext.empty().open(primary.bootstrap());
        target = TestContext.empty().with("replication.source", "primary").open(standby.bootstrap());
        dr = dr(true);
        replication = replication(dr);
        Map<String, String> large = Map.of("max.message.bytes", Integer.toString(3 * MEGABYTE));
        awaitTopics(
                source,
                TopicSpec.of(CUT.topic(), 1, Map.of()).replicationFactor(1),
                TopicSpec.of(REGROWN.topic(), 1, Map.of()).replicationFactor(1),
                TopicSpec.of(LARGE.topic(), 1, large).replicationFactor(1),
                TopicSpec.of(PLAIN.topic(), 1, Map.of()).replicationFactor(1));
        connect.deploy(config(), FLOW);
        awaitCalm(() -> isCopying());
    }

    @AfterAll
    static void stop() {
        dr.close();
        target.close();
        source.close();
        worker.close();
        standby.close();
        primary.close();
    }

    @Test
    void aLogThatIsCutOffUnderALiveMirrorMakerIsReportedAndNobodyIsSentPastTheTruth() {
        try (ReplicationWatch watch = replication.watch(NEVER)) {
            write(CUT, "old", 500);
            awaitCalm(() -> end(target, copy(CUT)) == 500);
            awaitLook(watch);

            primary.kill();
            long cut = primary.cutLog(1, CUT.topic(), 0, 380);
            primary.restart();

            assertThat(cut).isBetween(380L, 430L);
            awaitCalm(() -> end(source, CUT) >= 0);
            assertThat(end(source, CUT)).isEqualTo(cut);
            // A source that has just come back may not answer the first question.
            String hole = CUT + " from " + cut + " to 500 (TRUNCATED)";
            awaitCalm(() -> replication.status().problems().stream().anyMatch(problem -> problem.contains(hole)));
            write(CUT, "new", 60);
            awaitCalm(() -> events(target, copy(CUT)).containsValue("new-59"));
            awaitHole(watch, CUT);

            assertThat(holes(CUT)).containsExactly(tuple(cut, 500L, Kind.TRUNCATED));
            assertNobodyIsSentPastTheTruth(watch, CUT, 120, cut - 1, cut, cut + 30, cut + 60);
        }
    }

    @Test
    void aLogThatWasCutOffAndHasGrownPastItsOldEndBeforeAnybodyLookedIsReported() {
        try (ReplicationWatch watch = replication.watch(NEVER)) {
            write(REGROWN, "old", 500);
            awaitCalm(() -> end(target, copy(REGROWN)) == 500);
            awaitLook(watch);
            connect.stop(COPIER);
            awaitCalm(() -> connect.mirrorTasks("primary").stream()
                    .noneMatch(task -> task.connector().equals(COPIER) && task.task() >= 0));

            primary.kill();
            long cut = primary.cutLog(1, REGROWN.topic(), 0, 380);
            primary.restart();
            write(REGROWN, "new", 300);
            connect.resume(COPIER);
            awaitCalm(() -> events(target, copy(REGROWN)).containsValue("new-299"));

            // MirrorMaker went on at 500, and said nothing: what the source has before it now was never copied.
            assertThat(events(target, copy(REGROWN))).doesNotContainValue("new-0");
            awaitHole(watch, REGROWN);

            assertThat(holes(REGROWN)).containsExactly(tuple(cut, 500L, Kind.TRUNCATED));
            assertNobodyIsSentPastTheTruth(watch, REGROWN, 120, cut - 1, cut, cut + 30, 500, 600);
        }
    }

    @Test
    void deadTasksBehindLiveHeartbeatsAreSeenByTheirPositionsAndByWhatTheySay() throws Exception {
        try (SignalDr blind = dr(false);
                ReplicationWatch watch = replication.watch(NEVER)) {
            write(LARGE, "small", 200);
            awaitCalm(() -> end(target, copy(LARGE)) == 200);
            awaitCalm(() -> position(replication.status()).recordsAtRisk() == 0);
            writeLarge();
            awaitCalm(() -> connect.mirrorTasks("primary").stream().anyMatch(task -> task.state() == State.FAILED));
            write(LARGE, "behind", 40);
            awaitLook(watch);
            long beats = end(target, new PartitionId("heartbeats", 0));
            awaitCalm(() -> end(target, new PartitionId("heartbeats", 0)) > beats + 1);
            awaitLook(watch);

            ReplicationStatus status = replication.status();
            assertThat(status.problems()).anyMatch(problem -> problem.startsWith("task 0 of " + COPIER + " is FAILED"));
            assertThat(status.tasks().orElseThrow())
                    .filteredOn(task -> task.state() == State.FAILED)
                    .singleElement()
                    .extracting(ReplicationTask::trouble)
                    .asString()
                    .contains("RecordTooLargeException");
            assertStandsStill(position(status));
            assertStandsStill(position(replication(blind).status()));

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", primary.bootstrap()))) {
                admin.deleteRecords(Map.of(new TopicPartition(LARGE.topic(), 0), RecordsToDelete.beforeOffset(201)))
                        .all()
                        .get();
            }
            connect.restartFailed(COPIER);
            awaitCalm(() -> end(target, copy(LARGE)) == 240);
            awaitHole(watch, LARGE);
            assertThat(holes(LARGE)).containsExactly(tuple(200L, 201L, Kind.EXPIRED));
        }
    }

    @Test
    void pairsOfOffsetsInATopicMadeAnewAreReadFromItsBeginning() throws Exception {
        try (ReplicationWatch watch = replication.watch(NEVER)) {
            writeAlike(0, 1_000);
            awaitCalm(() -> numbers(target, copy(PLAIN)).containsValue(999L));
            awaitLook(watch);
            connect.stop(COPIER);
            awaitCalm(() -> connect.mirrorTasks("primary").stream()
                    .noneMatch(task -> task.connector().equals(COPIER) && task.task() >= 0));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", standby.bootstrap()))) {
                admin.deleteTopics(List.of(SYNCS)).all().get();
            }
            connect.resume(COPIER);
            awaitCalm(() -> isCopying());
            writeAlike(1_000, 300);
            awaitCalm(() -> numbers(target, copy(PLAIN)).containsValue(1_299L));

            commit(PLAIN, 400, 1_150);
            awaitCalm(() -> {
                watch.look();
                return translated(PLAIN).getOrDefault(1_150L, NOTHING).method() == TranslationMethod.EXACT;
            });

            assertThat(requireNonNull(translated(PLAIN).get(1_150L)).offset()).isEqualTo(truth(1_150));
            assertThat(requireNonNull(translated(PLAIN).get(400L)).offset()).isLessThanOrEqualTo(truth(400));
        }
    }

    private static void assertStandsStill(PartitionPosition position) {
        assertThat(position.sourceEnd()).isEqualTo(241);
        assertThat(position.copiedTo()).isEqualTo(200);
        assertThat(position.exact()).isTrue();
        assertThat(position.recordsAtRisk()).isEqualTo(41);
        assertThat(position.timeAtRisk())
                .hasValueSatisfying(time -> assertThat(time).isGreaterThan(Duration.ofMillis(500)));
    }

    private static PartitionPosition position(ReplicationStatus status) {
        return status.partitions().stream()
                .filter(position -> position.source().equals(LARGE))
                .findFirst()
                .orElseThrow();
    }

    /** Whatever the source still has from where a group stands, and the standby too, the group must come across. */
    private static void assertNobodyIsSentPastTheTruth(ReplicationWatch watch, PartitionId partition, long... offsets) {
        commit(partition, offsets);
        // A look reads the records that groups stand at for a short time only, and the next one the others.
        awaitCalm(() -> {
            watch.look();
            return watch.trouble().isEmpty()
                    && translated(partition).getOrDefault(offsets[0], NOTHING).method() == TranslationMethod.EXACT;
        });
        NavigableMap<Long, String> here = events(source, partition);
        Map<String, Long> there = new HashMap<>();
        events(target, copy(partition)).forEach((offset, value) -> there.put(value, offset));
        Map<Long, TranslatedOffset> translated = translated(partition);
        for (long offset : offsets) {
            TranslatedOffset answer = requireNonNull(translated.get(offset));
            long truth = here.tailMap(offset).values().stream()
                    .filter(there::containsKey)
                    .mapToLong(there::get)
                    .min()
                    .orElse(end(target, copy(partition)));
            assertThat(answer.offset()).as("%s, true %d", answer, truth).isLessThanOrEqualTo(truth);
        }
    }

    /** Returns by the offset that a group committed what becomes of it without the source. */
    private static Map<Long, TranslatedOffset> translated(PartitionId partition) {
        Map<Long, TranslatedOffset> found = new HashMap<>();
        replication.translateFromJournal(Set.of()).offsets().stream()
                .filter(each -> each.source().equals(partition))
                .forEach(each -> found.put(each.committed().offset(), each));
        return found;
    }

    private static void commit(PartitionId partition, long... offsets) {
        Map<String, Map<PartitionId, GroupOffset>> groups = new HashMap<>();
        for (long offset : offsets) {
            groups.put("at-" + partition + "-" + offset, Map.of(partition, new GroupOffset(offset, "")));
        }
        awaitCalm(() -> source.changeGroupOffsets(groups).isEmpty());
    }

    /** A source that has just come back may not answer the first look. */
    private static void awaitHole(ReplicationWatch watch, PartitionId partition) {
        awaitCalm(() -> {
            watch.look();
            return areExplained(
                    replication.holes().stream().filter(hole -> hole.partition().equals(partition)));
        });
    }

    private static List<Tuple> holes(PartitionId partition) {
        return replication.holes().stream()
                .filter(hole -> hole.partition().equals(partition))
                .map(hole -> tuple(hole.from(), hole.to(), hole.kind()))
                .toList();
    }

    private static SignalDr dr(boolean asksConnect) {
        return SignalDr.builder()
                .events("kafka:" + primary.bootstrap())
                .standbyEvents("kafka:" + standby.bootstrap(), options -> {
                    options.option("replication.source", "primary");
                    if (asksConnect) {
                        options.option("replication.connect", worker.url().toString());
                    }
                })
                .build();
    }

    private static EventReplication replication(SignalDr dr) {
        return dr.standbyEvents().replicationFrom(dr.events());
    }

    private static MirrorMakerConfig config() {
        return MirrorMakerConfig.generate(
                FLOW,
                plan -> plan.bootstrap(primary.bootstrap(), standby.bootstrap())
                        .topics("events\\..*")
                        .replicationFactor(1)
                        .option("emit.heartbeats.interval.seconds", "1")
                        .refresh(Duration.ofSeconds(1)));
    }

    private static boolean isCopying() {
        List<ReplicationTask> tasks = connect.mirrorTasks("primary");
        return tasks.stream().anyMatch(task -> task.connector().equals(COPIER) && task.task() == 0)
                && tasks.stream().allMatch(task -> task.state() == State.RUNNING);
    }

    private static PartitionId copy(PartitionId partition) {
        return new PartitionId("primary." + partition.topic(), partition.partition());
    }

    /** Writes in small batches: a log is cut off between two of them. */
    private static void write(PartitionId partition, String name, int events) {
        try (EventWriter writer = source.writer(WriterSettings.plain())) {
            for (int i = 0; i < events; i++) {
                writer.append(NewEvent.of(partition.topic(), null, (name + "-" + i).getBytes(UTF_8))
                        .partition(partition.partition()));
                if (i % BATCH == BATCH - 1) {
                    writer.flush();
                }
            }
            writer.flush();
        }
    }

    /** Writes events that nothing but a header tells apart: pairs of offsets alone can place them. */
    private static void writeAlike(int first, int events) {
        try (EventWriter writer = source.writer(WriterSettings.plain())) {
            for (int i = 0; i < events; i++) {
                writer.append(NewEvent.of(PLAIN.topic(), null, new byte[] {1})
                        .partition(PLAIN.partition())
                        .timestampMillis(MOMENT)
                        .headers(List.of(EventHeader.of(NUMBER, Integer.toString(first + i)))));
                if (i % BATCH == BATCH - 1) {
                    writer.flush();
                }
            }
        }
    }

    /** Writes what the topic takes, and MirrorMaker's producer does not. */
    private static void writeLarge() throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", primary.bootstrap(), "max.request.size", 3 * MEGABYTE);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var written = producer.send(new ProducerRecord<>(LARGE.topic(), 0, null, new byte[2 * MEGABYTE]))
                    .get();
            assertThat(written.offset()).isEqualTo(200);
        }
    }

    /** Returns where at the standby, after what it has twice, everything from a number on is to come. */
    private static long truth(long number) {
        Map<Long, Long> last = new HashMap<>();
        numbers(target, copy(PLAIN)).forEach((offset, each) -> last.put(each, offset));
        return last.entrySet().stream()
                .filter(each -> each.getKey() >= number)
                .mapToLong(Map.Entry::getValue)
                .min()
                .orElseThrow();
    }

    private static NavigableMap<Long, Long> numbers(EventStreamDriver driver, PartitionId partition) {
        NavigableMap<Long, Long> numbers = new TreeMap<>();
        read(driver, partition)
                .forEach((offset, event) -> numbers.put(
                        offset,
                        Long.parseLong(event.header(NUMBER).orElseThrow().text())));
        return numbers;
    }

    private static NavigableMap<Long, String> events(EventStreamDriver driver, PartitionId partition) {
        NavigableMap<Long, String> events = new TreeMap<>();
        read(driver, partition)
                .forEach((offset, event) -> events.put(offset, new String(requireNonNull(event.value()), UTF_8)));
        return events;
    }

    private static NavigableMap<Long, EventRecord> read(EventStreamDriver driver, PartitionId partition) {
        NavigableMap<Long, EventRecord> events = new TreeMap<>();
        long end = end(driver, partition);
        long begin = System.nanoTime();
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(partition, 0L));
            while (reader.positions().getOrDefault(partition, 0L) < end) {
                assertThat(System.nanoTime() - begin).isLessThan(LONG.toNanos());
                reader.poll(Duration.ofMillis(200)).forEach(event -> events.put(event.offset(), event));
            }
        }
        return events;
    }

    private static long end(EventStreamDriver driver, PartitionId partition) {
        var answer =
                driver.offsets(Set.of(partition), OffsetPoint.stable()).found().get(partition);
        return answer == null ? -1 : answer.offset();
    }
}
