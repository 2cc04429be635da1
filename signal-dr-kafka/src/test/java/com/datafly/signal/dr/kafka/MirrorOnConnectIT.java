package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.Awaiting.awaitTopics;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.ReplicationTask.State;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.ConnectWorker;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MirrorMaker on a real worker of Kafka Connect, between two real clusters. */
class MirrorOnConnectIT {

    private static final MirrorFlow FLOW = new MirrorFlow("primary", "standby");
    private static final String COPIER = "primary->standby.MirrorSourceConnector";
    private static final String HEARTBEATS = "primary->standby.MirrorHeartbeatConnector";

    private static KafkaCluster primary;
    private static KafkaCluster standby;
    private static ConnectWorker worker;
    private static ConnectCluster connect;
    private static EventStreamDriver source;
    private static EventStreamDriver target;
    private static ReplicationDriver replication;

    @BeforeAll
    static void start() {
        primary = KafkaCluster.start(c -> c.name("primary"));
        standby = KafkaCluster.start(c -> c.name("standby"));
        worker = ConnectWorker.start(standby);
        connect = ConnectCluster.create(worker.url().toString(), more -> {});
        source = TestContext.empty().open(primary.bootstrap());
        target = TestContext.empty()
                .with("replication.source", "primary")
                .with("replication.connect", worker.url().toString())
                .open(standby.bootstrap());
        replication = target.replicationFrom(source).orElseThrow();
        // MirrorMaker looks for new topics only now and then: they are there before it is.
        awaitTopics(source, topic("events.raw"), topic("events.paused"), topic("events.again"));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> replication.syncs(0))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                .withMessageContaining("offset-syncs.topic.location=target");
        List<String> made = connect.deploy(config(), FLOW);
        assertThat(made).hasSize(3).contains(COPIER);
        // The worker lists a connector a little after it has taken it.
        awaitCalm(() -> connect.mirrors("primary").equals(made.stream().sorted().toList()));
        awaitCalm(() -> copying());
    }

    private static TopicSpec topic(String name) {
        return TopicSpec.of(name, 1, Map.of()).replicationFactor(1);
    }

    @AfterAll
    static void stop() {
        target.close();
        source.close();
        worker.close();
        standby.close();
        primary.close();
    }

    @Test
    void whatIsWrittenIsCopiedAndThePairsOfOffsetsAreThere() {
        PartitionId partition = new PartitionId("events.raw", 0);

        write("events.raw", 250);

        awaitCalm(() -> end("primary.events.raw") == 250);
        awaitCalm(() -> replication.syncs(0).syncs().stream()
                .anyMatch(sync -> sync.partition().equals(partition) && sync.sourceOffset() >= 200));
        ReplicationDriver.Syncs all = replication.syncs(0);
        assertThat(all.start()).isZero();
        assertThat(all.syncs()).isSortedAccordingTo((a, b) -> Long.compare(a.position(), b.position()));
        assertThat(all.syncs().stream().filter(sync -> sync.partition().equals(partition)))
                .isNotEmpty()
                .allMatch(sync -> sync.sourceOffset() == sync.targetOffset());
        OffsetSync last = all.syncs().get(all.syncs().size() - 1);
        assertThat(replication.syncs(last.position()).syncs()).contains(last);
        assertThat(replication.syncs(all.next()).next()).isGreaterThanOrEqualTo(all.next());
        assertThat(replication.targetTopic("events.raw")).isEqualTo("primary.events.raw");
        assertThat(replication.sourceTopic("primary.events.raw")).contains("events.raw");
    }

    @Test
    void allTasksAreSeenAndTheWorkersSayWhereTheyWriteTo() {
        assertThat(replication.tasks().orElseThrow())
                .extracting(ReplicationTask::connector)
                .contains(COPIER, "primary->standby.MirrorCheckpointConnector", HEARTBEATS);
        assertThat(connect.kafkaClusterId()).isEqualTo(target.clusterId());
        assertThat(connect.connectors()).contains(COPIER);
        assertThat(connect.mirrors("elsewhere")).isEmpty();
        assertThat(connect.mirrorTasks("elsewhere")).isEmpty();
        connect.restartFailed(COPIER);
    }

    @Test
    void nothingIsCopiedWhileItIsPaused() {
        replication.pause();
        awaitCalm(() -> replication.tasks().orElseThrow().stream().allMatch(task -> task.state() == State.PAUSED));
        write("events.paused", 10);
        long paused = end("primary.events.paused");
        write("events.paused", 10);
        assertThat(end("primary.events.paused")).isEqualTo(paused).isLessThan(20);

        replication.resume();

        awaitCalm(() -> end("primary.events.paused") == 20);
        awaitCalm(() -> copying());
    }

    @Test
    void positionsAreChangedOnlyUnderAStoppedConnectorAndCopyingGoesOnFromThere() {
        PartitionId partition = new PartitionId("events.again", 0);
        write("events.again", 10);
        awaitCalm(() -> connect.positions(COPIER).getOrDefault(partition, 0L) == 10);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> connect.changePositions(COPIER, Map.of(partition, 4L)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));

        connect.stop(COPIER);
        awaitCalm(() -> connect.tasks(COPIER).size() == 1);
        // Its task is gone before the workers have agreed on that.
        awaitCalm(() -> {
            connect.changePositions(COPIER, Map.of(partition, 4L));
            return true;
        });
        assertThat(connect.positions(COPIER)).containsEntry(partition, 4L);
        connect.resume(COPIER);

        awaitCalm(() -> end("primary.events.again") == 16);
        awaitCalm(() -> copying());
    }

    @Test
    void aConfigurationThatTheWorkersRefuseChangesNothing() {
        Set<String> before = Set.copyOf(connect.connectors());

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> connect.deploy(config().with("offset.lag.max", "many"), FLOW))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE))
                .withMessageContaining("offset.lag.max");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> connect.deploy(config(), FLOW.reversed()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThat(connect.connectors()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(copying()).isTrue();
    }

    @Test
    void aConnectorThatIsNotThereIsNotFound() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> connect.tasks("nobody's"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> connect.delete("no body"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aDeletedConnectorIsGone() {
        String name = connect.mirrors("primary").stream()
                .filter(connector -> connector.endsWith("MirrorHeartbeatConnector"))
                .findFirst()
                .orElseThrow();

        connect.delete(name);

        awaitCalm(() -> !connect.connectors().contains(name));
        connect.deploy(config(), FLOW);
        awaitCalm(() -> copying());
    }

    private static MirrorMakerConfig config() {
        return MirrorMakerConfig.generate(
                FLOW,
                plan -> plan.bootstrap(primary.bootstrap(), standby.bootstrap())
                        .topics("events\\..*")
                        .replicationFactor(1)
                        .refresh(Duration.ofSeconds(1)));
    }

    /** Connectors that have said nothing yet are not listed; that for groups has no task as long as there are none. */
    private static boolean copying() {
        List<ReplicationTask> tasks = replication.tasks().orElseThrow();
        return tasks.stream().map(ReplicationTask::connector).distinct().count() == 3
                && hasTask(tasks, COPIER)
                && hasTask(tasks, HEARTBEATS)
                && tasks.stream().allMatch(task -> task.state() == State.RUNNING);
    }

    private static boolean hasTask(List<ReplicationTask> tasks, String connector) {
        return tasks.stream().anyMatch(task -> task.connector().equals(connector) && task.task() == 0);
    }

    private static void write(String topic, int events) {
        try (EventWriter writer = source.writer(WriterSettings.plain())) {
            for (int i = 0; i < events; i++) {
                writer.append(NewEvent.of(topic, null, ("event " + i).getBytes(UTF_8)));
            }
            writer.flush();
        }
    }

    private static long end(String topic) {
        PartitionId partition = new PartitionId(topic, 0);
        OffsetAnswer end =
                target.offsets(Set.of(partition), OffsetPoint.latest()).found().get(partition);
        return end == null ? 0 : end.offset();
    }
}
