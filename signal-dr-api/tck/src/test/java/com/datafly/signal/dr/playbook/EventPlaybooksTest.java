package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionProblem;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention, consumer lag and the guide's scenario 4 through the engine: planned, run, journaled. */
class EventPlaybooksTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String RAW = "events.raw";
    private static final String GROUP = "event-processor";

    @TempDir
    private Path directory;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryCluster cluster = InMemoryCluster.create("event-playbooks", clock);
    private final InMemoryWorld world =
            InMemoryWorld.create(clock).addDatabase("orders").sql(TestChecks.noDatabase());
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = SignalDr.builder()
                .database(world.address("orders"))
                .events(cluster.address())
                .clock(clock)
                .timeSource(clock)
                .journal(directory)
                .build();
        cluster.topic(RAW, 1, Map.of("retention.ms", Long.toString(DAY.toMillis())));
        cluster.fill(RAW, 0, 10);
        cluster.members(GROUP, 1).commit(GROUP, RAW, 0, 10);
    }

    @AfterEach
    void close() {
        dr.close();
        world.close();
        cluster.close();
    }

    @Test
    void anUpgradeGoesOnOnceTheConsumersHaveReadEverything() {
        RunStatus ended = run(upgrade());

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("consumer-lag", StepState.SUCCEEDED)
                .containsEntry("upgrade", StepState.SUCCEEDED);
    }

    @Test
    void anUpgradeIsHeldBackByALag() {
        cluster.fill(RAW, 0, 3);

        RunStatus ended = run(upgrade());

        assertThat(ended.state()).as(ended::toString).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).doesNotContainEntry("upgrade", StepState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("events.raw-0 has 3 unread messages");
    }

    @Test
    void anUpgradeIsHeldBackByAGroupThatIsNotThere() {
        Playbook playbook = Scenarios.preUpgrade(scenario -> scenario.verify(TestChecks.passing())
                .consumerLagZero(GROUP, "delivery")
                .then(Steps.gate("upgrade")));

        assertThat(states(run(playbook))).doesNotContainEntry("upgrade", StepState.SUCCEEDED);
    }

    @Test
    void anUpgradeIsHeldBackByATopicThatIsExpectedToBeRead() {
        cluster.topic("events.processed", 1);
        cluster.fill("events.processed", 0, 1);
        Playbook playbook = Scenarios.preUpgrade(scenario -> scenario.verify(TestChecks.passing())
                .consumerLagZero(LagQuery.of(query -> query.group(GROUP, RAW, "events.processed")))
                .then(Steps.gate("upgrade")));

        assertThat(states(run(playbook))).doesNotContainEntry("upgrade", StepState.SUCCEEDED);
    }

    @Test
    void theGuardsSayWhatTheySaw() {
        assertThat(check(EventGuards.consumerLagZero(GROUP))).startsWith("PASSED");
        assertThat(check(EventGuards.consumerLagBelow(1, GROUP))).startsWith("PASSED");
        assertThat(check(EventGuards.consumerLagBelow(Duration.ofSeconds(1), GROUP)))
                .startsWith("PASSED");
        assertThat(check(EventGuards.eventStreamServing())).startsWith("PASSED");
        cluster.fill(RAW, 0, 5);
        clock.advance(Duration.ofMinutes(1));
        assertThat(check(EventGuards.consumerLagZero(GROUP))).startsWith("FAILED");
        assertThat(check(EventGuards.consumerLagBelow(5, GROUP))).startsWith("FAILED");
        assertThat(check(EventGuards.consumerLagBelow(6, GROUP))).startsWith("PASSED");
        assertThat(check(EventGuards.consumerLagBelow(Duration.ofMinutes(1), GROUP)))
                .startsWith("FAILED");
        assertThat(check(EventGuards.consumerLagBelow(Duration.ofMinutes(2), GROUP)))
                .startsWith("PASSED");
        assertThat(check(EventGuards.consumerLagBelow(6, "nobody"))).startsWith("FAILED");
    }

    @Test
    void whatIsNotKnownIsUnprovenAndWhatCannotBeAskedIsAnError() {
        cluster.topic("events.other", 2);
        cluster.fill("events.other", 1, 1);
        cluster.commit(GROUP, "events.other", 0, 0);
        assertThat(check(EventGuards.consumerLagBelow(6, GROUP))).startsWith("UNPROVEN");
        assertThat(check(EventGuards.consumerLagBelow(Duration.ofHours(1), GROUP)))
                .startsWith("UNPROVEN");
        cluster.forbid(GROUP);
        assertThat(check(EventGuards.consumerLagZero(GROUP))).startsWith("UNPROVEN");
        cluster.kill();
        assertThat(check(EventGuards.consumerLagZero(GROUP))).startsWith("ERROR");
        assertThat(check(EventGuards.eventStreamServing())).startsWith("ERROR");
    }

    @Test
    void aFailureOfOneGroupIsSaidBeforeWhatIsNotKnownOfAnother() {
        cluster.commit("hidden", RAW, 0, 10).forbid("hidden").commit("slow", RAW, 0, 1);

        assertThat(check(EventGuards.consumerLagBelow(2, "hidden", "slow"))).startsWith("FAILED");
        assertThat(check(EventGuards.consumerLagBelow(2, "slow", "hidden"))).startsWith("FAILED");
    }

    @Test
    void guardsWithoutAGroupOrWithALimitOfNothingAreRefused() {
        refused(() -> EventGuards.consumerLagZero());
        refused(() -> EventGuards.consumerLagZero(LagQuery.of(LagQuery.Builder::everyGroup)));
        refused(() -> EventGuards.consumerLagBelow(0, GROUP));
        refused(() -> EventGuards.consumerLagBelow(Duration.ZERO, GROUP));
        refused(() -> EventSteps.awaitServing("serving", Duration.ZERO));
        refused(() -> EventScenarios.eventStreamFailure(scenario -> {}));
    }

    @Test
    void retentionIsPlannedAndAppliedAsThePlanShowed() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(rules -> rules.topic(RAW, DAY.multipliedBy(7)));

        RunStatus ended = run(Playbook.define(
                "retention",
                playbook -> playbook.step(EventSteps.planTopicRetention("plan", policy))
                        .step(EventSteps.applyTopicRetention("apply", "plan", policy))
                        .step(EventSteps.measureLag("lag", LagQuery.groups(GROUP)))));

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(dr.events().retention().plan(policy).inSync()).isTrue();
    }

    @Test
    void aShorterRetentionNeedsTheStepForIt() {
        TopicRetentionPolicy policy = TopicRetentionPolicy.of(rules -> rules.topic(RAW, DAY.dividedBy(2)));
        Playbook extending = Playbook.define(
                "extending",
                playbook -> playbook.protects("extending")
                        .step(EventSteps.planTopicRetention("plan", policy))
                        .step(EventSteps.applyTopicRetention("apply", "plan", policy)));
        Playbook shrinking = Playbook.define(
                "shrinking",
                playbook -> playbook.step(EventSteps.planTopicRetention("plan", policy))
                        .step(EventSteps.shrinkTopicRetention("apply", "plan", policy)));

        assertThat(dr.playbooks().plan(extending).steps().get(1).byHand())
                .singleElement()
                .asString()
                .startsWith(
                        "# each topic that matches " + RAW + ", no better pattern, and keeps its events for a shorter");
        assertThat(run(extending).state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(dr.events().retention().plan(policy).inSync()).isFalse();
        RunStatus ended = run(shrinking);
        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(dr.events().retention().plan(policy).inSync()).isTrue();
    }

    @Test
    void aPartitionOfWhichNobodyCanTellDoesNotServe() {
        cluster.problem(new PartitionProblem(
                new PartitionId(RAW, 0), PartitionProblem.Kind.MINIMUM_UNKNOWN, 1, List.of(1, 2), List.of(1), -1));

        assertThat(check(EventGuards.eventStreamServing())).startsWith("FAILED");
    }

    @Test
    void anEventStreamThatComesBackIsProvenByItsConsumers() {
        cluster.problem(new PartitionProblem(
                new PartitionId(RAW, 0), PartitionProblem.Kind.OFFLINE, -1, List.of(1), List.of(), 1));
        cluster.commit(GROUP, RAW, 0, 4).members(GROUP, 0);
        cluster.faults().before("health", 3, cluster::mend);
        cluster.faults().before("groupOffsets", 3, () -> cluster.members(GROUP, 2));
        cluster.faults().before("groupOffsets", 5, () -> cluster.commit(GROUP, RAW, 0, 10));
        Playbook playbook = EventScenarios.eventStreamFailure(
                scenario -> scenario.group(GROUP, RAW).flow(Steps.gate("flow")));

        RunStatus ended = run(playbook);

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("flow", StepState.SUCCEEDED)
                .containsEntry("caught-up", StepState.SUCCEEDED);
        assertThat(dr.events().retention().frozen()).isEmpty();
    }

    @Test
    void anEventStreamWhoseConsumersDoNotComeBackIsNotRecovered() {
        cluster.commit(GROUP, RAW, 0, 4);
        Playbook playbook = EventScenarios.eventStreamFailure(
                scenario -> scenario.group(GROUP).caughtUpWithin(Duration.ofMinutes(2)));

        RunStatus ended = run(playbook);

        assertThat(ended.state()).as(ended::toString).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsEntry("serving", StepState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("6 unread messages");
        assertThat(dr.events().retention().frozen()).isPresent();
    }

    @Test
    void anEventStreamThatDoesNotComeBackIsSaidAtTheDeadline() {
        cluster.brokers(List.of(), -1);
        Playbook playbook = EventScenarios.eventStreamFailure(
                scenario -> scenario.group(GROUP).servingWithin(Duration.ofMinutes(2)));

        RunStatus ended = run(playbook);

        assertThat(ended.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("does not serve after 2 min");
    }

    private Playbook upgrade() {
        return Scenarios.preUpgrade(scenario ->
                scenario.verify(TestChecks.passing()).consumerLagZero(GROUP).then(Steps.gate("upgrade")));
    }

    /** Asks a guard as a precheck, and returns what it saw. */
    private String check(Guard guard) {
        Playbook playbook =
                Playbook.define("guarded", p -> p.step(Steps.gate("gate").with(step -> step.precheck(guard))));
        return dr.playbooks().plan(playbook).problems().stream()
                .map(problem -> problem.toString().replaceFirst("(?s).*?(PASSED|FAILED|UNPROVEN|ERROR)", "$1"))
                .findFirst()
                .orElse("PASSED");
    }

    private static void refused(Runnable definition) {
        DrException refused = catchThrowableOfType(DrException.class, definition::run);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    private RunStatus run(Playbook playbook) {
        Plan plan = dr.playbooks().plan(playbook);
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }

    private static Map<String, StepState> states(RunStatus run) {
        return run.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }
}
