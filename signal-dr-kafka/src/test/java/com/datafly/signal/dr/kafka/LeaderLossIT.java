package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.PartitionProblem.Kind;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that dies with the only copy of a partition. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaderLossIT {

    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final PartitionId LED = new PartitionId("events.raw", 0);
    private static final PartitionId LOST = new PartitionId("events.raw", 1);
    private static final PartitionId ABSENT = new PartitionId("events.raw", 2);
    private static final PartitionId ELSEWHERE = new PartitionId("events.none", 0);

    @Test
    void aPartitionWithoutALeaderIsSaidAndHindersNoOther() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(options -> options.brokers(3));
                EventStreamDriver driver = TestContext.empty().open(cluster.bootstrap())) {
            create(cluster);
            while (!ask(driver, Set.of(LED, LOST)).failed().isEmpty()) {
                Thread.onSpinWait();
            }
            cluster.kill(2);

            Answers<PartitionId, OffsetAnswer> answers = ask(driver, Set.of(LED, LOST, ABSENT, ELSEWHERE));

            assertThat(answers.found()).containsOnlyKeys(LED);
            assertThat(answers.failed()).hasEntrySatisfying(LOST, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(failure.problem()).isEqualTo("no broker leads it now");
                assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
            });
            assertThat(answers.failed()).hasEntrySatisfying(ABSENT, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
                assertThat(failure.problem()).isEqualTo("the topic has 2 partitions, from 0 on");
                assertThat(failure.hint()).get().asString().contains("partitions that it has");
            });
            assertThat(answers.failed())
                    .hasEntrySatisfying(
                            ELSEWHERE, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void healthTellsWhatEachPartitionLacksAndThatNobodyLeadsTheControllers() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(options -> options.brokers(3));
                EventStreamDriver driver =
                        TestContext.empty().with("request.timeout.ms", "5000").open(cluster.bootstrap())) {
            create(cluster);
            StreamHealth whole = health(
                    driver,
                    seen -> seen.problems().isEmpty()
                            && seen.partitions() == 5
                            && seen.controller().isPresent());
            assertThat(whole.serving()).isTrue();
            cluster.kill(2);

            StreamHealth degraded = health(
                    driver,
                    seen -> !seen.brokers().contains(2)
                            && seen.problems().size() == 4
                            && seen.partitions() == 5
                            && seen.controller().isPresent());

            assertThat(degraded.problems())
                    .extracting(PartitionProblem::partition, PartitionProblem::kind, PartitionProblem::leader)
                    .containsExactlyInAnyOrder(
                            tuple(LOST, Kind.OFFLINE, -1),
                            tuple(new PartitionId("events.strict", 0), Kind.UNDER_MINIMUM, 1),
                            tuple(new PartitionId("events.exact", 0), Kind.AT_MINIMUM, 1),
                            tuple(new PartitionId("events.wide", 0), Kind.UNDER_REPLICATED, 1));
            assertThat(degraded.brokers()).containsExactly(1, 3);
            assertThat(degraded.partitions()).isEqualTo(5);
            assertThat(degraded.controller()).isPresent();
            assertThat(degraded.serving()).isFalse();

            cluster.kill(3);
            StreamHealth headless = health(driver, seen -> seen.controller().isEmpty());
            assertThat(headless.serving()).isFalse();
            assertThat(headless.warnings()).singleElement().asString().contains("who leads the controllers");
        }
    }

    /** Returns the first health like that: each look asks any of the brokers, of which one knows what is new later. */
    private static StreamHealth health(EventStreamDriver driver, Predicate<StreamHealth> wanted) {
        StreamHealth seen = driver.health();
        while (!wanted.test(seen)) {
            LockSupport.parkNanos(MOMENT.toNanos());
            seen = driver.health();
        }
        return seen;
    }

    private static void create(KafkaCluster cluster) throws ExecutionException, InterruptedException {
        List<NewTopic> topics = List.of(
                new NewTopic(LED.topic(), Map.of(0, List.of(1), 1, List.of(2))),
                topic("events.strict", "2", 1, 2),
                topic("events.exact", "1", 1, 2),
                topic("events.wide", "1", 1, 3, 2));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.insideBootstrap()))) {
            admin.createTopics(topics).all().get();
        }
    }

    private static NewTopic topic(String name, String minimum, Integer... brokers) {
        return new NewTopic(name, Map.of(0, List.of(brokers))).configs(Map.of("min.insync.replicas", minimum));
    }

    private static Answers<PartitionId, OffsetAnswer> ask(EventStreamDriver driver, Set<PartitionId> partitions) {
        return driver.offsets(partitions, OffsetPoint.latest());
    }
}
