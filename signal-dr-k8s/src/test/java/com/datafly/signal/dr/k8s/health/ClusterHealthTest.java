package com.datafly.signal.dr.k8s.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.BudgetFinding;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.EvictionProbe;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.LogReport;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.verify.Verdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterHealthTest {

    private static final String NAMESPACE = "datafly";
    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
    private static final Map<String, String> APP = Map.of("app", "api");

    @TempDir
    private Path folder;

    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    private SignalDr dr;

    @BeforeEach
    void open() throws IOException {
        dr = open(server.token());
    }

    @AfterEach
    void close() {
        dr.close();
        server.close();
    }

    @Test
    void whatRunsAsWantedIsHealthyAndCostsAHandfulOfRequests() {
        deploy(API, 3, "api:1");
        deploy(DB, 3, "db:1");
        platform().clusterId();
        server.forgetCalls();

        HealthReport report = platform().health().report(HealthQuery.expecting(API, DB));

        assertThat(report.verdict()).as(report::summary).isEqualTo(Verdict.PASSED);
        assertThat(report.findings()).isEmpty();
        assertThat(report.pods()).hasSize(6).allMatch(PodHealth::healthy);
        assertThat(server.calls())
                .hasSizeLessThanOrEqualTo(9)
                .allMatch(call -> call.verb().equals("list"));
    }

    @Test
    void podsOfALostNodeAreNotHealthyThoughTheyAreSaidToRun() {
        server.cluster().addNode("another");
        deploy(API, 3, "api:1");
        deploy(DB, 3, "db:1");
        String node = nodeOf("db-0");
        server.cluster().loseNode(node);
        assertThat(report().findings(Kind.ON_DEAD_NODE)).isNotEmpty();

        server.cluster().evictFromLostNodes();
        server.cluster().settle();
        HealthReport report = report();

        PodHealth stuck = report.pod("db-0").orElseThrow();
        assertThat(stuck.pod().phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(stuck.healthy()).isFalse();
        assertThat(report.findings(Kind.STUCK_TERMINATING)).isNotEmpty();
        assertThat(report.findings(Kind.MISSING_ORDINAL)).isNotEmpty();
        assertThat(report.findings(Kind.NODE_NOT_READY)).hasSize(1);
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);

        server.cluster().recoverNode(node);
        server.cluster().settle();
        assertThat(report().verdict()).as(report().summary()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void whyPodsDoNotStartIsTold() {
        server.cluster().cannotBePulled("bad:1");
        server.cluster().cannotBeScheduled("large:1");
        server.cluster().crashes("crash:1");
        server.cluster().neverReady("deaf:1");
        deploy(WorkloadId.deployment("bad"), 1, "bad:1");
        deploy(WorkloadId.deployment("large"), 1, "large:1");
        deploy(WorkloadId.deployment("crash"), 1, "crash:1");
        deploy(WorkloadId.deployment("deaf"), 1, "deaf:1");

        HealthReport report = report();

        assertThat(report.findings(Kind.IMAGE_PULL)).hasSize(1);
        assertThat(report.findings(Kind.UNSCHEDULABLE)).hasSize(1);
        assertThat(report.findings(Kind.CRASH_LOOP)).hasSize(1);
        assertThat(report.findings(Kind.NOT_READY)).hasSize(1);
        assertThat(report.findings(Kind.TOO_FEW_READY)).hasSize(4);
    }

    @Test
    void restartsAreCountedFromTheBaseline() {
        deploy(API, 1, "api:1");
        String pod = pods().get(0).name();
        server.cluster().crash(NAMESPACE, pod, "app", "OOMKilled");
        server.cluster().settle();
        HealthBaseline baseline = platform().health().baseline(HealthQuery.expecting());
        HealthQuery since = HealthQuery.expecting(API).since(baseline);
        assertThat(platform().health().report(since).findings()).isEmpty();

        for (int i = 0; i < 2; i++) {
            server.cluster().crash(NAMESPACE, pod, "app", "OOMKilled");
            server.cluster().settle();
        }
        HealthReport report = platform().health().report(since);

        assertThat(report.pod(pod).orElseThrow().restarts()).isEqualTo(2);
        assertThat(report.findings(Kind.REPEATED_RESTARTS))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("OOMKilled"));
    }

    @Test
    void aRolloutIsAwaitedUntilAllPodsAreNew() {
        server.cluster().pace(Pace.STEP_PER_LOOK);
        put(API, 3, "api:1");

        HealthReport report = platform()
                .health()
                .awaitHealthy(HealthWatch.create(
                        HealthQuery.expecting(API),
                        Duration.ofMinutes(1),
                        watch -> watch.interval(Duration.ofMillis(10)).steadyFor(Duration.ofMillis(50))));

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.pods()).hasSize(3);
    }

    @Test
    void aJobThatFailedIsBrokenWhereItIsExpected() {
        deploy(API, 1, "api:1");
        server.objects().put("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate, namespace: datafly}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "db:1"}]}}}
                status:
                  conditions: [{type: Failed, status: "True", reason: BackoffLimitExceeded, message: too often}]
                """);

        HealthReport expected =
                platform().health().report(HealthQuery.expecting(API, new WorkloadId(WorkloadKind.JOB, "migrate")));

        assertThat(expected.troubles())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo("BackoffLimitExceeded: too often"));
        assertThat(report().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report().findings(Kind.JOB_FAILED)).hasSize(1);
    }

    @Test
    void anOrdinalThatCannotBeMadeIsNotReplacedByOneThatIsLeftOver() {
        deploy(DB, 4, "db:1");
        server.objects().delete("pods", NAMESPACE, "db-0");
        server.objects().patch("statefulsets.apps", NAMESPACE, "db", "{\"spec\":{\"replicas\":3}}");

        HealthReport report = platform().health().report(HealthQuery.of(HealthQuery.Builder::replacedMayHang));

        assertThat(report.pod("db-3").orElseThrow().healthy()).isTrue();
        assertThat(report.findings(Kind.MISSING_ORDINAL))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("pod db-0"));
    }

    @Test
    void whyADeploymentHasNoPodsIsTold() {
        put(API, 2, "api:1");
        warn("ReplicaSet", "api-7d9fbc45x", "pods is forbidden: exceeded quota");
        assertThat(report().findings(Kind.TOO_FEW_READY).toString()).contains("FailedCreate: pods is forbidden");

        ObjectNode api =
                server.objects().get("deployments.apps", NAMESPACE, "api").deepCopy();
        api.withObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "ReplicaFailure")
                .put("status", "True")
                .put("message", "refused");
        server.objects().put(api.toString());
        assertThat(report().findings(Kind.TOO_FEW_READY).toString()).contains("alive, and refused");
    }

    private void warn(String kind, String name, String message) {
        server.objects().put(String.format(Locale.ROOT, """
                apiVersion: v1
                kind: Event
                metadata: {name: %2$s.1, namespace: datafly}
                involvedObject: {kind: %1$s, name: %2$s, namespace: datafly}
                type: Warning
                reason: FailedCreate
                message: "%3$s"
                lastTimestamp: 2025-01-15T10:00:00Z
                """, kind, name, message));
    }

    @Test
    void evictionsAreAskedForAndNobodyGoes() {
        deploy(API, 2, "api:1");
        assertThat(platform().budgets().lint().findings(BudgetFinding.Kind.MISSING))
                .hasSize(1);
        assertThat(platform().budgets().probe(API)).hasSize(2).allMatch(EvictionProbe::free);

        budget("api", 2);
        assertThat(platform().budgets().lint().findings())
                .extracting(BudgetFinding::kind)
                .containsExactly(BudgetFinding.Kind.BLOCKING);
        assertThat(platform().budgets().probe(API))
                .allMatch(probe -> probe.answer().verdict() == EvictionAnswer.Verdict.REFUSED);

        budget("second", 1);
        assertThat(platform().budgets().lint().findings(BudgetFinding.Kind.OVERLAPPING))
                .hasSize(1);
        assertThat(platform().budgets().probe(API))
                .allMatch(probe -> probe.answer().verdict() == EvictionAnswer.Verdict.MISCONFIGURED);
        assertThat(pods()).hasSize(2).allMatch(pod -> pod.deletionDeadline().isEmpty());
        assertThat(server.count("create", "pods/eviction")).isEqualTo(6);
    }

    @Test
    void imagesAndLogsAreToldPodByPod() {
        deploy(API, 2, "registry.example/api:1");
        pods().forEach(pod -> server.cluster().log(NAMESPACE, pod.name(), "app", "lag=0"));

        assertThat(platform().images().inUse(APP).uses())
                .hasSize(2)
                .allMatch(use -> use.digest()
                        .filter(digest -> digest.startsWith("sha256:"))
                        .isPresent());
        LogReport logs = platform().logs().read(APP, LogQuery.create(query -> query.tail(5)));
        assertThat(logs.complete()).as(logs::toString).isTrue();
        assertThat(logs.logs()).hasSize(2).allMatch(log -> log.lines().contains("lag=0"));
    }

    @Test
    void withoutThePermissionToSeeNodesNothingIsProven() throws IOException {
        deploy(API, 1, "api:1");
        String token = server.token(
                "reader",
                List.of(
                        Grant.of(NAMESPACE, "", Set.of("list"), Set.of("pods")),
                        Grant.of(NAMESPACE, "apps", Set.of("list"), Set.of("*")),
                        Grant.of(NAMESPACE, "batch", Set.of("list"), Set.of("*"))));
        try (SignalDr reader = open(token)) {
            HealthReport report = reader.platform().health().report(HealthQuery.expecting(API));

            assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
            assertThat(report.findings(Kind.NODES_UNKNOWN)).hasSize(1);
            assertThat(report.findings(Kind.WARNINGS_UNKNOWN)).hasSize(1);
            HealthReport lenient = reader.platform().health().report(HealthQuery.of(HealthQuery.Builder::withoutNodes));
            assertThat(lenient.verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    private Platform platform() {
        return dr.platform();
    }

    private HealthReport report() {
        return platform().health().report(HealthQuery.expecting());
    }

    private List<Pod> pods() {
        return report().pods().stream().map(PodHealth::pod).toList();
    }

    private String nodeOf(String pod) {
        return report().pod(pod).flatMap(one -> one.pod().node()).orElseThrow();
    }

    private void deploy(WorkloadId id, int replicas, String image) {
        put(id, replicas, image);
        server.cluster().settle();
    }

    private void put(WorkloadId id, int replicas, String image) {
        server.objects().put(Manifests.workload(NAMESPACE, id, replicas, image));
    }

    private void budget(String name, int minAvailable) {
        server.objects().put(Manifests.budget(NAMESPACE, name, "api", minAvailable));
        server.cluster().settle();
    }

    private SignalDr open(String token) throws IOException {
        Path file = Files.createTempFile(folder, "kubeconfig", "");
        Files.writeString(file, server.kubeconfig(token));
        return SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", file.toString()))
                .build();
    }
}
