package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.DeadLetterReport;
import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.RedeliveryHeaders;
import com.datafly.signal.dr.events.RedeliveryResult;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.WriterSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a real broker: back to where they came from, each once. */
class RedeliveryIT {

    private static final List<String> ORIGINS = List.of("events.raw", "events.processed", "events.delivery.x");
    private static final int PARTITIONS = 3;
    private static final int LETTERS = 6_000;
    private static final int BATCH = 500;
    private static final String SLOW = "1000";
    private static final String TIMEOUT = "java.net.SocketTimeoutException";
    private static final String REFUSED = "com.vendor.BadRequest";
    private static final Duration LONG = Duration.ofMinutes(1);

    private static KafkaCluster cluster;
    private static EventStreamDriver driver;
    private static SignalDr dr;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(options -> options.name("letters"));
        driver = TestContext.empty().open(cluster.bootstrap());
        dr = SignalDr.builder().events("kafka:" + cluster.bootstrap()).build();
        create(ORIGINS.toArray(new String[0]));
    }

    @AfterAll
    static void stop() {
        dr.close();
        driver.close();
        cluster.close();
    }

    @Test
    void aRedeliveryThatIsKilledBringsEachLetterBackOnce() throws IOException, InterruptedException {
        create("events.dlq");
        Map<String, List<String>> wanted = fill("events.dlq");
        awaitStable("events.dlq");
        Map<String, Long> reasons = dr.events()
                .deadLetters()
                .report(DeadLetterRequest.of("events.dlq"))
                .reasons();

        killOnceBegun("events.dlq");
        killOnceBegun("events.dlq");
        RedeliveryResult last = redeliver("events.dlq", request -> {});

        assertThat(last.finished()).isTrue();
        assertThat(last.exactlyOnce()).isTrue();
        assertThat(last.leftBehind()).isEqualTo(LETTERS / 100);
        wanted.forEach((partition, values) ->
                assertThat(valuesOf(partition)).as(partition).containsExactlyElementsOf(values));
        Map<String, Long> brought = new TreeMap<>();
        List<RedeliveryResult> history = dr.events().deadLetters().history("events.dlq");
        history.forEach(each -> each.reasons().forEach((reason, count) -> brought.merge(reason, count, Long::sum)));
        System.out.println("redelivered by each: " + history);
        assertThat(history).extracting(RedeliveryResult::finished).containsExactly(false, false, true);
        assertThat(history).allSatisfy(each -> assertThat(each.redelivered()).isPositive());
        assertThat(reasons).containsOnlyKeys(TIMEOUT, REFUSED);
        assertThat(brought.get(TIMEOUT)).isEqualTo(reasons.get(TIMEOUT));
        assertThat(brought.get(REFUSED)).isEqualTo(requireNonNull(reasons.get(REFUSED)) - LETTERS / 100);
        assertStay("events.dlq", LETTERS / 100);
    }

    @Test
    void aLetterThatFailsAgainAndAgainStaysAtTheLimitAndIsCounted() {
        create("events.again", "again.dlq");
        write(List.of(connect("again.dlq", "poison", "poison", "events.again", 1, TIMEOUT)));
        for (int attempt = 1; attempt <= 2; attempt++) {
            RedeliveryResult back = redeliver("again.dlq", request -> request.maxAttempts(2));
            assertThat(back.redelivered()).isEqualTo(1);
            failAgain(attempt);
        }
        write(List.of(
                connect("again.dlq", "poison", "behind", "events.again", 1, TIMEOUT),
                connect("again.dlq", "other", "free", "events.again", 2, TIMEOUT)));

        RedeliveryResult result = redeliver("again.dlq", request -> request.maxAttempts(2));
        DeadLetterReport report = dr.events().deadLetters().report(DeadLetterRequest.of("again.dlq"));

        assertThat(result.redelivered()).isEqualTo(1);
        assertThat(result.leftBehind()).isEqualTo(2);
        assertThat(valuesOf("events.again-1")).containsExactly("poison", "poison");
        assertThat(valuesOf("events.again-2")).containsExactly("free");
        assertThat(report.attempts()).containsOnly(Map.entry(2, 1L), Map.entry(0, 1L));
        assertThat(report.reasons()).containsOnly(Map.entry(TIMEOUT, 2L));
        assertThat(report.redelivered()).isEqualTo(3);
    }

    @Test
    void lettersOfOneReasonGoBackAndTheRestIsParkedWithItsHeaders() {
        create("events.mixed", "mixed.dlq", "mixed.parked");
        write(List.of(
                connect("mixed.dlq", "a", "late", "events.mixed", 0, TIMEOUT),
                spring("mixed.dlq", "b", "late too", "events.mixed", 2, TIMEOUT),
                connect("mixed.dlq", "c", "wrong", "events.mixed", 0, REFUSED),
                connect("mixed.dlq", "d", "lost", "events.gone", 0, TIMEOUT)));

        RedeliveryResult result = redeliver(
                "mixed.dlq",
                request -> request.reasons("*TimeoutException")
                        .parkingTopic("mixed.parked")
                        .by("on-call"));

        assertThat(result.reasons()).containsOnly(Map.entry(TIMEOUT, 2L));
        assertThat(result.parked()).isEqualTo(1);
        assertThat(valuesOf("events.mixed-0")).containsExactly("late");
        assertThat(valuesOf("events.mixed-2")).containsExactly("late too");
        List<EventRecord> parked = Stream.of(0, 1, 2)
                .flatMap(number -> read("mixed.parked-" + number).stream())
                .toList();
        assertThat(parked).singleElement().satisfies(event -> {
            assertThat(text(event)).isEqualTo("lost");
            assertThat(event.header(RedeliveryHeaders.PARKED).orElseThrow().text())
                    .isEqualTo("it cannot go back to 'events.gone'");
            assertThat(event.header("__connect.errors.topic").orElseThrow().text())
                    .isEqualTo("events.gone");
        });
        assertThat(dr.events()
                        .deadLetters()
                        .report(DeadLetterRequest.of("mixed.dlq"))
                        .reasons())
                .containsOnly(Map.entry(REFUSED, 1L));
    }

    /**
     * Letters of transactions, of which every fifth is given up, one in a hundred redelivered too often; returns what
     * has to go back, by partition.
     */
    private static Map<String, List<String>> fill(String letters) {
        Map<String, List<String>> wanted = new TreeMap<>();
        try (EventWriter writer = driver.writer(WriterSettings.transactional("failing-consumer"))) {
            for (int number = 0; number < LETTERS; number += BATCH) {
                writer.begin();
                letters(letters, number, "given up ").forEach(writer::append);
                writer.flush();
                writer.abort();
                writer.begin();
                letters(letters, number, "value-").forEach(writer::append);
                writer.commit();
            }
        }
        for (int number = 0; number < LETTERS; number++) {
            if (!tooOften(number)) {
                wanted.computeIfAbsent(origin(number) + "-" + originPartition(number), partition -> new ArrayList<>())
                        .add("value-" + number);
            }
        }
        return wanted;
    }

    private static List<NewEvent> letters(String topic, int first, String value) {
        List<NewEvent> letters = new ArrayList<>();
        for (int number = first; number < first + BATCH; number++) {
            String reason = number % 4 == 0 || tooOften(number) ? REFUSED : TIMEOUT;
            String key = "key-" + number;
            NewEvent letter = number % 2 == 0
                    ? connect(topic, key, value + number, origin(number), originPartition(number), reason)
                    : spring(topic, key, value + number, origin(number), originPartition(number), reason);
            List<EventHeader> headers = new ArrayList<>(letter.headers());
            if (tooOften(number)) {
                headers.add(EventHeader.of(RedeliveryHeaders.ATTEMPTS, "3"));
            }
            letters.add(letter.partition(number % PARTITIONS).headers(headers));
        }
        return letters;
    }

    private static boolean tooOften(int number) {
        return number % 100 == 50;
    }

    private static String origin(int number) {
        return ORIGINS.get(number % ORIGINS.size());
    }

    private static int originPartition(int number) {
        return number / ORIGINS.size() % PARTITIONS;
    }

    private void killOnceBegun(String letters) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process = ReplayProcess.spawn(RedeliveryProcess.class, errors, cluster.bootstrap(), letters, SLOW);
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        assertThat(out.readLine()).as(Files.readString(errors)).isEqualTo(RedeliveryProcess.BEGUN);
        assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                .as("ended by itself")
                .isFalse();
        process.destroyForcibly().waitFor();
    }

    /** What stays is told by the report, and a redelivery of it does nothing. */
    private static void assertStay(String letters, int count) {
        DeadLetterReport report = dr.events().deadLetters().report(DeadLetterRequest.of(letters));
        assertThat(report.reasons()).containsOnly(Map.entry(REFUSED, (long) count));
        assertThat(report.attempts()).containsOnly(Map.entry(3, (long) count));
        assertThat(report.redelivered()).isEqualTo(LETTERS - count);
        RedeliveryResult again = redeliver(letters, request -> {});
        assertThat(again.redelivered()).isZero();
        assertThat(again.leftBehind()).isEqualTo(count);
    }

    /** The consumer fails at what came back, and puts it among the dead letters with the headers that it has. */
    private static void failAgain(int attempt) {
        EventRecord failed = read("events.again-1").get(attempt - 1);
        assertThat(failed.header(RedeliveryHeaders.ATTEMPTS).orElseThrow().text())
                .isEqualTo(Integer.toString(attempt));
        NewEvent letter = connect("again.dlq", "poison", text(failed), "events.again", 1, TIMEOUT);
        List<EventHeader> headers = new ArrayList<>(failed.headers());
        headers.addAll(letter.headers());
        write(List.of(letter.headers(headers)));
    }

    private static RedeliveryResult redeliver(String letters, Consumer<DeadLetterRequest.Builder> request) {
        return dr.events()
                .deadLetters()
                .redeliver(DeadLetterRequest.of(letters, request))
                .await(LONG);
    }

    private static NewEvent connect(
            String letters, String key, String value, String topic, int partition, String reason) {
        return NewEvent.of(letters, key.getBytes(UTF_8), value.getBytes(UTF_8))
                .partition(0)
                .headers(List.of(
                        EventHeader.of("__connect.errors.topic", topic),
                        EventHeader.of("__connect.errors.partition", Integer.toString(partition)),
                        EventHeader.of("__connect.errors.exception.class.name", reason)));
    }

    private static NewEvent spring(
            String letters, String key, String value, String topic, int partition, String reason) {
        return NewEvent.of(letters, key.getBytes(UTF_8), value.getBytes(UTF_8))
                .partition(0)
                .headers(List.of(
                        EventHeader.of("kafka_dlt-original-topic", topic),
                        EventHeader.of(
                                "kafka_dlt-original-partition",
                                ByteBuffer.allocate(Integer.BYTES)
                                        .putInt(partition)
                                        .array()),
                        EventHeader.of("kafka_dlt-exception-fqcn", "ListenerExecutionFailed"),
                        EventHeader.of("kafka_dlt-exception-cause-fqcn", reason)));
    }

    private static void create(String... topics) {
        assertThat(driver.createTopics(Stream.of(topics)
                        .map(topic -> TopicSpec.of(topic, PARTITIONS, Map.of()))
                        .toList()))
                .isEmpty();
    }

    private static void write(List<NewEvent> events) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            events.forEach(writer::append);
            writer.flush();
        }
    }

    private static List<String> valuesOf(String partition) {
        return read(partition).stream().map(RedeliveryIT::text).toList();
    }

    /** A commit is answered before its marks are in the partitions, and shown to readers when they are. */
    private static void awaitStable(String topic) {
        Set<PartitionId> partitions =
                Set.of(new PartitionId(topic, 0), new PartitionId(topic, 1), new PartitionId(topic, 2));
        await(() -> driver.offsets(partitions, OffsetPoint.stable())
                .orThrow()
                .equals(driver.offsets(partitions, OffsetPoint.latest()).orThrow()));
    }

    /** Reads what was committed to a partition, to its very end: the last commit may have no marks there yet. */
    private static List<EventRecord> read(String partition) {
        int dash = partition.lastIndexOf('-');
        PartitionId id = new PartitionId(partition.substring(0, dash), Integer.parseInt(partition.substring(dash + 1)));
        long end = driver.offsets(Set.of(id), OffsetPoint.latest()).orThrow().values().stream()
                .mapToLong(OffsetAnswer::offset)
                .sum();
        List<EventRecord> events = new ArrayList<>();
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(id, 0L));
            while (reader.positions().getOrDefault(id, 0L) < end) {
                events.addAll(reader.poll(Duration.ofMillis(100)));
            }
        }
        return events;
    }

    private static String text(EventRecord event) {
        return new String(requireNonNull(event.value()), UTF_8);
    }
}
