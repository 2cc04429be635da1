package com.datafly.signal.dr.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlatformHealthTest extends PlatformFacetFixture {

    @Test
    void whatRunsAsWantedIsHealthy() {
        world.add(API, w -> w.replicas(2))
                .add(DB, w -> w.replicas(3))
                .add(AGENT, w -> {})
                .settle();

        HealthReport report = platform.health().report(HealthQuery.expecting(API, DB, AGENT));

        assertThat(report.verdict()).as(report::summary).isEqualTo(Verdict.PASSED);
        assertThat(report.findings()).isEmpty();
        assertThat(report.pods()).hasSize(8).allMatch(PodHealth::healthy);
        assertThat(report.workloads()).extracting(WorkloadHealth::healthyPods).containsExactly(2, 3, 3);
        assertThat(report.nodes()).hasSize(3);
        assertThat(report.toCheckResult().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void whereNothingIsNothingIsProven() {
        assertThat(health().verdict()).isEqualTo(Verdict.UNPROVEN);
        world.add(API, w -> {}).settle();
        HealthReport other = platform.health().report(HealthQuery.of(query -> query.labels(Map.of("app", "nobody"))));

        assertThat(other.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(kinds(other.troubles())).containsExactly(Kind.NOTHING_FOUND);
    }

    @Test
    void aWorkloadThatIsExpectedAndNotThereOrWantsNothingIsNotHealthy() {
        world.add(API, w -> w.replicas(0)).add(DB, w -> {}).settle();

        HealthReport report = platform.health().report(HealthQuery.expecting(API, AGENT));

        assertThat(kinds(report.troubles())).containsExactlyInAnyOrder(Kind.MISSING_WORKLOAD, Kind.SCALED_TO_ZERO);
        assertThat(health().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(kinds(health().findings())).containsExactly(Kind.SCALED_TO_ZERO);
    }

    @Test
    void whereNothingRunsNothingIsProven() {
        world.add(API, w -> w.replicas(0))
                .add(DB, w -> w.replicas(0))
                .add(new WorkloadId(WorkloadKind.CRON_JOB, "report"), w -> {})
                .settle();
        WorkloadId job = world.runCronJob("report");
        world.step().step();

        HealthReport report = health();

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(kinds(report.findings()))
                .containsExactly(Kind.NOTHING_RUNS, Kind.SCALED_TO_ZERO, Kind.SCALED_TO_ZERO);
        assertThat(platform.health().report(HealthQuery.expecting(job)).verdict())
                .isEqualTo(Verdict.PASSED);
        world.pod("debug", null, pod -> {}).pod("kafka-0", new ObjectRef("v1", "ConfigMap", "", "set"), pod -> {});
        assertThat(health().verdict()).isEqualTo(Verdict.FAILED);
        world.forceDeletePod("kafka-0").settle();
        assertThat(health().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void podsThatOthersKeepShowThatSomethingRuns() {
        world.add(API, w -> w.replicas(0))
                .pod("kafka-0", new ObjectRef("core.strimzi.io/v1", "StrimziPodSet", "", "kafka"), pod -> {})
                .settle();

        assertThat(health().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aMissingOrdinalIsNotReplacedByOneThatIsLeftOver() {
        world.add(DB, w -> w.replicas(4)).settle().hold();
        world.forceDeletePod("db-0").change(DB, w -> w.replicas(3)).step().forceDeletePod("db-0");
        world.warn("statefulset/db", "FailedCreate", "exceeded quota: pods");
        HealthQuery lenient = HealthQuery.of(HealthQuery.Builder::replacedMayHang);

        HealthReport report = platform.health().report(lenient);

        assertThat(report.workloads()).extracting(WorkloadHealth::healthyPods).containsExactly(2);
        assertThat(report.findings(Kind.MISSING_ORDINAL))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("no pod db-0", "exceeded quota"));
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aPodOfAStatefulSetThatHangsIsNotReplacedByOneThatIsLeftOver() {
        world.node("node-4").add(DB, w -> w.replicas(4)).settle();
        world.killNode(pod(DB).node().orElseThrow()).settle();
        clock.advance(Duration.ofMinutes(10));
        world.hold().change(DB, w -> w.replicas(3)).step();

        HealthReport report = platform.health().report(HealthQuery.of(HealthQuery.Builder::replacedMayHang));

        assertThat(report.pod("db-3").orElseThrow().healthy()).isTrue();
        assertThat(kinds(report.troubles())).contains(Kind.STUCK_TERMINATING, Kind.MISSING_ORDINAL);
    }

    @Test
    void ordinalsBeginWhereTheStatefulSetSays() {
        world.add(DB, w -> w.replicas(3).firstOrdinal(5)).settle();
        assertThat(health().findings()).isEmpty();

        world.hold().forceDeletePod("db-6");

        assertThat(health().findings(Kind.MISSING_ORDINAL))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("db-6"));
    }

    @Test
    void aJobThatFailedIsBrokenWhereItIsExpected() {
        WorkloadId migrate = new WorkloadId(WorkloadKind.JOB, "migrate");
        world.add(API, w -> {})
                .add(migrate, w -> w.fate(InMemoryPodFate.CRASHES))
                .settle();

        HealthReport expected = platform.health().report(HealthQuery.expecting(API, migrate));

        assertThat(kinds(expected.troubles())).containsExactly(Kind.JOB_FAILED);
        assertThat(expected.summary()).contains("job/migrate", "BackoffLimitExceeded");
        assertThat(health().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(health().findings(Kind.JOB_FAILED)).hasSize(1);
    }

    @Test
    void whyNoPodCanBeMadeIsToldWherePodsAreMissing() {
        world.hold().add(API, w -> w.replicas(2)).step();
        world.pods(API).forEach(pod -> world.forceDeletePod(pod.name()));
        world.warn("deployment/api", "FailedCreate", "exceeded quota: pods");

        assertThat(health().findings(Kind.TOO_FEW_READY))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("FailedCreate: exceeded quota"));
        world.change(API, w -> w.fate(InMemoryPodFate.NEVER_READY)).settle();
        assertThat(health().findings(Kind.TOO_FEW_READY).toString()).doesNotContain("quota");
    }

    @Test
    void podsOfADeadNodeAreNotHealthyThoughTheirPhaseIsRunning() {
        world.add(API, w -> w.replicas(3)).add(DB, w -> w.replicas(3)).settle();
        String node = pod(DB).node().orElseThrow();
        world.killNode(node).step();
        assertThat(health().findings(Kind.ON_DEAD_NODE)).isNotEmpty();

        clock.advance(Duration.ofMinutes(10));
        HealthReport report = health();

        assertThat(report.findings(Kind.STUCK_TERMINATING))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.detail()).contains(node, "may still run"));
        PodHealth stuck = report.pod("db-0").orElseThrow();
        assertThat(stuck.pod().phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(stuck.healthy()).isFalse();
        assertThat(report.findings(Kind.MISSING_ORDINAL))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("db-0", node));
        assertThat(report.findings(Kind.NODE_NOT_READY)).hasSize(1);
        assertThat(String.join("", report.remedies())).contains("out-of-service");
        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aPodThatHangsIsNoTroubleOnceItIsReplacedIfThatIsAllowed() {
        world.add(API, w -> w.replicas(3)).settle().killNode("node-1").settle();
        clock.advance(Duration.ofMinutes(10));
        HealthQuery lenient = HealthQuery.of(HealthQuery.Builder::replacedMayHang);

        assertThat(health().verdict()).isEqualTo(Verdict.FAILED);
        HealthReport report = platform.health().report(lenient);
        assertThat(report.verdict()).as(report::summary).isEqualTo(Verdict.PASSED);
        assertThat(report.findings(Kind.STUCK_TERMINATING)).hasSize(1);

        world.add(DB, w -> w.replicas(3)).settle().reviveNode("node-1").settle();
        world.killNode(pod(DB).node().orElseThrow()).settle();
        clock.advance(Duration.ofMinutes(10));
        assertThat(kinds(platform.health().report(lenient).troubles())).contains(Kind.MISSING_ORDINAL);
    }

    @Test
    void whyPodsDoNotStartIsTold() {
        world.image("bad:1", InMemoryPodFate.PULL_FAILS)
                .deployment("pull", w -> w.container("app", "bad:1"))
                .deployment("full", w -> w.fate(InMemoryPodFate.UNSCHEDULABLE))
                .deployment("crash", w -> w.fate(InMemoryPodFate.OUT_OF_MEMORY))
                .deployment("secret", w -> w.variable("missing", "url", "URL"))
                .deployment("files", w -> w.files("missing", "/etc/x"))
                .deployment("deaf", w -> w.fate(InMemoryPodFate.NEVER_READY))
                .settle();
        clock.advance(Duration.ofMinutes(1));

        HealthReport report = health();

        assertThat(found(report, "pull")).isEqualTo(Kind.IMAGE_PULL);
        assertThat(found(report, "full")).isEqualTo(Kind.UNSCHEDULABLE);
        assertThat(found(report, "crash")).isEqualTo(Kind.CRASH_LOOP);
        assertThat(found(report, "secret")).isEqualTo(Kind.CANNOT_START);
        assertThat(found(report, "files")).isEqualTo(Kind.STARTING);
        assertThat(found(report, "deaf")).isEqualTo(Kind.NOT_READY);
        assertThat(report.findings(Kind.TOO_FEW_READY)).hasSize(6);
        assertThat(report.troubles().toString())
                .contains("bad:1", "0/3 nodes are available", "OOMKilled", "exit code 137", "FailedMount");
    }

    private static Kind found(HealthReport report, String workload) {
        return report.pods().stream()
                .filter(one -> one.pod().name().startsWith(workload + "-"))
                .flatMap(one -> one.findings().stream())
                .map(HealthFinding::kind)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    @Test
    void restartsAreCountedFromTheBaselineOnly() {
        world.add(API, w -> w.replicas(2)).settle();
        String pod = pod(API).name();
        crash(pod);
        HealthBaseline baseline = platform.health().baseline(HealthQuery.expecting());
        HealthQuery since = HealthQuery.expecting().since(baseline);
        assertThat(platform.health().report(since).findings()).isEmpty();
        assertThat(health().pod(pod).orElseThrow().restarts()).isEqualTo(1);

        crash(pod);
        HealthReport once = platform.health().report(since);
        assertThat(once.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(once.pod(pod).orElseThrow().restarts()).isEqualTo(1);
        assertThat(kinds(once.findings())).containsExactly(Kind.RESTARTED);

        crash(pod);
        HealthReport twice = platform.health().report(since);
        assertThat(twice.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(kinds(twice.troubles())).containsExactly(Kind.REPEATED_RESTARTS);
        assertThat(twice.summary()).contains("app by OOMKilled");
    }

    private void crash(String pod) {
        world.crash(pod, "app", "OOMKilled", 137);
        clock.advance(Duration.ofMinutes(10));
        assertThat(world.pods(API)).allMatch(Pod::ready);
    }

    @Test
    void whatRanAtTheBaselineMustRunNow() {
        world.add(API, w -> w.replicas(2)).add(DB, w -> {}).settle();
        HealthQuery since = HealthQuery.expecting().since(platform.health().baseline(HealthQuery.expecting()));
        world.remove(API).change(DB, w -> w.replicas(0)).settle();

        assertThat(kinds(platform.health().report(since).troubles()))
                .contains(Kind.MISSING_WORKLOAD, Kind.SCALED_TO_ZERO);
    }

    @Test
    void whatWantsFewerPodsThanAtTheBaselineIsNoted() {
        world.add(API, w -> w.replicas(5)).settle();
        HealthQuery since = HealthQuery.expecting().since(platform.health().baseline(HealthQuery.expecting()));
        world.change(API, w -> w.replicas(1)).settle();

        HealthReport report = platform.health().report(since);

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("wants 1 pods, and wanted 5"));
    }

    @Test
    void nodesThatMayNotBeSeenLeaveItUnprovenUnlessTheyAreNotNeeded() {
        world.add(API, w -> {}).settle().deny("list", "nodes").deny("list", "events");

        HealthReport report = health();

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(kinds(report.findings())).containsExactlyInAnyOrder(Kind.NODES_UNKNOWN, Kind.WARNINGS_UNKNOWN);
        assertThat(platform.health()
                        .report(HealthQuery.of(HealthQuery.Builder::withoutNodes))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void podsThatMayNotBeSeenAreAFailureAndNoEmptyReport() {
        world.add(API, w -> {}).settle().deny("list", "pods");

        DrException refused = catchThrowableOfType(DrException.class, this::health);

        assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void aRolloutOnItsWayIsNotHealthyYet() {
        world.add(API, w -> w.replicas(2)).settle().change(API, w -> w.container("app", "api:2"));
        assertThat(troubles()).contains(Kind.ROLLING_OUT);
        world.settle();
        assertThat(troubles()).isEmpty();

        world.change(API, w -> w.paused(true).container("app", "api:3")).settle();
        assertThat(kinds(health().findings())).containsExactly(Kind.PAUSED);
    }

    @Test
    void aRolloutThatWasGivenUpIsBroken() {
        world.add(API, w -> w.replicas(2)).settle();
        world.image("api:2", InMemoryPodFate.NEVER_READY)
                .change(API, w -> w.container("app", "api:2").progressDeadline(Duration.ofMinutes(2)))
                .settle();
        clock.advance(Duration.ofMinutes(3));

        assertThat(troubles()).contains(Kind.ROLLOUT_FAILED, Kind.NOT_READY);
    }

    @Test
    void jobsThatHaveEndedAndCronJobsAreNoTrouble() {
        WorkloadId report = new WorkloadId(WorkloadKind.CRON_JOB, "report");
        world.add(report, w -> {}).add(API, w -> {}).settle();
        world.runCronJob("report");
        world.step().step();
        assertThat(troubles()).doesNotContain(Kind.NOT_READY, Kind.TOO_FEW_READY);
        world.settle();

        assertThat(health().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void nodesThatAreShortOfSomethingOrClosedAreNoted() {
        world.add(API, w -> {}).settle();
        world.pressures("node-2", Set.of("MemoryPressure")).schedulable("node-3", false);

        assertThat(health().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(kinds(health().findings())).containsExactlyInAnyOrder(Kind.NODE_PRESSURE, Kind.NODE_CLOSED);
    }

    @Test
    void aPodThatEndsInTimeIsPendingAndLaterStuck() {
        world.add(API, w -> w.replicas(2)).settle().hold();
        world.deletePod(pod(API).name());
        assertThat(troubles()).contains(Kind.TERMINATING).doesNotContain(Kind.STUCK_TERMINATING);

        clock.advance(Duration.ofMinutes(2));
        assertThat(troubles()).contains(Kind.STUCK_TERMINATING);
    }

    @Test
    void labelsLimitWhatIsLookedAt() {
        world.add(API, w -> {})
                .deployment("bad", w -> w.fate(InMemoryPodFate.CRASHES))
                .settle();

        HealthReport report = platform.health().report(HealthQuery.of(query -> query.labels(Map.of("app", "api"))));

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.workloads()).hasSize(1);
        assertThat(health().verdict()).isEqualTo(Verdict.FAILED);
        HealthQuery other = HealthQuery.of(query -> query.expect(API, DB).labels(Map.of("app", "bad")));
        assertThat(platform.health().report(other).findings(Kind.MISSING_WORKLOAD))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.detail()).contains("labels {app=bad}"));
    }

    @Test
    void aReportCostsAsManyCallsForManyPodsAsForOne() {
        world.add(API, w -> w.replicas(50)).settle();

        health();

        assertThat(world.faults().count("pods")
                        + world.faults().count("nodes")
                        + world.faults().count("workloads")
                        + world.faults().count("warnings"))
                .isEqualTo(4);
    }
}
