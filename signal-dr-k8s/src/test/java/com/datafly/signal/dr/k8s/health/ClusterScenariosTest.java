package com.datafly.signal.dr.k8s.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.HealthEvent;
import com.datafly.signal.dr.platform.HealthHistory;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.PlatformScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.WorkloadSteps;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Verdict;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's scenarios 1 and 2 by the whole way, while controllers go on and pods and nodes fail. */
class ClusterScenariosTest {

    private static final String NAMESPACE = "datafly";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final ApiServer server = ApiServer.start(clock).namespace(NAMESPACE);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private SignalDr dr;

    @BeforeEach
    void deploy(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), server.kubeconfig(server.token()));
        dr = SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", file.toString()))
                .journal(folder.resolve("journal"))
                .clock(clock)
                .timeSource(clock)
                .listener(this::hear)
                .build();
        server.objects().put(Manifests.workload(NAMESPACE, API, 3, "api:1"));
        server.objects().put(Manifests.workload(NAMESPACE, DB, 2, "db:1"));
        server.cluster().settle();
        server.cluster().pace(Pace.STEP_PER_LOOK);
    }

    @AfterEach
    void close() {
        dr.close();
        server.close();
    }

    @Test
    void aPodThatIsReplacedAndOneThatCrashesOnceAreProvenToStay() {
        server.cluster().crash(NAMESPACE, "db-0", "app", "OOMKilled");
        String gone = pod(API);
        server.faults().before("list", "pods", 2, () -> server.objects().delete("pods", NAMESPACE, gone));
        server.faults().before("list", "pods", 30, () -> server.cluster().crash(NAMESPACE, "db-1", "app", "Error"));
        Instant begin = clock.instant();

        RunStatus ended = run(PlatformScenarios.podFailure(scenario -> scenario.workload(API, DB)));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsOnlyKeys("baseline", "healthy", "watch-restarts", "budgets");
        assertThat(heard)
                .anyMatch(line -> line.startsWith("healthy: WENT "))
                .anyMatch(line -> line.startsWith("watch-restarts: WENT "));
        assertThat(Duration.between(begin, clock.instant())).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
    }

    @Test
    void restartsThatRepeatEndTheWatchWithTheirReason() {
        String pod = pod(API);
        for (int look = 20; look <= 30; look += 10) {
            server.faults()
                    .before("list", "pods", look, () -> server.cluster().crash(NAMESPACE, pod, "app", "OOMKilled"));
        }
        Instant begin = clock.instant();

        RunStatus ended = run(PlatformScenarios.podFailure(scenario -> scenario.workload(API, DB)));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended))
                .containsEntry("healthy", StepState.SUCCEEDED)
                .doesNotContainEntry("watch-restarts", StepState.SUCCEEDED);
        assertThat(told(ended)).contains(pod, "OOMKilled", "1 times are allowed");
        assertThat(heard).anyMatch(line -> line.startsWith("watch-restarts: ") && line.contains(pod));
        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void aPodThatDoesNotComeBackIsSaidAtTheDeadline() {
        server.cluster().crashes("api:1");
        server.objects().delete("pods", NAMESPACE, pod(API));

        RunStatus ended = run(
                PlatformScenarios.podFailure(scenario -> scenario.workload(API).healthyWithin(Duration.ofMinutes(2))));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(told(ended)).contains("not after 2 min", "of 3 pods are ready", "ends again and again");
    }

    @Test
    void whoMonitorsIsToldAllThatComesAndGoes() {
        String node = lose(DB);
        String pod = server.objects().list("pods", NAMESPACE).stream()
                .filter(one -> !nodeOf(one).equals(node))
                .map(one -> one.at("/metadata/name").asText())
                .findFirst()
                .orElseThrow();
        server.faults().before("list", "pods", 5, () -> server.cluster().crash(NAMESPACE, pod, "app", "OOMKilled"));
        server.faults().before("list", "pods", 10, () -> server.cluster().recoverNode(node));
        List<HealthEvent> events = new ArrayList<>();

        HealthHistory history = dr.platform()
                .health()
                .monitor(HealthWatch.create(
                        HealthQuery.expecting(API, DB), Duration.ofMinutes(5), watch -> watch.listener(events::add)));

        assertThat(history.verdict()).as(history.toString()).isEqualTo(Verdict.PASSED);
        assertThat(history.events()).isEqualTo(events);
        assertThat(events)
                .extracting(HealthEvent::toString)
                .anyMatch(line -> line.startsWith("CAME node/" + node))
                .anyMatch(line -> line.startsWith("CAME statefulset/db"))
                .anyMatch(line -> line.startsWith("CAME pod/" + pod) && line.contains("last app by OOMKilled"))
                .anyMatch(line -> line.startsWith("WENT node/" + node))
                .anyMatch(line -> line.startsWith("WENT statefulset/db"));
        assertThat(events).isSortedAccordingTo(Comparator.comparing(HealthEvent::at));
    }

    @Test
    void everyPodRunsOnALivingNodeAfterADeadOneIsGivenUp() {
        server.cluster().addNode("node-3");
        String node = lose(DB);
        server.faults().before("list", "pods", 20, server.cluster()::evictFromLostNodes);
        server.faults().before("list", "pods", 60, () -> server.objects().delete("nodes", "", node));

        RunStatus ended = run(PlatformScenarios.nodeFailure(scenario -> scenario.workload(API, DB)));

        assertThat(ended.state()).as(told(ended)).isEqualTo(RunState.SUCCEEDED);
        assertThat(states(ended)).containsOnlyKeys("found", "rescheduled", "recovered");
        assertThat(heard).anyMatch(line -> line.startsWith("rescheduled: WENT "));
        assertThat(server.objects().list("pods", NAMESPACE))
                .hasSize(5)
                .noneMatch(pod -> nodeOf(pod).equals(node));
    }

    @Test
    void aPodThatHangsOnADeadNodeIsNoRecovery() {
        server.cluster().addNode("node-3");
        String node = lose(DB);
        server.faults().before("list", "pods", 20, server.cluster()::evictFromLostNodes);

        RunStatus ended = run(PlatformScenarios.nodeFailure(
                scenario -> scenario.workload(API, DB).replacedMayHang().rescheduledWithin(Duration.ofMinutes(7))));

        assertThat(ended.state()).as(told(ended)).isNotEqualTo(RunState.SUCCEEDED);
        assertThat(told(ended)).contains("not after 7 min", "db-", node);
        assertThat(server.objects().list("pods", NAMESPACE))
                .filteredOn(pod -> nodeOf(pod).equals(node))
                .isNotEmpty()
                .allMatch(pod -> pod.at("/status/phase").asText().equals("Running"));
    }

    @Test
    void restartsSinceTheBeginningOfARunKeepWorkloadsFromCountingAsHealthy() {
        assertThat(run(since(pod -> {})).state()).isEqualTo(RunState.SUCCEEDED);
        RunStatus restarted = run(since(pod -> {
            server.cluster().crash(NAMESPACE, pod, "app", "OOMKilled");
            server.cluster().crash(NAMESPACE, pod, "app", "OOMKilled");
        }));
        assertThat(states(restarted)).containsEntry("healthy", StepState.FAILED);
        assertThat(told(restarted)).contains("containers were started again 2 times", "OOMKilled");

        RunStatus gone = run(since(pod -> server.objects().delete("statefulsets.apps", NAMESPACE, "db")));
        assertThat(states(gone)).containsEntry("healthy", StepState.FAILED);
        assertThat(told(gone)).contains("not after 3 min", "statefulset/db");
    }

    /** Returns a playbook that notes what runs, lets something happen, and waits until all that ran is healthy. */
    private Playbook since(Consumer<String> meanwhile) {
        Guard happens = new Happening(new AtomicBoolean(), () -> meanwhile.accept(pod(API)));
        HealthQuery query = HealthQuery.of(health -> health.mostRestarts(1));
        return Playbook.define(
                "since",
                p -> p.step(WorkloadSteps.captureBaseline("baseline"))
                        .step(Steps.gate("meanwhile", happens).after("baseline"))
                        .step(WorkloadSteps.awaitHealthySince("healthy", "baseline", Duration.ofMinutes(3), query)
                                .after("meanwhile")));
    }

    /** Lets something happen once, where a run comes by. */
    private record Happening(AtomicBoolean done, Runnable deed) implements Guard {

        @Override
        public String name() {
            return "it happens";
        }

        @Override
        public GuardKind kind() {
            return GuardKind.CONDITION;
        }

        @Override
        public GuardResult check(StepContext context) {
            if (done.compareAndSet(false, true)) {
                deed.run();
            }
            return GuardResult.passed("it happened");
        }
    }

    private RunStatus run(Playbook playbook) {
        Plan plan = dr.playbooks().plan(playbook);
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.start()) {
            return run.await(LIMIT);
        }
    }

    /** Lets the node die that the first pod of a workload runs on. */
    private String lose(WorkloadId id) {
        String node = server.objects().list("pods", NAMESPACE).stream()
                .filter(pod -> pod.at("/metadata/labels/app").asText().equals(id.name()))
                .map(ClusterScenariosTest::nodeOf)
                .findFirst()
                .orElseThrow();
        server.cluster().loseNode(node);
        return node;
    }

    private String pod(WorkloadId id) {
        return server.objects().list("pods", NAMESPACE).stream()
                .filter(pod -> pod.at("/metadata/labels/app").asText().equals(id.name()))
                .map(pod -> pod.at("/metadata/name").asText())
                .findFirst()
                .orElseThrow();
    }

    private void hear(RunEvent event) {
        if (event instanceof RunEvent.StepProgressed progressed) {
            heard.add(progressed.step() + ": " + progressed.progress().phase());
        }
    }

    private static String nodeOf(JsonNode pod) {
        return pod.at("/spec/nodeName").asText();
    }

    private static String told(RunStatus run) {
        return run + " " + run.steps();
    }

    private static Map<String, StepState> states(RunStatus run) {
        return run.steps().stream().collect(Collectors.toMap(StepStatus::id, StepStatus::state));
    }
}
