package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitLook;
import static com.datafly.signal.dr.kafka.NumberedEvents.PLAIN;
import static com.datafly.signal.dr.kafka.NumberedEvents.read;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.report.ReportStep;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The standby's only broker dies in the midst of a failover, when the groups are translated and not moved yet. */
@Timeout(300)
class StandbyLossIT {

    private static final Set<String> GROUPS = Set.of("patient", "stopped");
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int EVENTS = 2_000;

    @TempDir
    private static Path directory;

    private static FailoverClusters clusters;

    /** Where each group goes on at the standby, which has the primary's offsets. */
    private static Map<PartitionId, GroupOffset> half;

    @BeforeAll
    static void loseThePrimary() {
        clusters = new FailoverClusters(directory);
        NumberedEvents events = new NumberedEvents();
        NumberedEvents.createTopics(clusters.source());
        try (SignalDr dr = open("watch");
                MirrorMakerProcess mirror = clusters.mirror(false);
                ReplicationWatch watch =
                        dr.standbyEvents().replicationFrom(dr.events()).watch(Duration.ofDays(1))) {
            mirror.awaitRunning("primary", "standby");
            events.write(clusters.producer(), EVENTS);
            half = new HashMap<>();
            events.acknowledged()
                    .forEach((partition, places) -> half.put(partition, GroupOffset.of(places.size() / 2)));
            GROUPS.forEach(group -> assertThat(clusters.source().changeGroupOffsets(Map.of(group, half)))
                    .isEmpty());
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            await(() -> replication.status().partitions().size() >= half.size()
                    && replication.status().recordsAtRisk() == 0);
            awaitLook(watch);
        }
        clusters.primary().kill();
    }

    @AfterAll
    static void stop() {
        clusters.close();
    }

    @Test
    void aStandbyThatComesBackIsWaitedFor() {
        try (SignalDr dr = open("patient");
                Run run = dr.playbooks().plan(failover("patient")).start()) {
            await(() -> run.status().step("move-groups").state() != StepState.PENDING);
            clusters.standby().restart();

            RunStatus ended = run.await(LONG);

            assertThat(ended.state()).as(ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
            requireMoved("patient");
        }
    }

    @Test
    void aStandbyThatStaysDeadStopsTheRunWhichGoesOnWhenItIsBack() {
        Playbook playbook = failover("stopped");
        String id;
        try (SignalDr dr = open("stopped");
                Run run = dr.playbooks().plan(playbook).start()) {
            id = run.id();
            RunStatus stopped = run.await(LONG);

            assertThat(stopped.state()).isEqualTo(RunState.PAUSED);
            assertThat(stopped.reason())
                    .contains("move-groups", "no broker can be reached", "Check that the brokers run");
            assertThat(run.report().run().orElseThrow().steps())
                    .extracting(ReportStep::id, ReportStep::state)
                    .containsExactly(
                            tuple("declare-loss", StepState.SUCCEEDED),
                            tuple("translate", StepState.SUCCEEDED),
                            tuple("die", StepState.SUCCEEDED),
                            tuple("move-groups", StepState.FAILED),
                            tuple("mark-cut-over", StepState.PENDING),
                            tuple("close-cut-over", StepState.PENDING));
        }
        requireSilent("stopped");
        clusters.standby().restart();
        assertThat(requireNonNull(clusters.target()
                        .groupOffsets(Set.of("stopped"))
                        .orThrow()
                        .get("stopped")))
                .isEmpty();
        try (SignalDr dr = open("stopped");
                Run run = dr.playbooks().resume(id, playbook)) {
            run.decide("move-groups", Decision.retry("ann", "the standby is back"));

            RunStatus ended = run.await(LONG);

            assertThat(ended.state()).as(ended + " " + ended.steps()).isEqualTo(RunState.SUCCEEDED);
            requireMoved("stopped");
        }
    }

    /** A request takes as long as a broker that has just come back to a busy machine may need. */
    private static SignalDr open(String journal) {
        return SignalDr.builder()
                .events("kafka:" + clusters.sourceAddress(), o -> o.option("request.timeout.ms", "3000"))
                .standbyEvents(
                        "kafka:" + clusters.targetAddress(),
                        o -> o.option("request.timeout.ms", "3000")
                                .option("replication.source", "primary")
                                .option("replication.policy", "identity"))
                .journal(directory.resolve(journal))
                .build();
    }

    private static Playbook failover(String group) {
        return Playbook.define(
                "over-to-a-dying-standby",
                playbook -> playbook.step(FailoverSteps.declareLoss("declare-loss", Optional.empty(), Duration.ZERO))
                        .step(FailoverSteps.translateGroups("translate", "declare-loss", group))
                        .step(Step.of("die", new Die(), new FailoverProcess.Nothing(), step -> step.kind(StepKind.PURE))
                                .after("translate"))
                        .step(FailoverSteps.moveGroups("move-groups", "translate")
                                .after("die"))
                        .step(FailoverSteps.markCutOver("mark-cut-over", "declare-loss")
                                .after("move-groups"))
                        .step(FailoverSteps.closeCutOver("close-cut-over").after("mark-cut-over")));
    }

    /** What the step was told. */
    private static void requireSilent(String group) {
        try (EventStreamDriver target =
                TestContext.empty().with("request.timeout.ms", "1000").open(clusters.targetAddress())) {
            DrException failure = catchThrowableOfType(
                    DrException.class, () -> target.groupOffsets(Set.of(group)).orThrow());
            assertThat(failure)
                    .isNotNull()
                    .returns(ErrorCode.UNAVAILABLE, DrException::code)
                    .returns(Effect.NONE, DrException::effect)
                    .returns(RetryAdvice.SAFE, DrException::retry);
            assertThat(failure.hint()).isPresent();
        }
    }

    private static void requireMoved(String group) {
        EventStreamDriver target = clusters.target();
        Map<PartitionId, Numbered> copied = read(target, PLAIN);
        Map<PartitionId, GroupOffset> now =
                requireNonNull(target.groupOffsets(Set.of(group)).orThrow().get(group));
        assertThat(now).isEqualTo(half);
        assertThat(List.copyOf(copied.values())).allMatch(places -> places.size() == EVENTS / copied.size());
    }

    /** The standby dies. */
    private static final class Die extends FailoverProcess.Action<FailoverProcess.Nothing, FailoverProcess.Nothing> {
        Die() {
            super("die", FailoverProcess.Nothing.class, FailoverProcess.Nothing.class);
        }

        @Override
        public FailoverProcess.Nothing act(StepContext context, FailoverProcess.Nothing input) {
            clusters.standby().kill();
            return input;
        }
    }
}
