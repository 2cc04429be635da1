package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static com.datafly.signal.dr.kafka.Awaiting.awaitLook;
import static com.datafly.signal.dr.kafka.NumberedEvents.PLAIN;
import static com.datafly.signal.dr.kafka.NumberedEvents.read;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.events.ReplicationTask.State;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.kafka.testing.ConnectWorker;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a failover and the way back MirrorMaker goes on, on a real worker of Kafka Connect between real clusters. */
class MirrorResumeIT {

    private static final MirrorFlow FLOW = new MirrorFlow("primary", "standby");
    private static final String COPIER = "primary->standby.MirrorSourceConnector";
    private static final String GROUP = "delivery";
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int BEFORE = 2_000;
    private static final int LOST = 48;
    private static final int SEEN = 40;
    private static final int SINCE = 400;
    private static final int AFTER = 200;

    @TempDir
    private Path directory;

    private final NumberedEvents events = new NumberedEvents();

    @Test
    void afterTheWayBackMirrorMakerCopiesWhatIsNewAndNothingTwice() throws IOException {
        try (KafkaCluster primary =
                        KafkaCluster.start(c -> c.directory(directory).name("primary"));
                KafkaCluster standby =
                        KafkaCluster.start(c -> c.directory(directory).name("standby"));
                ConnectWorker worker = ConnectWorker.start(standby, p -> p.directory(directory));
                EventStreamDriver source =
                        TestContext.empty().with("request.timeout.ms", "3000").open(primary.bootstrap());
                EventStreamDriver target = TestContext.empty().open(standby.bootstrap());
                SignalDr dr = open(primary, standby, worker)) {
            ConnectCluster connect = ConnectCluster.create(worker.url().toString(), more -> {});
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            NumberedEvents.createTopics(source);
            deploy(connect, primary, standby);
            lose(connect, primary, source, replication);
            Map<PartitionId, Numbered> copied = read(target, PLAIN);
            run(
                    dr,
                    FailoverScenarios.streamFailover(over -> over.groups(GROUP)
                            .switchBootstrap(FailoverProcess.tell(found(), Optional.of("declare-loss")))));
            requireDeclaredAsSeen();
            events.write(target, SINCE);
            commitHalfOfWhatCameSince(target, copied);
            primary.restart();
            run(dr, FailoverScenarios.streamFailback(back -> back.groups(GROUP).resumeMirror()));

            try (ReplicationWatch watch = replication.watch(Duration.ofDays(1))) {
                int newest = events.next();
                events.write(source, AFTER);
                await(() -> replication.status().recordsAtRisk() == 0);
                awaitLook(watch);
                requireCopiedOnce(source, target, copied, newest);
                requireTranslated(replication, source, target);
                assertThat(replication.holes().stream()
                                .mapToLong(hole -> hole.to() - hole.from())
                                .sum())
                        .as(replication.holes().toString())
                        .isEqualTo(LOST);
            }
            assertThat(target.topics())
                    .extracting(Topic::name)
                    .noneMatch(name -> name.startsWith("primary.events") || name.startsWith("standby.events"));
        }
    }

    private SignalDr open(KafkaCluster primary, KafkaCluster standby, ConnectWorker worker) {
        return SignalDr.builder()
                .events("kafka:" + primary.bootstrap(), options -> options.option("request.timeout.ms", "3000"))
                .standbyEvents(
                        "kafka:" + standby.bootstrap(),
                        options -> options.option("replication.source", "primary")
                                .option("replication.policy", "identity")
                                .option("replication.connect", worker.url().toString()))
                .journal(directory.resolve("journal"))
                .build();
    }

    private static void deploy(ConnectCluster connect, KafkaCluster primary, KafkaCluster standby) {
        MirrorMakerConfig config = MirrorMakerConfig.generate(
                        FLOW,
                        plan -> plan.bootstrap(primary.bootstrap(), standby.bootstrap())
                                .topics("events\\..*")
                                .replicationFactor(1)
                                .refresh(Duration.ofSeconds(1)))
                .with("replication.policy.class", "org.apache.kafka.connect.mirror.IdentityReplicationPolicy");
        connect.deploy(config, FLOW);
        awaitCalm(() ->
                connect.tasks(COPIER).stream().anyMatch(task -> task.task() >= 0 && task.state() == State.RUNNING));
    }

    private Path found() {
        return directory.resolve("found");
    }

    /** Nobody counted: what the last look saw is declared, and that more may be missing. */
    private void requireDeclaredAsSeen() throws IOException {
        FailoverFound over = FailoverFound.read(found());
        assertThat(over.lost()).as(over.detail()).isEqualTo(SEEN);
        assertThat(over.proven()).as(over.detail()).isFalse();
        assertThat(over.detail()).startsWith("the standby lacks about " + SEEN + " events, as last seen of the source");
    }

    /** All is copied but what comes while MirrorMaker is paused; of that nobody sees the very last. */
    private void lose(
            ConnectCluster connect, KafkaCluster primary, EventStreamDriver source, EventReplication replication) {
        try (ReplicationWatch watch = replication.watch(Duration.ofDays(1))) {
            events.write(source, BEFORE);
            Map<PartitionId, GroupOffset> ends = new HashMap<>();
            events.acknowledged().forEach((partition, places) -> ends.put(partition, GroupOffset.of(places.size())));
            assertThat(source.changeGroupOffsets(Map.of(GROUP, ends))).isEmpty();
            await(() -> replication.status().recordsAtRisk() == 0);
            connect.pause(COPIER);
            awaitCalm(() ->
                    connect.tasks(COPIER).stream().map(ReplicationTask::state).allMatch(State.PAUSED::equals));
            events.write(source, SEEN);
            awaitLook(watch);
        }
        events.write(source, LOST - SEEN);
        primary.kill();
    }

    private static void commitHalfOfWhatCameSince(EventStreamDriver target, Map<PartitionId, Numbered> copied) {
        Map<PartitionId, GroupOffset> read = new HashMap<>();
        copied.forEach((partition, places) -> read.put(partition, GroupOffset.of(places.size() + SINCE / 8)));
        assertThat(target.changeGroupOffsets(Map.of(GROUP, read))).isEmpty();
    }

    private static void requireCopiedOnce(
            EventStreamDriver source, EventStreamDriver target, Map<PartitionId, Numbered> copied, int newest) {
        Map<PartitionId, Numbered> primary = read(source, PLAIN);
        read(target, PLAIN).forEach((partition, there) -> {
            Numbered all = requireNonNull(primary.get(partition));
            int before = requireNonNull(copied.get(partition)).size();
            int behind = before + LOST / copied.size();
            assertThat(there.numbers(0, before)).isEqualTo(all.numbers(0, before));
            assertThat(there.numbers(before, there.size())).isEqualTo(all.numbers(behind, all.size()));
            assertThat(there.numbers(0, there.size())).anyMatch(number -> number >= newest);
        });
    }

    /** A group that stands in what came back is placed at the very event, or before it by no more than was said. */
    private static void requireTranslated(
            EventReplication replication, EventStreamDriver source, EventStreamDriver target) {
        Map<PartitionId, Numbered> primary = read(source, PLAIN);
        Map<PartitionId, Numbered> standby = read(target, PLAIN);
        List<TranslatedOffset> found = replication.translate(Set.of(GROUP)).offsets();
        assertThat(found).hasSize(primary.size());
        for (TranslatedOffset each : found) {
            Numbered from = requireNonNull(primary.get(each.source()));
            Numbered to = requireNonNull(standby.get(each.target()));
            int next = from.number(from.atOffset(each.committed().offset()));
            int again = to.atNumber(next) - to.atOffset(each.offset());
            assertThat((long) again).as("%s", each).isBetween(0L, each.bound());
        }
    }

    private static void run(SignalDr dr, Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            RunStatus ended = run.await(LONG);
            Map<String, String> steps = new TreeMap<>();
            ended.steps()
                    .forEach(step -> steps.put(
                            step.id(), step.state() + " " + step.failure().orElse("")));
            assertThat(ended.state()).as(steps.toString()).isEqualTo(RunState.SUCCEEDED);
        }
    }
}
