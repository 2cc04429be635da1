package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guide's scenarios 1 and 2 through the engine: planned, run, journaled. */
class PlatformScenariosTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final WorkloadId API = WorkloadId.deployment("management-api");
    private static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "redis");

    private final InMemoryPlatform cluster = InMemoryPlatform.create("scenarios", clock);
    private SignalDr dr;

    @BeforeEach
    void run() {
        cluster.add(API, w -> w.replicas(3)).add(DB, w -> w.replicas(3)).settle();
        dr = open(builder -> builder.platform(cluster.address()));
    }

    @AfterEach
    void closePlatform() {
        cluster.close();
    }

    @Test
    void aPodThatComesBackIsProvenToStay() {
        cluster.crash(pod(API), "app", "Error", 1);
        Instant start = clock.instant();

        RunStatus ended = run(PlatformScenarios.podFailure(scenario -> scenario.workload(API, DB)));

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(Duration.between(start, clock.instant())).isGreaterThan(Duration.ofMinutes(10));
        assertThat(states(ended)).containsOnlyKeys("baseline", "healthy", "watch-restarts", "budgets");
    }

    @Test
    void aPodThatKeepsCrashingIsSaid() {
        cluster.faults().before("pods", 12, () -> cluster.fate(pod(API), InMemoryPodFate.OUT_OF_MEMORY));

        RunStatus ended = run(PlatformScenarios.podFailure(scenario -> scenario.workload(API)));

        assertThat(ended.state()).as(ended::toString).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsEntry("healthy", StepState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("OOMKilled", "1 times are allowed");
    }

    @Test
    void aPodThatNeverComesBackIsSaidAtTheDeadline() {
        cluster.fate(pod(API), InMemoryPodFate.CRASHES).settle();

        RunStatus ended = run(
                PlatformScenarios.podFailure(scenario -> scenario.workload(API).healthyWithin(Duration.ofMinutes(2))));

        assertThat(states(ended)).doesNotContainEntry("healthy", StepState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("not after 2 min", "2 of 3 pods are ready");
    }

    @Test
    void podsOfADeadNodeThatOnlySeemToRunAreNoRecovery() {
        cluster.killNode(node(DB)).step();

        RunStatus ended = run(PlatformScenarios.nodeFailure(
                scenario -> scenario.workload(API, DB).replacedMayHang()));

        assertThat(cluster.pods(DB)).hasSize(3).allMatch(pod -> pod.phase() == Pod.Phase.RUNNING);
        assertThat(ended.state()).as(ended::toString).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("redis-0", "may still run");
    }

    @Test
    void aNodeThatIsGivenUpLetsEveryPodRunElsewhere() {
        String node = node(DB);
        cluster.killNode(node).step();
        Step giveUp = Told.of("give-up", "told", context -> "removes " + node);
        cluster.faults().before("pods", 90, () -> cluster.removeNode(node));

        RunStatus ended = run(PlatformScenarios.nodeFailure(
                scenario -> scenario.workload(API, DB).recovery(giveUp)));

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsOnlyKeys("found", "give-up", "rescheduled", "recovered");
        assertThat(cluster.pods(DB)).hasSize(3).allMatch(Pod::ready);
    }

    @Test
    void podsThatHangAreTroubleThoughTheyAreReplacedUnlessTheyMay() {
        cluster.remove(DB).killNode(node(API)).step();

        RunStatus strict =
                run(PlatformScenarios.nodeFailure(scenario -> scenario.rescheduledWithin(Duration.ofMinutes(7))));
        assertThat(strict.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(strict.toString() + strict.steps()).contains("out-of-service");
    }

    @Test
    void deploymentsAreAwaitedUntilTheyRunElsewhere() {
        cluster.remove(DB).killNode(node(API)).step();

        RunStatus ended = run(
                PlatformScenarios.nodeFailure(scenario -> scenario.workload(API).replacedMayHang()));

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aClusterWithoutRoomIsNotRecovered() {
        cluster.schedulable("node-1", false).schedulable("node-2", false).schedulable("node-3", false);
        cluster.killNode(node(API)).step();

        RunStatus ended = run(PlatformScenarios.nodeFailure(scenario -> scenario.replacedMayHang()));

        assertThat(ended.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("no node takes it");
    }

    @Test
    void aPlanShowsWhatAPersonTypes() {
        Plan plan =
                dr.playbooks().plan(PlatformScenarios.nodeFailure(scenario -> scenario.labels(Map.of("tier", "x"))));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps().get(0).byHand()).contains("kubectl get pods -n scenarios -l tier=x -o wide");
        assertThat(plan.steps()).flatExtracting(PlannedStep::changes).isEmpty();
    }

    @Test
    void guardsSayWhatTheySaw() {
        assertThat(check(PlatformGuards.platformHealthy(HealthQuery.expecting(API, DB))))
                .startsWith("PASSED");
        assertThat(check(PlatformGuards.platformHealthy(HealthQuery.expecting(WorkloadId.deployment("nobody")))))
                .startsWith("FAILED");
        assertThat(check(PlatformGuards.imagesPinned())).startsWith("PASSED");
        assertThat(check(PlatformGuards.budgetsAllow(API))).startsWith("PASSED");
        assertThat(check(PlatformGuards.budgetsAllow(WorkloadId.deployment("nobody"))))
                .startsWith("ERROR");

        cluster.budget("all", LabelSelector.of(Map.of("app", API.name())), "3", null)
                .push("management-api:1", "c".repeat(64))
                .deny("list", "nodes")
                .deletePod(pod(API))
                .settle();
        assertThat(check(PlatformGuards.platformHealthy(HealthQuery.expecting(API))))
                .startsWith("UNPROVEN");
        assertThat(check(PlatformGuards.imagesPinned())).startsWith("FAILED");
        assertThat(check(PlatformGuards.budgetsAllow(API))).startsWith("FAILED");

        cluster.kill();
        assertThat(check(PlatformGuards.platformHealthy(HealthQuery.expecting(API))))
                .startsWith("ERROR");
    }

    @Test
    void budgetsProveNothingByPodsThatWentMeanwhile() {
        cluster.faults().before("evict", 1, () -> cluster.pods(API).forEach(pod -> cluster.forceDeletePod(pod.name())));

        assertThat(check(PlatformGuards.budgetsAllow(API))).startsWith("UNPROVEN");
    }

    @Test
    void restartsAreGuardedFromTheBaselineOfTheRun() {
        cluster.fate(pod(API), InMemoryPodFate.CRASHES);
        Playbook playbook = Playbook.define(
                "restarts",
                p -> p.step(WorkloadSteps.captureBaseline("baseline"))
                        .step(Waiting.step("wait", Duration.ofMinutes(5)).after("baseline"))
                        .step(Steps.gate("gate", PlatformGuards.restartsAtMost("baseline", 2))
                                .after("wait")));

        RunStatus ended = run(playbook);

        assertThat(ended.state()).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(ended.toString() + ended.steps()).contains("containers were started again");
    }

    @Test
    void restartsAreCountedFromTheBaselineOfAProcessThatDied() {
        Playbook playbook = Playbook.define(
                "resumed",
                p -> p.step(WorkloadSteps.captureBaseline("baseline"))
                        .step(Told.step("hold")
                                .with(step ->
                                        step.after("baseline").approval(ApprovalGate.of(gate -> gate.from("bob")))))
                        .step(WorkloadSteps.monitorRestarts(
                                        "watch", "baseline", Duration.ofMinutes(10), HealthQuery.expecting(API))
                                .after("hold")));
        Plan plan = dr.playbooks().plan(playbook);
        assertThat(plan.start().await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        dr.close();
        String pod = pod(API);
        for (int i = 0; i < 2; i++) {
            cluster.crash(pod, "app", "OOMKilled", 137);
            clock.advance(Duration.ofMinutes(10));
            assertThat(cluster.pods(API)).allMatch(Pod::ready);
        }

        SignalDr next = open(builder -> builder.platform(cluster.address()));
        try (Run run = next.playbooks().resume(plan.runId(), playbook)) {
            run.approve("hold", "bob", run.status().planHash());
            RunStatus ended = run.await(LIMIT);

            assertThat(ended.state()).isNotEqualTo(RunState.SUCCEEDED);
            assertThat(ended.toString() + ended.steps()).contains("containers were started again 2 times", pod);
        }
    }

    @Test
    void imagesAreKeptByWorkloadAndDigest() {
        RunStatus ended = run(Playbook.define(
                "images",
                p -> p.step(WorkloadSteps.recordImages("images")).step(WorkloadSteps.lintBudgets("budgets"))));

        assertThat(ended.state()).as(ended::toString).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void badDefinitionsAreRefused() {
        HealthBaseline baseline = new HealthBaseline(clock.instant(), Map.of(), Map.of());
        HealthQuery comparing = HealthQuery.expecting().since(baseline);
        List<Runnable> definitions = List.of(
                () -> WorkloadSteps.awaitHealthy("a", Duration.ZERO, HealthQuery.expecting()),
                () -> WorkloadSteps.monitorRestarts("a", "b", Duration.ZERO, HealthQuery.expecting()),
                () -> WorkloadSteps.lookAtPlatform("a", comparing),
                () -> PlatformGuards.platformHealthy(comparing),
                PlatformGuards::budgetsAllow,
                () -> PlatformGuards.restartsAtMost("a", -1),
                () -> PlatformScenarios.podFailure(scenario -> scenario.mostRestarts(-1)));

        assertThat(definitions)
                .allSatisfy(definition -> assertThat(failure(definition).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    private String pod(WorkloadId id) {
        return cluster.pods(id).get(0).name();
    }

    private String node(WorkloadId id) {
        return cluster.pods(id).get(0).node().orElseThrow();
    }

    /** Asks a guard as a precheck, and returns what it saw. */
    private String check(Guard guard) {
        Playbook playbook =
                Playbook.define("guarded", p -> p.step(Steps.gate("gate").with(step -> step.precheck(guard))));
        return dr.playbooks().plan(playbook).problems().stream()
                .map(PlanProblem::toString)
                .filter(problem -> problem.contains("precheck"))
                .map(problem -> problem.replaceFirst("(?s).*?(PASSED|FAILED|UNPROVEN|ERROR)", "$1"))
                .findFirst()
                .orElse("PASSED");
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
