package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayHeaders;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.events.Topic;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays that are killed: what comes out is what the filter lets through, each event once. */
class ReplayKillIT {

    private static final String RAW = "events.raw";
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 60_000;
    private static final int BATCH = 1_000;
    private static final int KILLS = 5;
    private static final double RATE = 8_000;
    private static final String KILLED = "signal-dr.copy.killed";

    /** Takes a minute and a half: whoever takes over comes in time, however slowly its JVM starts. */
    private static final double SLOW = 400;

    /** Takes four seconds: however late one of two begins on a busy machine, the other is not done. */
    private static final double BOTH = 10_000;

    private static KafkaCluster cluster;
    private static EventStreamDriver driver;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start();
        driver = TestContext.empty().open(cluster.bootstrap());
        assertThat(driver.createTopics(List.of(TopicSpec.of(RAW, PARTITIONS, Map.of()))))
                .isEmpty();
        try (EventWriter writer = driver.writer(WriterSettings.transactional("producer"))) {
            for (int i = 0; i < EVENTS; i += BATCH) {
                writeBatch(writer, i);
            }
        }
        await(ReplayKillIT::noTransactionEnds);
    }

    /** Every seventh transaction is given up. */
    private static void writeBatch(EventWriter writer, int first) {
        writer.begin();
        for (int i = first; i < first + BATCH; i++) {
            writer.append(NewEvent.of(RAW, ("key-" + i % 500).getBytes(UTF_8), ("value-" + i).getBytes(UTF_8))
                    .partition(i % PARTITIONS)
                    .headers(List.of(EventHeader.of("vendor", i % 4 == 0 ? "y" : "x"))));
        }
        if (first / BATCH % 7 == 3) {
            writer.flush();
            writer.abort();
        } else {
            writer.commit();
        }
    }

    @AfterAll
    static void stop() {
        driver.close();
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aReplayThatIsKilledAgainAndAgainWritesEachEventOnce(long seed) throws IOException, InterruptedException {
        String target = newTopic("killed-" + seed);
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = spawn(target, RATE);
            awaitBegun(process);
            assertThat(process.waitFor(random.nextInt(1_200), TimeUnit.MILLISECONDS))
                    .as("ended by itself")
                    .isFalse();
            process.destroyForcibly().waitFor();
        }

        Process last = spawn(target, Double.MAX_VALUE);
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(errors()).isZero();

        assertCopiedOnce(target);
    }

    @Test
    void theLaterOfTwoRunnersGoesOn() throws IOException, InterruptedException {
        String target = newTopic("fought-over");
        Process first = spawn(target, SLOW);
        awaitBegun(first);
        Process second = spawn(target, Double.MAX_VALUE);

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue()).as(errors()).isZero();
        assertThat(first.exitValue()).isNotZero();
        assertThat(errors()).contains("Another runner of this copy took over");
        assertCopiedOnce(target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void ofTwoRunnersThatBeginAtOnceOneGoesOnAndTheOtherIsTold(int round) throws InterruptedException {
        String target = newTopic("raced-" + round);
        ReplayRequest request = ReplayProcess.request("of-" + target, RAW, target, BOTH);
        CountDownLatch ready = new CountDownLatch(2);
        List<DrException> lost = new CopyOnWriteArrayList<>();
        List<ReplayResult> won = new CopyOnWriteArrayList<>();
        List<Thread> runners = Stream.generate(() -> new Thread(() -> {
                    try (SignalDr dr = SignalDr.builder()
                            .events("kafka:" + cluster.bootstrap())
                            .build()) {
                        ready.countDown();
                        ready.await();
                        won.add(dr.events().replay().start(request).await(Duration.ofMinutes(1)));
                    } catch (DrException e) {
                        lost.add(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .limit(2)
                .toList();

        runners.forEach(Thread::start);
        for (Thread runner : runners) {
            runner.join();
        }

        assertThat(won).singleElement().matches(ReplayResult::finished);
        assertThat(lost).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.FENCED);
            assertThat(failure.effect()).isNotEqualTo(Effect.UNKNOWN);
            assertThat(failure.hint()).get().asString().contains("Another runner of this copy took over");
        });
        assertCopiedOnce(target);
    }

    @Test
    void aBrokerThatIsKilledMeanwhileIsWaitedFor() {
        String target = newTopic("broken");
        try (SignalDr dr = SignalDr.builder()
                .events("kafka:" + cluster.bootstrap(), options -> options.option("request.timeout.ms", "5000"))
                .build()) {
            EventRun<ReplayResult> run = dr.events().replay().start(ReplayProcess.request("broken", RAW, target, RATE));
            // So the next commit is a second away: Kafka 4 may never end one whose cluster is killed.
            await(() -> run.progress().done() > 0 && noTransactionEnds());
            cluster.kill();
            cluster.restart();

            ReplayResult result = run.await(Duration.ofMinutes(2));

            assertThat(result.finished()).isTrue();
            assertThat(result.exactlyOnce()).isTrue();
        }
        assertCopiedOnce(target);
    }

    @Test
    void whatAnotherCopyLeftOpenIsWaitedForAndNothingIsRepeated() throws InterruptedException {
        String target = newTopic("beside-others");
        ReplayRequest request = ReplayProcess.request("beside-others", RAW, target, 20_000);
        try (SignalDr dr = SignalDr.builder()
                        .events("kafka:" + cluster.bootstrap())
                        .build();
                EventWriter killed = driver.writer(WriterSettings.transactional(KILLED))) {
            EventRun<ReplayResult> first = dr.events().replay().start(request);
            CountDownLatch committed = new CountDownLatch(1);
            // It is first told before anything is committed, and what is kept of the run would stand behind ours then.
            first.onProgress(progress -> {
                if (progress.done() > 0) {
                    committed.countDown();
                }
            });
            assertThat(committed.await(30, TimeUnit.SECONDS)).isTrue();
            leaveOpen(killed);
            assertThat(openFor(KILLED)).isEqualTo(Duration.ofSeconds(30));
            long written = first.await(Duration.ofMinutes(1)).written();

            EventRun<ReplayResult> again = dr.events().replay().start(request);

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> again.await(Duration.ofSeconds(2)))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
            killed.abort();
            assertThat(again.await(Duration.ofMinutes(1)).written()).isEqualTo(written);
        }
        assertCopiedOnce(target);
    }

    private static boolean noTransactionEnds() {
        return Awaiting.noTransactionEnds(driver.unwrap(Admin.class).orElseThrow());
    }

    /** Writes where copies keep what they are to remember, all of them, and commits nothing. */
    private static void leaveOpen(EventWriter writer) {
        String state = "signal-dr.copies";
        int partitions = driver.describeTopics(Set.of(state)).orThrow().values().stream()
                .mapToInt(Topic::partitions)
                .sum();
        writer.begin();
        for (int number = 0; number < partitions; number++) {
            writer.append(NewEvent.of(state, "copy/killed/totals".getBytes(UTF_8), new byte[1])
                    .partition(number));
        }
        writer.flush();
    }

    /** Returns after how long the cluster gives up an open transaction. */
    private static Duration openFor(String identity) throws InterruptedException {
        try {
            return Duration.ofMillis(driver.unwrap(Admin.class)
                    .orElseThrow()
                    .describeTransactions(List.of(identity))
                    .description(identity)
                    .get()
                    .transactionTimeoutMs());
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String newTopic(String name) {
        assertThat(driver.createTopics(List.of(TopicSpec.of(name, PARTITIONS, Map.of()))))
                .isEmpty();
        return name;
    }

    private Process spawn(String target, double rate) throws IOException {
        return ReplayProcess.spawn(
                directory.resolve("errors"), cluster.bootstrap(), "of-" + target, RAW, target, Double.toString(rate));
    }

    private static void awaitBegun(Process process) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        assertThat(out.readLine()).isEqualTo(ReplayProcess.BEGUN);
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("errors"));
    }

    private static void assertCopiedOnce(String target) {
        for (int number = 0; number < PARTITIONS; number++) {
            PartitionId from = new PartitionId(RAW, number);
            List<String> wanted = read(
                    from, event -> event.header("vendor").orElseThrow().text().equals("x"), ReplayHeaders.OFFSET);
            List<String> found = read(new PartitionId(target, number), event -> true, ReplayHeaders.OFFSET);
            assertThat(found).as(from.toString()).isEqualTo(wanted);
        }
    }

    /** Reads what was committed: the offset at the source, key and value of each event. */
    private static List<String> read(PartitionId partition, Predicate<EventRecord> chosen, String offsetHeader) {
        Set<PartitionId> one = Set.of(partition);
        long end = driver.offsets(one, OffsetPoint.stable()).orThrow().values().stream()
                .mapToLong(OffsetAnswer::offset)
                .sum();
        List<String> events = new ArrayList<>();
        try (EventReader reader = driver.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(partition, 0L));
            while (reader.positions().getOrDefault(partition, end) < end) {
                reader.poll(Duration.ofMillis(100)).stream()
                        .filter(chosen)
                        .forEach(event -> events.add(event.header(offsetHeader)
                                        .map(EventHeader::text)
                                        .orElse(Long.toString(event.offset()))
                                + " " + new String(event.key(), UTF_8) + " " + new String(event.value(), UTF_8)));
            }
        }
        return events;
    }
}
