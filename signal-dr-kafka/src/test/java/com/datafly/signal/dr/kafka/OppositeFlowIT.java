package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.Awaiting.awaitTopics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.ConnectWorker;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import com.datafly.signal.dr.kafka.testing.MirrorSettings;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two MirrorMakers in opposite directions, each where it belongs: at the cluster that it copies to. */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OppositeFlowIT {

    private static final MirrorFlow FLOW = new MirrorFlow("primary", "standby");
    private static final String IDENTITY = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";

    private static final String RAW = "events.raw";

    /** The opposite flow's own: it keeps them at what it copies to. */
    private static final String SYNCS = "mm2-offset-syncs.standby.internal";

    private static final Set<String> OWN = Set.of("heartbeats", "standby.checkpoints.internal", SYNCS);

    @TempDir
    private Path directory;

    @Test
    void aLoopThroughAnotherMirrorMakerIsNotMadeAndItsHeartbeatsOrWhatAnEndedOneLeftHinderNothing() {
        try (KafkaCluster primary =
                        KafkaCluster.start(c -> c.directory(directory).name("primary"));
                KafkaCluster standby =
                        KafkaCluster.start(c -> c.directory(directory).name("standby"));
                ConnectWorker worker = ConnectWorker.start(standby, p -> p.directory(directory));
                SignalDr dr = SignalDr.builder()
                        .events("kafka:" + primary.bootstrap())
                        .build();
                EventStreamDriver source = TestContext.empty().open(primary.bootstrap());
                EventStreamDriver target = target(standby, worker);
                MirrorMakerProcess back = start(back(primary, standby), target)) {
            ConnectCluster connect = ConnectCluster.create(worker.url().toString(), more -> {});
            ReplicationDriver replication = target.replicationFrom(source).orElseThrow();
            back.awaitRunning("standby", "primary");
            // A topic that it makes later would be taken for one that grows.
            await(() -> source.describeTopics(OWN).found().keySet().equals(OWN));

            // It has nothing to copy and beats, as MirrorMaker does by default where it does not copy.
            assertThat(connect.deploy(config(primary, standby), FLOW, dr.events()))
                    .hasSize(3);
            awaitCalm(() -> {
                connect.connectors().forEach(connect::delete);
                return connect.connectors().isEmpty();
            });

            DrException failure = whileWriting(target, () -> {
                awaitGrowth(source);
                return catchThrowableOfType(
                        DrException.class, () -> connect.deploy(config(primary, standby), FLOW, dr.events()));
            });

            assertThat(failure)
                    .returns(ErrorCode.FAILED_PRECONDITION, DrException::code)
                    .returns(Effect.NONE, DrException::effect)
                    .hasMessageContaining(SYNCS)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("heartbeats"))
                    .hasMessageContaining("in a circle");
            assertThat(failure.hint()).get().asString().contains("Delete the other direction");
            assertThat(connect.connectors()).isEmpty();
            assertThat(replication.tracesBack(source)).isEmpty();

            back.stop();
            assertThat(connect.deploy(config(primary, standby), FLOW, dr.events()))
                    .hasSize(3);
            awaitCalm(() -> !replication.tasks().orElseThrow().isEmpty());
            assertThat(connect.targets("primary")).containsExactly("standby");
            Map<String, Long> left = replication.tracesBack(source);
            assertThat(left).containsKey("heartbeats");
            assertThat(replication.tracesBack(source)).isEqualTo(left);

            replication.pause();
            back.restart();
            await(() -> !replication.tracesBack(source).equals(left));
        }
    }

    /** Waits until the opposite flow copies. */
    private static void awaitGrowth(EventStreamDriver source) {
        Set<PartitionId> syncs = Set.of(new PartitionId(SYNCS, 0));
        var before = source.offsets(syncs, OffsetPoint.latest()).orThrow();
        await(() -> !source.offsets(syncs, OffsetPoint.latest()).orThrow().equals(before));
    }

    /** Lets something happen while events are written that the opposite flow copies. */
    private static <T> T whileWriting(EventStreamDriver cluster, Supplier<T> act) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (EventWriter writer = cluster.writer(WriterSettings.plain())) {
            var unused = clock.scheduleWithFixedDelay(
                    () -> writer.append(NewEvent.of(RAW, null, new byte[1])), 0, 100, TimeUnit.MILLISECONDS);
            return act.get();
        } finally {
            clock.shutdownNow();
        }
    }

    /** Without any topic it would have no task, and never be ready. */
    private MirrorMakerProcess start(Map<String, String> settings, EventStreamDriver from) {
        awaitTopics(from, TopicSpec.of(RAW, 1, Map.of()).replicationFactor(1));
        return MirrorMakerProcess.start(settings, p -> p.directory(directory));
    }

    private static EventStreamDriver target(KafkaCluster standby, ConnectWorker worker) {
        return TestContext.empty()
                .with("replication.source", "primary")
                .with("replication.policy", "identity")
                .with("replication.connect", worker.url().toString())
                .open(standby.bootstrap());
    }

    private static Map<String, String> back(KafkaCluster primary, KafkaCluster standby) {
        Map<String, String> settings = MirrorSettings.between(standby, primary);
        settings.put("replication.policy.class", IDENTITY);
        settings.put("standby->primary.topics", "events\\..*");
        // Else it stands still while it begins with those of the flow that was deployed and deleted.
        settings.put("heartbeats.replication.enabled", "false");
        return settings;
    }

    private static MirrorMakerConfig config(KafkaCluster primary, KafkaCluster standby) {
        return MirrorMakerConfig.generate(
                        FLOW,
                        plan -> plan.bootstrap(primary.bootstrap(), standby.bootstrap())
                                .topics("events\\..*")
                                .replicationFactor(1))
                .with("replication.policy.class", IDENTITY);
    }
}
