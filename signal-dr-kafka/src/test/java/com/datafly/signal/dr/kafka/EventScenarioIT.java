package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.NumberedEvents.PAID;
import static com.datafly.signal.dr.kafka.NumberedEvents.PLAIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.FailoverProcess.Nothing;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.playbook.EventScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guide's playbooks of events with a real broker that is killed and comes back, and a real consumer. */
@Timeout(240)
class EventScenarioIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String GROUP = "event-processor";
    private static final int READ = 1_000;
    private static final int UNREAD = 3_000;

    @TempDir
    private Path directory;

    private final NumberedEvents events = new NumberedEvents();
    private KafkaCluster cluster;
    private EventStreamDriver driver;

    @BeforeEach
    void leaveEventsUnread() {
        cluster = KafkaCluster.start(c -> c.directory(directory).name("scenario"));
        driver = TestContext.empty().open(cluster.bootstrap());
        NumberedEvents.createTopics(driver);
        events.write(driver, READ);
        try (Reader reader = new Reader(cluster)) {
            await(() -> reader.given() == READ && committed().equals(ends()));
        }
        events.write(driver, UNREAD);
    }

    @AfterEach
    void stop() {
        driver.close();
        cluster.close();
    }

    @Test
    void anEventStreamIsRecoveredWhenItsConsumerHasReadEverythingAndNotBefore() {
        Map<PartitionId, Long> ends = ends();
        cluster.kill();
        Playbook playbook = EventScenarios.eventStreamFailure(scenario -> scenario.group(GROUP, PLAIN)
                .recovery(Step.of("provider", new Recovery(cluster), new Nothing(), step -> step.kind(StepKind.PURE))));
        try (SignalDr dr = SignalDr.builder()
                        .events("kafka:" + cluster.bootstrap(), more -> more.option("request.timeout.ms", "2000"))
                        .journal(directory.resolve("journal"))
                        .build();
                Run run = dr.playbooks().plan(playbook).start()) {
            await(() -> state(run.status(), "caught-up") == StepState.RUNNING);
            assertThat(dr.events().retention().frozen()).isPresent();
            assertThat(committed()).isNotEqualTo(ends);
            assertThat(run.status().state()).isEqualTo(RunState.RUNNING);

            try (Reader reader = new Reader(cluster)) {
                RunStatus ended = run.await(LIMIT);

                assertThat(ended.state()).as(ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
                assertThat(reader.given()).isEqualTo(UNREAD);
                assertThat(committed()).isEqualTo(ends);
                assertThat(dr.events().retention().frozen()).isEmpty();
            }
        }
    }

    @Test
    void anUpgradeIsHeldBackByEventsThatARealConsumerHasNotReadAndByABrokerThatIsGone() {
        SettableClock clock = SettableClock.at(Instant.now());
        try (InMemoryWorld world =
                        InMemoryWorld.create(clock).addDatabase("orders").sql(noDatabase());
                SignalDr dr = SignalDr.builder()
                        .database(world.address("orders"))
                        .events("kafka:" + cluster.bootstrap(), more -> more.option("request.timeout.ms", "2000"))
                        .clock(clock)
                        .timeSource(clock)
                        .journal(directory.resolve("journal"))
                        .build()) {
            RunStatus held = upgrade(dr);
            assertThat(held.state()).isNotEqualTo(RunState.SUCCEEDED);
            assertThat(state(held, "verified")).as(held + " " + held.steps()).isEqualTo(StepState.SUCCEEDED);
            assertThat(state(held, "upgrade")).isNotEqualTo(StepState.SUCCEEDED);
            assertThat(held + " " + held.steps()).contains(PLAIN + "-0 has " + UNREAD / 4 + " unread messages");

            try (Reader reader = new Reader(cluster)) {
                await(() -> reader.given() == UNREAD && committed().equals(ends()));
            }
            cluster.kill();
            assertThat(state(upgrade(dr), "upgrade")).isNotEqualTo(StepState.SUCCEEDED);
            cluster.restart();

            RunStatus ended = upgrade(dr);
            assertThat(ended.state()).as(ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
            assertThat(state(ended, "upgrade")).isEqualTo(StepState.SUCCEEDED);
        }
    }

    /** Returns SQL access that nobody may use. */
    private static DataSource noDatabase() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException("no check of this test connects");
                });
    }

    private static RunStatus upgrade(SignalDr dr) {
        Playbook playbook =
                Scenarios.preUpgrade(scenario -> scenario.verify(Verification.of(checks -> checks.check(new Sound())))
                        .consumerLagZero(GROUP)
                        .then(Steps.gate("upgrade")));
        try (Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    private static StepState state(RunStatus run, String step) {
        return requireNonNull(run.steps().stream()
                .collect(Collectors.toMap(StepStatus::id, StepStatus::state))
                .get(step));
    }

    private Map<PartitionId, Long> ends() {
        return NumberedEvents.ends(driver);
    }

    private Map<PartitionId, Long> committed() {
        Map<PartitionId, Long> offsets = new TreeMap<>();
        driver.groupOffsets(Set.of(GROUP))
                .found()
                .getOrDefault(GROUP, Map.of())
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    /** What the provider does: the broker comes back. */
    private static final class Recovery extends FailoverProcess.Action<Nothing, Nothing> {
        private final KafkaCluster cluster;

        Recovery(KafkaCluster cluster) {
            super("provider-recovers", Nothing.class, Nothing.class);
            this.cluster = cluster;
        }

        @Override
        public Nothing act(StepContext context, Nothing input) {
            cluster.restart();
            return input;
        }
    }

    /** Finds a copy sound without a look. */
    private static final class Sound implements Check {
        @Override
        public String name() {
            return "orders add up";
        }

        @Override
        public boolean provesData() {
            return true;
        }

        @Override
        public CheckResult run(CheckContext context) {
            return CheckResult.of(name(), Verdict.PASSED, "looked");
        }
    }

    /** A member of the group that reads and commits until it is closed. */
    private static final class Reader implements AutoCloseable {
        private final String bootstrap;
        private final BitSet numbers = new BitSet();
        private final Thread thread = new Thread(this::read, GROUP);
        private volatile boolean closed;

        Reader(KafkaCluster cluster) {
            bootstrap = cluster.bootstrap();
            thread.start();
        }

        private void read() {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    bootstrap,
                    "group.id",
                    GROUP,
                    "enable.auto.commit",
                    "false",
                    "auto.offset.reset",
                    "earliest");
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(PLAIN, PAID));
                while (!closed) {
                    consumer.poll(POLL).forEach(event -> add(new String(event.value(), UTF_8)));
                    consumer.commitSync();
                }
            }
        }

        private synchronized void add(String number) {
            numbers.set(Integer.parseInt(number));
        }

        /** Returns how many different events it was given. */
        synchronized int given() {
            return numbers.cardinality();
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
