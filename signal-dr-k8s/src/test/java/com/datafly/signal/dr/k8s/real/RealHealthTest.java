package com.datafly.signal.dr.k8s.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.BudgetFinding;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.EvictionProbe;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.ImageUse;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The health of what kubelets run, and what the disruption controller says of it. */
@EnabledIfEnvironmentVariable(named = RealNamespace.VARIABLE, matches = ".+")
class RealHealthTest {

    private static final String STAYS = "echo lag=0; trap \"exit 0\" TERM; while :; do sleep 3600 & wait $!; done";
    private static final WorkloadId API = WorkloadId.deployment("api");

    @TempDir
    private Path folder;

    private RealNamespace cluster;
    private SignalDr dr;

    @BeforeEach
    void start() {
        cluster = new RealNamespace(folder);
        dr = cluster.open(RealNamespace.kubeconfig());
    }

    @AfterEach
    void stop() {
        dr.close();
        cluster.close();
    }

    @Test
    void whyPodsDoNotStartIsTold() {
        deploy("bad", "registry.invalid/none:1", 1, STAYS, "");
        deploy("large", RealNamespace.image(), 1, STAYS, "nodeSelector: {nowhere: \"true\"}");
        deploy("crash", RealNamespace.image(), 1, "exit 3", "");

        for (Kind kind : new Kind[] {Kind.IMAGE_PULL, Kind.UNSCHEDULABLE, Kind.CRASH_LOOP}) {
            RealNamespace.await(() -> report().findings(kind).size() == 1);
        }
        assertThat(report().findings(Kind.TOO_FEW_READY)).hasSize(3);
        assertThat(report().verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void restartsAreCountedFromTheBaselineWithTheirReasons() {
        deploy("api", RealNamespace.image(), 1, STAYS.replace("exit 0", "exit 7"), "");
        cluster.awaitReady("api", 1);
        HealthBaseline baseline = platform().health().baseline(HealthQuery.expecting(API));
        assertThat(report(baseline).verdict()).as(report(baseline).summary()).isEqualTo(Verdict.PASSED);
        String pod = cluster.pods("api").get(0).getMetadata().getName();

        crash(pod, baseline, 1);
        assertThat(report(baseline).findings(Kind.RESTARTED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("again 1 times", "app by Error"));

        crash(pod, baseline, 2);
        HealthReport report = report(baseline);
        assertThat(report.findings(Kind.REPEATED_RESTARTS))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("again 2 times", "app by Error"));
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.pod(pod).orElseThrow().pod().containers())
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.lastReason()).contains("Error");
                    assertThat(container.exitCode()).hasValue(7);
                });
    }

    /** Ends the process of a pod that was started so often less one, and waits until it was started again. */
    private void crash(String pod, HealthBaseline baseline, int restarts) {
        cluster.run(pod, "kill", "-TERM", "1");
        RealNamespace.await(
                () -> report(baseline).pod(pod).map(PodHealth::restarts).orElse(0) == restarts);
        cluster.awaitReady("api", 1);
    }

    @Test
    void logsAndImagesAreTold() {
        deploy("api", RealNamespace.image(), 2, STAYS, "");
        cluster.awaitReady("api", 2);

        assertThat(platform()
                        .logs()
                        .read(Map.of("app", "api"), LogQuery.create(query -> query.tail(5)))
                        .logs())
                .hasSize(2)
                .allMatch(log -> log.lines().contains("lag=0"));
        List<ImageUse> uses = platform().images().inUse(Map.of("app", "api")).uses();
        assertThat(uses).hasSize(2).allSatisfy(use -> {
            assertThat(use.workload()).contains(API);
            assertThat(use.image()).isEqualTo(RealNamespace.image());
            assertThat(use.digest().orElse("none")).matches("sha256:[0-9a-f]{64}");
        });
        assertThat(uses).extracting(ImageUse::pinned).containsOnly(uses.get(0).pinned());
    }

    @Test
    void evictionsAreAskedForAndNobodyGoes() {
        deploy("api", RealNamespace.image(), 2, STAYS, "");
        cluster.awaitReady("api", 2);
        assertThat(platform().budgets().probe(API)).hasSize(2).allMatch(EvictionProbe::free);

        budget("first");
        RealNamespace.await(() -> platform()
                        .budgets()
                        .lint()
                        .findings(BudgetFinding.Kind.BLOCKING)
                        .size()
                == 1);
        assertThat(platform().budgets().probe(API))
                .allMatch(probe -> probe.answer().verdict() == EvictionAnswer.Verdict.REFUSED);

        budget("second");
        RealNamespace.await(() -> platform()
                        .budgets()
                        .lint()
                        .findings(BudgetFinding.Kind.OVERLAPPING)
                        .size()
                == 1);
        assertThat(platform().budgets().probe(API))
                .allMatch(probe -> probe.answer().verdict() == EvictionAnswer.Verdict.MISCONFIGURED);
        assertThat(cluster.pods("api"))
                .hasSize(2)
                .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null);
    }

    private Platform platform() {
        return dr.platform();
    }

    private HealthReport report() {
        return platform().health().report(HealthQuery.expecting());
    }

    private HealthReport report(HealthBaseline baseline) {
        return platform().health().report(HealthQuery.expecting(API).since(baseline));
    }

    private void budget(String name) {
        cluster.put("""
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: %s}
                spec: {minAvailable: 2, selector: {matchLabels: {app: api}}}
                """.formatted(name));
    }

    private void deploy(String name, String image, int replicas, String process, String more) {
        cluster.put("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 5
                      containers:
                      - name: app
                        image: "%3$s"
                        command: [sh, -c, '%4$s']
                      %5$s
                """.formatted(name, replicas, image, process, more));
    }
}
