package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.GroupLag;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.events.LagTrend.Direction;
import com.datafly.signal.dr.events.LagTrend.Trend;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionLag;
import com.datafly.signal.dr.events.PartitionLag.State;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumer lag on a real broker, each test with a topic and a group of its own. */
@Timeout(120)
class ConsumerLagIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Coordinators twice, offsets, the group by either protocol, topics twice, ends, stable ends, starts. */
    private static final double FEW_REQUESTS = 10;

    private static KafkaCluster cluster;
    private static EventStreamDriver driver;
    private static Admin admin;
    private static SignalDr dr;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(options -> options.name("lag")
                .option("log.cleaner.backoff.ms", "100")
                .option("log.segment.delete.delay.ms", "1000"));
        driver = TestContext.empty().open(cluster.bootstrap());
        admin = Admin.create(Map.of("bootstrap.servers", cluster.insideBootstrap()));
        dr = SignalDr.builder().events("kafka:" + cluster.bootstrap()).build();
    }

    @AfterAll
    static void stop() {
        dr.close();
        admin.close(Duration.ZERO);
        driver.close();
        cluster.close();
    }

    @Test
    void lagInSecondsIsTheAgeOfTheRecordAtTheCommittedOffset() {
        topic("aged", 2);
        write("aged", 0, 100, Instant.now().minus(HOUR));
        write("aged", 0, 100, Instant.now());
        write("aged", 1, 10, Instant.now().minus(HOUR));
        commit("aged", "aged", 0, 50);
        commit("aged", "aged", 1, 10);

        GroupLag lag = lag("aged");

        assertThat(partition(lag, 0).messages()).isEqualTo(OptionalLong.of(150));
        assertThat(partition(lag, 0).delay().orElseThrow()).isBetween(HOUR, HOUR.plus(LIMIT));
        assertThat(partition(lag, 1).delay()).contains(Duration.ZERO);
        assertThat(lag.group().state()).isEqualTo(GroupState.EMPTY);
        commit("aged", "aged", 0, 100);
        assertThat(partition(lag("aged"), 0).delay().orElseThrow()).isLessThan(LIMIT);
    }

    @Test
    void fiveHundredTopicsWithLagAreReadByOneReader() {
        List<TopicSpec> topics = IntStream.range(0, 500)
                .mapToObj(number -> TopicSpec.of("wide." + number, 2, Map.of()))
                .toList();
        assertThat(driver.createTopics(topics)).isEmpty();
        Set<PartitionId> partitions = topics.stream()
                .flatMap(topic -> IntStream.range(0, 2).mapToObj(number -> new PartitionId(topic.name(), number)))
                .collect(Collectors.toSet());
        awaitLeaders(partitions);
        Map<PartitionId, GroupOffset> offsets = new HashMap<>();
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (PartitionId id : partitions) {
                IntStream.range(0, 4).forEach(i -> writer.append(old(id)));
                offsets.put(id, GroupOffset.of(1));
            }
            writer.flush();
        }
        assertThat(driver.changeGroupOffsets(Map.of("wide", offsets))).isEmpty();

        LagReport report = dr.events().lag().measure(LagQuery.groups("wide"));

        GroupLag lag = report.group("wide").orElseThrow();
        assertThat(report.warnings()).isEmpty();
        assertThat(lag.total().messages()).isEqualTo(OptionalLong.of(3_000));
        assertThat(lag.total().delay().orElseThrow()).isBetween(HOUR, HOUR.plus(LIMIT.multipliedBy(4)));
        assertThat(lag.partitions()).hasSize(1_000);
        // A busy broker is asked once more for what it does not answer within a second.
        LagQuery messages = LagQuery.of(query -> query.group("wide").messagesOnly());
        DoubleSummaryStatistics requests = new DoubleSummaryStatistics();
        for (int i = 0; i < 5; i++) {
            requests.accept(requestsOf(() -> dr.events().lag().measure(messages)));
        }
        assertThat(requests.getMin())
                .as("topics, groups, offsets and ends are asked for once each")
                .isLessThanOrEqualTo(FEW_REQUESTS);
    }

    private static double requestsOf(Runnable work) {
        double before = requests();
        work.run();
        return requests() - before;
    }

    private static double requests() {
        return dr.events().unwrap(Admin.class).orElseThrow().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("request-total")
                        && metric.metricName().group().equals("admin-client-metrics"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    private static NewEvent old(PartitionId id) {
        return NewEvent.of(id.topic(), null, new byte[200])
                .partition(id.partition())
                .timestampMillis(Instant.now().minus(HOUR).toEpochMilli());
    }

    /** Brokers hear of topics a little after the answer says that these are made. */
    private static void awaitLeaders(Set<PartitionId> partitions) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!driver.offsets(partitions, OffsetPoint.latest()).failed().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anOpenTransactionHoldsZeroBackAndItsEndIsNoLag() {
        topic("transactions", 1);
        write("transactions", 0, 5, Instant.now());
        commit("transactions", "transactions", 0, 5);
        try (EventWriter writer = driver.writer(WriterSettings.transactional("lag"))) {
            append(writer, "transactions", 3);
            PartitionLag open = partition(lag("transactions"), 0);
            assertThat(open.messages()).isEqualTo(OptionalLong.of(0));
            assertThat(open.held()).isEqualTo(3);
            assertThat(lag("transactions").zero()).isFalse();
            writer.commit();
            append(writer, "transactions", 50);
            writer.abort();
        }
        awaitStable("transactions");
        assertThat(partition(lag("transactions"), 0).state()).isEqualTo(State.BEHIND);
        commit("transactions", "transactions", 0, 8);

        PartitionLag lag = partition(lag("transactions"), 0);

        assertThat(lag.state()).isEqualTo(State.CAUGHT_UP);
        assertThat(lag.end().orElseThrow()).isGreaterThan(8);
        assertThat(lag("transactions").zero()).isTrue();
    }

    @Test
    void anOffsetAtACompactedRecordFindsTheNextOne() {
        assertThat(driver.createTopics(List.of(TopicSpec.of(
                        "compacted",
                        1,
                        Map.of(
                                "cleanup.policy", "compact",
                                "segment.bytes", "1048576",
                                "segment.ms", "100",
                                "min.cleanable.dirty.ratio", "0.001",
                                "max.compaction.lag.ms", "100")))))
                .isEmpty();
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (int i = 0; i < 50; i++) {
                writer.append(keyed("compacted", "same", Instant.now().minus(HOUR)));
            }
            writer.append(keyed("compacted", "other", Instant.now().minus(HOUR.dividedBy(2))));
            writer.flush();
        }
        commit("compacted", "compacted", 0, 3);
        roll("compacted");
        await(() -> partition(lag("compacted"), 0).messages().orElseThrow() < 10);

        assertThat(partition(lag("compacted"), 0).delay().orElseThrow())
                .isBetween(HOUR.dividedBy(2), HOUR.plus(LIMIT.multipliedBy(4)));
    }

    @Test
    void recordsDeletedUnreadAreCountedAndAnOffsetBehindTheEndIsSaid() throws Exception {
        topic("deleted", 2);
        write("deleted", 0, 20, Instant.now());
        write("deleted", 1, 5, Instant.now());
        commit("deleted", "deleted", 0, 4);
        commit("deleted", "deleted", 1, 99);
        admin.deleteRecords(Map.of(new TopicPartition("deleted", 0), RecordsToDelete.beforeOffset(15)))
                .all()
                .get();

        GroupLag lag = lag("deleted");

        assertThat(partition(lag, 0).state()).isEqualTo(State.LOST);
        assertThat(partition(lag, 0).lost()).isEqualTo(11);
        assertThat(partition(lag, 0).messages()).isEqualTo(OptionalLong.of(5));
        assertThat(partition(lag, 1).state()).isEqualTo(State.AHEAD);
        assertThat(lag.zero()).isFalse();
    }

    @Test
    void aGroupThatIsNotThereAndATopicThatIsNotThereAreSaid() {
        topic("there", 1);
        write("there", 0, 1, Instant.now());
        commit("there", "there", 0, 1);

        LagReport report = dr.events()
                .lag()
                .measure(LagQuery.of(query -> query.group("there", "not-there").group("nobody")));

        assertThat(report.obstacles()).containsExactly("there is no topic 'not-there'", "there is no group 'nobody'");
    }

    @Test
    void zeroIsAwaitedWhileAConsumerCatchesUp() throws InterruptedException {
        topic("awaited", 2);
        write("awaited", 0, 2_000, Instant.now());
        write("awaited", 1, 2_000, Instant.now());
        commit("awaited", "awaited", 0, 10);
        commit("awaited", "awaited", 1, 10);
        AtomicBoolean ended = new AtomicBoolean();
        LagReport before = dr.events().lag().measure(LagQuery.groups("awaited"));
        Thread consumer = new Thread(() -> consume("awaited", ended), "consumer");
        consumer.start();

        LagReport report = dr.events()
                .lag()
                .awaitZero(LagQuery.of(query -> query.group("awaited").requireMembers()), LIMIT);

        assertThat(report.group("awaited").orElseThrow().group().state()).isEqualTo(GroupState.STABLE);
        Trend trend = trend(before, report);
        assertThat(trend.direction()).isEqualTo(Direction.CAUGHT_UP);
        assertThat(trend.messagesBefore()).isEqualTo(3_980);
        assertThat(trend.consumedPerSecond() * seconds(before, report)).isCloseTo(3_980, withinPercentage(1));
        assertThat(trend.producedPerSecond()).isZero();
        assertThat(trend.timeToDrain()).contains(Duration.ZERO);
        ended.set(true);
        consumer.join();
    }

    @Test
    void theTrendIsTheSpeedOfTheConsumerAndOfTheProducers() {
        topic("paced", 1);
        write("paced", 0, 20_000, Instant.now());
        commit("paced", "paced", 0, 10);
        try (PacedConsumer consumer = new PacedConsumer("paced", 500)) {
            await(() -> consumer.committed() > 100);
            long beforeFirst = consumer.committed();
            LagReport first = measure("paced");
            long afterFirst = consumer.committed();
            await(() -> consumer.committed() > afterFirst + 1_500);
            long beforeSecond = consumer.committed();
            LagReport second = measure("paced");
            long afterSecond = consumer.committed();
            write("paced", 0, 10_000, Instant.now());
            LagReport third = measure("paced");

            Trend draining = trend(first, second);
            assertThat(draining.direction()).isEqualTo(Direction.DRAINING);
            assertThat(draining.messagesBefore()).isGreaterThan(draining.messagesNow());
            // The consumer goes on while it is measured; what it commits it counts a little later.
            double least = beforeSecond - afterFirst - PacedConsumer.AT_ONCE;
            double most = afterSecond - beforeFirst + PacedConsumer.AT_ONCE;
            assertThat(draining.consumedPerSecond() * seconds(first, second)).isBetween(least, most);
            assertThat(draining.producedPerSecond()).isZero();
            assertThat((double) draining.timeToDrain().orElseThrow().toMillis())
                    .isCloseTo(1_000 * draining.messagesNow() / draining.consumedPerSecond(), withinPercentage(1));
            Trend growing = trend(second, third);
            assertThat(growing.direction()).isEqualTo(Direction.GROWING);
            assertThat(growing.producedPerSecond() * seconds(second, third)).isCloseTo(10_000, withinPercentage(1));
            assertThat(growing.timeToDrain()).isEmpty();
        }
        LagReport stopped = measure("paced");
        await(() -> Duration.between(stopped.measuredAt(), Instant.now()).toMillis() > 100);

        Trend stalled = trend(stopped, measure("paced"));
        assertThat(stalled.direction()).isEqualTo(Direction.STALLED);
        assertThat(stalled.consumedPerSecond()).isZero();
        assertThat(stalled.timeToDrain()).isEmpty();
    }

    private static LagReport measure(String group) {
        return dr.events().lag().measure(LagQuery.groups(group));
    }

    private static Trend trend(LagReport before, LagReport after) {
        return requireNonNull(
                after.since(before).groups().get(after.groups().get(0).name()));
    }

    private static double seconds(LagReport before, LagReport after) {
        return Duration.between(before.measuredAt(), after.measuredAt()).toNanos() / 1e9;
    }

    /** A consumer that reads no more than so many records a second, and counts what it has committed. */
    private static final class PacedConsumer implements AutoCloseable {
        static final int AT_ONCE = 25;

        private final String group;
        private final double perSecond;
        private final AtomicLong committed = new AtomicLong();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread = new Thread(this::consume, "paced consumer");

        PacedConsumer(String group, double perSecond) {
            this.group = group;
            this.perSecond = perSecond;
            thread.start();
        }

        private void consume() {
            Map<String, Object> settings = new HashMap<>(settings(group));
            settings.put("max.poll.records", AT_ONCE);
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(group));
                while (!ended.get()) {
                    long begin = System.nanoTime();
                    long read = consumer.poll(Duration.ofMillis(100)).count();
                    consumer.commitSync();
                    committed.addAndGet(read);
                    // Lost time is not made up for: that would be another speed.
                    LockSupport.parkNanos((long) (read / perSecond * 1e9) - (System.nanoTime() - begin));
                }
            }
        }

        long committed() {
            return committed.get();
        }

        @Override
        public void close() {
            ended.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Map<String, Object> settings(String group) {
        return Map.of("bootstrap.servers", cluster.insideBootstrap(), "group.id", group, "enable.auto.commit", false);
    }

    private static void consume(String group, AtomicBoolean ended) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(group), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(group));
            while (!ended.get()) {
                if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    consumer.commitSync();
                }
            }
        }
    }

    private static void topic(String name, int partitions) {
        assertThat(driver.createTopics(List.of(TopicSpec.of(name, partitions, Map.of()))))
                .isEmpty();
    }

    private static void write(String topic, int partition, int count, Instant at) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (int i = 0; i < count; i++) {
                writer.append(NewEvent.of(topic, null, new byte[50])
                        .partition(partition)
                        .timestampMillis(at.toEpochMilli()));
            }
            writer.flush();
        }
    }

    private static NewEvent keyed(String topic, String key, Instant at) {
        return NewEvent.of(topic, key.getBytes(UTF_8), new byte[50])
                .partition(0)
                .timestampMillis(at.toEpochMilli());
    }

    /** The cleaner leaves the segment alone that is written, so a record that is newer than all in it closes it. */
    private static void roll(String topic) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            writer.append(keyed(topic, "roll", Instant.now()));
            writer.flush();
        }
    }

    private static void append(EventWriter writer, String topic, int count) {
        writer.begin();
        for (int i = 0; i < count; i++) {
            writer.append(NewEvent.of(topic, null, new byte[50]).partition(0));
        }
        writer.flush();
    }

    /** The marker of a transaction's end is written after the answer. */
    private static void awaitStable(String topic) {
        PartitionId id = new PartitionId(topic, 0);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (offset(id, OffsetPoint.stable()) < offset(id, OffsetPoint.latest()) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static long offset(PartitionId id, OffsetPoint point) {
        return requireNonNull(driver.offsets(Set.of(id), point).orThrow().get(id))
                .offset();
    }

    private static void commit(String group, String topic, int partition, long offset) {
        assertThat(driver.changeGroupOffsets(
                        Map.of(group, Map.of(new PartitionId(topic, partition), GroupOffset.of(offset)))))
                .isEmpty();
    }

    private static GroupLag lag(String group) {
        return dr.events().lag().measure(LagQuery.groups(group)).group(group).orElseThrow();
    }

    private static PartitionLag partition(GroupLag lag, int number) {
        return lag.partitions().stream()
                .filter(each -> each.partition().partition() == number)
                .findFirst()
                .orElseThrow();
    }
}
