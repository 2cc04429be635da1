package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ArchiveCheck;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.ArchiveTail;
import com.datafly.signal.dr.events.ArchivedRange;
import com.datafly.signal.dr.events.ArchivedTopic;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayHeaders;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.RestoredTopic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.verify.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of real brokers, which are killed, lose events and make topics anew. */
class ArchiveIT {

    private static final ArchiveRequest SMALL = ArchiveRequest.of("events.*").segmentBytes(64 << 10);
    private static final String RAW = "events.raw";
    private static final double RATE = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static KafkaCluster cluster;
    private static Admin admin;

    @TempDir
    private Path directory;

    private FileSystemObjectStore store;
    private SignalDr dr;
    private EventArchive archive;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(options -> options.name("archive"));
        admin = Admin.create(Map.of(
                "bootstrap.servers",
                cluster.bootstrap(),
                "default.api.timeout.ms",
                20_000,
                "request.timeout.ms",
                10_000));
    }

    @AfterAll
    static void stop() {
        admin.close(Duration.ZERO);
        cluster.close();
    }

    @BeforeEach
    void open() {
        store = FileSystemObjectStore.open(directory.resolve("store"));
        dr = SignalDr.builder().events("kafka:" + cluster.bootstrap()).build();
        archive = dr.events().archive(store, ReplayProcess.ARCHIVE);
    }

    @AfterEach
    void close() throws Exception {
        dr.close();
        store.close();
        cluster.restart();
        List<String> topics = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith("events."))
                .toList();
        admin.deleteTopics(topics).all().get();
        topics.forEach(ArchiveIT::awaitNoTopic);
    }

    @Test
    void committedEventsGoThereAndBackWithTimesHeadersAndGroups() throws Exception {
        create(RAW, 2);
        writeInTransactions(RAW, 300);
        admin.deleteRecords(Map.of(new TopicPartition(RAW, 0), RecordsToDelete.beforeOffset(21)))
                .all()
                .get();
        List<ConsumerRecord<byte[], byte[]>> there = read(RAW, 0);
        ConsumerRecord<byte[], byte[]> next = there.get(there.size() / 2);
        admin.alterConsumerGroupOffsets(
                        "delivery", Map.of(new TopicPartition(RAW, 0), new OffsetAndMetadata(next.offset())))
                .all()
                .get();

        ArchiveReport report = archive.append(SMALL).orThrow();
        assertThat(archive.exportMetadata().groupOffsets()).containsOnlyKeys("delivery");

        assertThat(archive.verify(report.seal()).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.gaps()).isEmpty();
        assertThat(report.added().get(0).from()).isEqualTo(21);
        assertThat(report.added()).allMatch(range -> range.withoutEvent() > 0);

        RestoredTopic restored = archive.restore(
                TopicRestore.create(RAW, more -> more.as("events.back").groups("delivery")));

        assertThat(restored.failedGroups()).isEmpty();
        for (int partition = 0; partition < 2; partition++) {
            assertThat(texts(read("events.back", partition))).isEqualTo(texts(read(RAW, partition)));
        }
        long placed = restored.groups()
                .getOrDefault("delivery", Map.of())
                .getOrDefault(new PartitionId("events.back", 0), -1L);
        assertThat(placed).isNotNegative();
        ConsumerRecord<byte[], byte[]> found = read("events.back", 0).stream()
                .filter(event -> event.offset() >= placed)
                .findFirst()
                .orElseThrow();
        assertThat(text(found)).isEqualTo(text(next));
    }

    @Test
    void whatRetentionTookAndATopicMadeAnewAreReportedExactly() throws Exception {
        create(RAW, 1);
        write(RAW, 0, 100);
        archive.append(SMALL).orThrow();
        write(RAW, 0, 100);
        admin.deleteRecords(Map.of(new TopicPartition(RAW, 0), RecordsToDelete.beforeOffset(150)))
                .all()
                .get();

        ArchiveReport report = archive.append(SMALL).orThrow();

        assertThat(report.gaps()).singleElement().hasToString("events.raw-0 [100, 150)");
        admin.deleteTopics(List.of(RAW)).all().get();
        awaitNoTopic(RAW);
        create(RAW, 1);
        write(RAW, 0, 7);

        assertThat(archive.append(SMALL).orThrow().amount().records()).isEqualTo(7);
        assertThat(archive.topics()).extracting(ArchivedTopic::name).containsExactly(RAW, RAW);
        assertThat(archive.verify().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aBrokerThatIsKilledInTheMiddleCostsNothing() throws Exception {
        create(RAW, 4);
        IntStream.range(0, 4).forEach(partition -> write(RAW, partition, 2_000));
        int produced = 8_000;
        try (ArchiveTail tail = archive.follow(SMALL, Duration.ofMillis(100))) {
            await(() -> tail.rounds() > 0);
            write(RAW, 1, 3_000);
            cluster.kill();
            cluster.restart();
            write(RAW, 2, 1_000);
            produced += 4_000;
            long rounds = tail.rounds();
            await(() -> tail.rounds() > rounds + 1 && tail.failure().isEmpty());
            assertThat(tail.isRunning()).isTrue();
        }

        ArchiveCheck check = archive.verify().orThrow();

        assertThat(check.gaps()).isEmpty();
        assertThat(check.ranges().stream()
                        .map(ArchivedRange::amount)
                        .mapToLong(ArchivedRange.Amount::records)
                        .sum())
                .isEqualTo(produced);
    }

    @Test
    void aRestoreWhoseClusterIsKilledInTheMiddleGoesOnAndWritesEachEventOnce() throws Exception {
        create(RAW, 2);
        IntStream.range(0, 2).forEach(partition -> write(RAW, partition, 10_000));
        List<List<String>> wanted = List.of(texts(read(RAW, 0)), texts(read(RAW, 1)));
        archive.append(SMALL).orThrow();
        try (SignalDr impatient = SignalDr.builder()
                .events("kafka:" + cluster.bootstrap(), options -> options.option("request.timeout.ms", "2000"))
                .build()) {
            EventArchive again = impatient.events().archive(store, ReplayProcess.ARCHIVE);
            FutureTask<RestoredTopic> restore = new FutureTask<>(() -> again.restore(
                    TopicRestore.create(RAW, more -> more.as("events.back").recordsPerSecond(RATE))));
            Thread runner = new Thread(restore, "restore");
            runner.start();
            await(() -> restore.isDone() || (exists("events.back") && isInTheMidst("events.back")));
            cluster.kill();
            runner.interrupt();

            assertThat(catchThrowableOfType(ExecutionException.class, restore::get))
                    .cause()
                    .asInstanceOf(type(DrException.class))
                    .returns(ErrorCode.CANCELLED, DrException::code);
            cluster.restart();
            assertThat(written("events.back", IsolationLevel.READ_UNCOMMITTED)).isBetween(1_000L, 19_000L);

            RestoredTopic restored = again.restore(TopicRestore.create(RAW, more -> more.as("events.back")));

            assertThat(restored.records()).isEqualTo(20_000);
        }
        await(() -> areCommitsEnded("events.back"));
        assertThat(texts(read("events.back", 0))).isEqualTo(wanted.get(0));
        assertThat(texts(read("events.back", 1))).isEqualTo(wanted.get(1));
    }

    /**
     * Much is committed, and that commit has ended: the next one comes after the second that a transaction takes. Kafka
     * 4 may never end one whose cluster is killed.
     */
    private static boolean isInTheMidst(String topic) {
        return written(topic, IsolationLevel.READ_COMMITTED) > RATE / 2 && Awaiting.noTransactionEnds(admin);
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The marks that end a transaction follow its answer. */
    private static boolean areCommitsEnded(String topic) {
        return written(topic, IsolationLevel.READ_UNCOMMITTED) == written(topic, IsolationLevel.READ_COMMITTED);
    }

    /** Returns how many offsets both partitions have. */
    private static long written(String topic, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> ends = Map.of(
                new TopicPartition(topic, 0), OffsetSpec.latest(), new TopicPartition(topic, 1), OffsetSpec.latest());
        return get(admin.listOffsets(ends, new ListOffsetsOptions(level)).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    @Test
    void aReplayThatIsKilledAgainAndAgainWritesEachArchivedEventOnceWhenTheTopicIsGone() throws Exception {
        create(RAW, 2);
        writeInTransactions(RAW, 300);
        IntStream.range(0, 2).forEach(partition -> write(RAW, partition, 15_000));
        archive.append(SMALL).orThrow();
        List<List<String>> wanted = List.of(forVendor(RAW, 0), forVendor(RAW, 1));
        admin.deleteTopics(List.of(RAW)).all().get();
        awaitNoTopic(RAW);
        create("events.again", 2);
        long planned = dr.events()
                .replay()
                .plan(ReplayRequest.of(request -> request.source(archive)
                        .topics(RAW)
                        .header("vendor", "x")
                        .into("events.again")))
                .events();
        Random random = new Random(1);
        for (int kill = 0; kill < 3; kill++) {
            Process process = replay(RATE);
            BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            assertThat(out.readLine()).isEqualTo(ReplayProcess.BEGUN);
            assertThat(process.waitFor(random.nextInt(1_200), TimeUnit.MILLISECONDS))
                    .as("ended by itself")
                    .isFalse();
            process.destroyForcibly().waitFor();
        }

        Process last = replay(Double.MAX_VALUE);

        assertThat(last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue())
                .as(Files.readString(directory.resolve("errors")))
                .isZero();
        await(() -> areCommitsEnded("events.again"));
        assertThat(forVendor("events.again", 0)).isEqualTo(wanted.get(0));
        assertThat(forVendor("events.again", 1)).isEqualTo(wanted.get(1));
        assertThat(planned).isEqualTo(wanted.get(0).size() + wanted.get(1).size());
    }

    private Process replay(double rate) throws IOException {
        return ReplayProcess.spawn(
                directory.resolve("errors"),
                cluster.bootstrap(),
                "night",
                RAW,
                "events.again",
                Double.toString(rate),
                directory.resolve("store").toString());
    }

    /** Returns where each event for the vendor stood at first, with its time and what it says. */
    private static List<String> forVendor(String topic, int partition) {
        return read(topic, partition).stream()
                .filter(event ->
                        text(event.headers().lastHeader("vendor").value()).equals("x"))
                .map(event -> origin(event, ReplayHeaders.TOPIC, event.topic()) + "-"
                        + origin(event, ReplayHeaders.PARTITION, Integer.toString(event.partition())) + " "
                        + origin(event, ReplayHeaders.OFFSET, Long.toString(event.offset())) + " "
                        + origin(event, ReplayHeaders.TIMESTAMP, Long.toString(event.timestamp())) + " "
                        + text(event.key()) + "=" + text(event.value()))
                .toList();
    }

    private static String origin(ConsumerRecord<byte[], byte[]> event, String header, String otherwise) {
        Header origin = event.headers().lastHeader(header);
        return origin == null ? otherwise : text(origin.value());
    }

    private static boolean exists(String topic) {
        return get(admin.listTopics().names()).contains(topic);
    }

    private static void awaitNoTopic(String topic) {
        await(() -> !exists(topic));
    }

    /** Events of years ago are kept. */
    private static void create(String topic, int partitions) throws ExecutionException, InterruptedException {
        NewTopic made = new NewTopic(topic, partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
        admin.createTopics(List.of(made)).all().get();
        await(() -> exists(topic));
    }

    private static ProducerRecord<byte[], byte[]> event(String topic, int partition, int number) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                topic,
                partition,
                1_700_000_000_000L + number * 7L % 1_000,
                number % 3 == 0 ? null : ("key-" + number).getBytes(UTF_8),
                number % 10 == 0 ? null : ("value-" + number + "-".repeat(number % 90)).getBytes(UTF_8));
        event.headers().add(new RecordHeader("number", Integer.toString(number).getBytes(UTF_8)));
        event.headers().add(new RecordHeader("vendor", (number % 4 == 0 ? "y" : "x").getBytes(UTF_8)));
        return event;
    }

    /** Returns when all is acknowledged; fails if something is not. */
    private static void write(String topic, int partition, int count) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(event(topic, partition, i)));
            }
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get().hasOffset()).isTrue();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void writeInTransactions(String topic, int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "transactional.id", "archive-it"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < count; i += 10) {
                producer.beginTransaction();
                for (int j = i; j < i + 10; j++) {
                    var unused = producer.send(event(topic, j % 2, j));
                }
                if (i % 50 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        await(() -> areCommitsEnded(topic));
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        TopicPartition log = new TopicPartition(topic, partition);
        List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            long end = consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
            while (consumer.position(log) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(events::add);
            }
        }
        return events;
    }

    private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> events) {
        return events.stream().map(ArchiveIT::text).toList();
    }

    private static String text(ConsumerRecord<byte[], byte[]> event) {
        return text(event.key()) + "=" + text(event.value()) + "@" + event.timestamp() + " "
                + text(event.headers().lastHeader("number").value());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "none" : new String(bytes, UTF_8);
    }
}
