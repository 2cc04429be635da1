package com.datafly.signal.dr.k8s.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.RolloutReport;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.RolloutResult;
import com.datafly.signal.dr.platform.RolloutResult.Outcome;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.tck.SettableClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restarts by the whole way: what controllers of each kind do with a template that has a new mark. */
class ClusterRestartsTest {

    private static final String NAMESPACE = "datafly";
    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final WorkloadId HUB = WorkloadId.deployment("hub");
    private static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
    private static final WorkloadId AGENT = new WorkloadId(WorkloadKind.DAEMON_SET, "agent");

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final ApiServer server = ApiServer.start(clock).namespace(NAMESPACE);
    private SignalDr dr;

    @BeforeEach
    void deploy(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), server.kubeconfig(server.token()));
        dr = SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", file.toString()))
                .clock(clock)
                .timeSource(clock)
                .build();
        for (WorkloadId id : List.of(API, HUB, DB, AGENT)) {
            server.objects().put(Manifests.workload(NAMESPACE, id, 3, id.name() + ":1"));
        }
        server.cluster().settle();
        clock.advance(Duration.ofMinutes(1));
        server.cluster().pace(Pace.STEP_PER_LOOK);
        server.forgetCalls();
    }

    @AfterEach
    void close() {
        dr.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEPLOYMENT", "STATEFUL_SET", "DAEMON_SET"})
    void everyPodIsNewWhenTheRestartReturns(WorkloadKind kind) {
        WorkloadId id = List.of(API, DB, AGENT).stream()
                .filter(one -> one.kind() == kind)
                .findFirst()
                .orElseThrow();
        Set<String> before = uids(id);

        RolloutReport report = restart(request -> request.then(id));

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(uids(id)).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
        assertThat(pods(id)).allMatch(ClusterRestartsTest::ready);
        assertThat(server.count("patch", "*")).isEqualTo(1);
    }

    @Test
    void groupsFollowEachOtherAndOneKeyRestartsOnce() {
        RolloutRequest request =
                RolloutRequest.create(more -> more.then(API, AGENT).then(DB).then(HUB));
        Set<String> former = uids(API, AGENT, DB);
        List<Set<String>> seen = new ArrayList<>();
        server.faults().before("patch", "statefulsets", 1, () -> seen.add(uids(API, AGENT)));
        server.faults().before("patch", "deployments", 2, () -> seen.add(uids(DB)));

        RolloutReport report = dr.platform().rollouts().restart(request);

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(seen)
                .hasSize(2)
                .allSatisfy(uids -> assertThat(uids).isNotEmpty().doesNotContainAnyElementsOf(former));
        Set<String> after = uids(API);
        assertThat(dr.platform().rollouts().restart(request).complete()).isTrue();
        assertThat(uids(API)).isEqualTo(after);
        assertThat(server.count("patch", "*")).isEqualTo(4);
    }

    @Test
    void whatWouldNotReplaceAllItsPodsIsRefusedBeforeAnythingIsTouched() {
        patch(HUB, "{spec: {paused: true}}");
        refused("paused", HUB);
        patch(DB, "{spec: {updateStrategy: {rollingUpdate: {partition: 2}}}}");
        refused("from ordinal 2 on", DB);
        patch(DB, "{spec: {updateStrategy: {type: OnDelete, rollingUpdate: null}}}");
        refused("only when somebody deletes them", DB);
        patch(AGENT, "{spec: {updateStrategy: {type: OnDelete, rollingUpdate: null}}}");
        refused("only when somebody deletes them", AGENT);

        assertThat(server.count("patch", "*")).isZero();
        assertThat(server.count("update", "*")).isZero();
    }

    @Test
    void theDeadlineOfTheControllerEndsTheWait() {
        patch(API, "{spec: {progressDeadlineSeconds: 120}}");
        server.cluster().neverReady("api:1");
        Instant begin = clock.instant();

        RolloutReport report = restart(request -> request.then(API).within(Duration.ofHours(1)));

        assertThat(outcome(report, API, Outcome.FAILED)).contains("ProgressDeadlineExceeded");
        assertThat(Duration.between(begin, clock.instant())).isBetween(Duration.ofSeconds(119), Duration.ofMinutes(3));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEPLOYMENT", "STATEFUL_SET", "DAEMON_SET"})
    void aNewPodThatLacksItsSecretEndsTheWaitAtOnce(WorkloadKind kind) {
        WorkloadId id = new WorkloadId(kind, "reader");
        server.objects().put("""
                apiVersion: v1
                kind: Secret
                metadata: {name: token, namespace: datafly}
                stringData: {value: known}
                """);
        server.objects().put(Manifests.workload(NAMESPACE, id, 2, "reader:1"));
        patch(id, """
                spec:
                  template:
                    spec:
                      containers:
                      - name: app
                        image: reader:1
                        env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: token, key: value}}}]
                """);
        server.cluster().settle();
        server.objects().delete("secrets", NAMESPACE, "token");
        Instant begin = clock.instant();

        RolloutReport report = restart(request -> request.then(id).then(API).within(Duration.ofHours(1)));

        assertThat(outcome(report, id, Outcome.FAILED)).contains("new pod reader-", "CreateContainerConfigError");
        outcome(report, API, Outcome.NOT_BEGUN);
        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(1));
        assertThat(pods(id)).anyMatch(ClusterRestartsTest::ready);
    }

    @Test
    void thoseOfOneGroupGoOnWhereOneFailsAndThoseBehindAreNotBegun() {
        patch(API, "{spec: {template: {metadata: {labels: {app: api}}}}}");
        server.cluster().crashes("api:1");

        RolloutReport report =
                restart(request -> request.restarts(0).then(DB, API, AGENT).then(HUB));

        assertThat(report.complete()).isFalse();
        outcome(report, DB, Outcome.COMPLETE);
        assertThat(outcome(report, API, Outcome.FAILED)).contains("was started again 1 times");
        outcome(report, AGENT, Outcome.COMPLETE);
        outcome(report, HUB, Outcome.NOT_BEGUN);
        assertThat(report.unfinished()).extracting(RolloutResult::workload).containsExactlyInAnyOrder(API, HUB);
    }

    @Test
    void aRestartThatIsDeniedMeanwhileIsAResultAmongOthers() {
        server.faults()
                .next(
                        "patch",
                        "statefulsets",
                        Fault.refused(403, "Forbidden", "admission webhook \"frozen\" denied it"));

        RolloutReport report = restart(request -> request.then(API, DB).then(HUB));

        outcome(report, API, Outcome.COMPLETE);
        assertThat(outcome(report, DB, Outcome.FAILED)).contains("frozen");
        outcome(report, HUB, Outcome.NOT_BEGUN);
    }

    @Test
    void whatBeganElsewhereIsAwaitedAndNotTouched() {
        Set<String> before = uids(API, DB, AGENT);
        for (WorkloadId id : List.of(API, DB, AGENT)) {
            patch(id, image(id.name() + ":2"));
        }

        RolloutReport report = await(API, DB, AGENT);

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(uids(API, DB, AGENT)).doesNotContainAnyElementsOf(before);
        assertThat(server.calls()).allMatch(call -> List.of("get", "list").contains(call.verb()));
    }

    @Test
    void whatIsAwaitedEndsForEachByItself() {
        server.cluster().cannotBePulled("api:2");
        patch(API, image("api:2"));
        patch(HUB, image("hub:2"));
        patch(HUB, "{spec: {paused: true}}");
        patch(DB, image("db:2"));

        RolloutReport report = await(API, HUB, DB, WorkloadId.deployment("nobody"));

        assertThat(outcome(report, API, Outcome.FAILED)).contains("new pod api-", "ImagePullBackOff");
        assertThat(outcome(report, HUB, Outcome.FAILED)).contains("paused");
        outcome(report, DB, Outcome.COMPLETE);
        outcome(report, WorkloadId.deployment("nobody"), Outcome.GONE);
        assertThat(server.count("patch", "*")).isZero();
    }

    private RolloutReport restart(Consumer<RolloutRequest.Builder> more) {
        return dr.platform().rollouts().restart(RolloutRequest.create(more));
    }

    private RolloutReport await(WorkloadId... workloads) {
        return dr.platform().rollouts().await(RolloutRequest.create(request -> request.then(workloads)));
    }

    private void refused(String why, WorkloadId id) {
        DrException failure = catchThrowableOfType(DrException.class, () -> restart(request -> request.then(API, id)));
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure).hasMessageContaining(why).hasMessageContaining(id.name());
    }

    /** Asserts the outcome of one, and returns what is said of it. */
    private static String outcome(RolloutReport report, WorkloadId id, Outcome wanted) {
        RolloutResult result = report.results().stream()
                .filter(one -> one.workload().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(result.outcome()).as(report.toString()).isEqualTo(wanted);
        return result.detail();
    }

    private static String image(String image) {
        return "{spec: {template: {spec: {containers: [{name: app, image: \"" + image + "\"}]}}}}";
    }

    private void patch(WorkloadId id, String patch) {
        server.objects().patch(plural(id.kind()), NAMESPACE, id.name(), patch);
        server.cluster().step();
    }

    private static String plural(WorkloadKind kind) {
        return switch (kind) {
            case DEPLOYMENT -> "deployments.apps";
            case STATEFUL_SET -> "statefulsets.apps";
            case DAEMON_SET -> "daemonsets.apps";
            case CRON_JOB, JOB -> throw new IllegalArgumentException(kind + " keeps no pods");
        };
    }

    private List<JsonNode> pods(WorkloadId id) {
        return server.objects().list("pods", NAMESPACE).stream()
                .filter(pod -> pod.at("/metadata/labels/app").asText().equals(id.name()))
                .toList();
    }

    private Set<String> uids(WorkloadId... workloads) {
        return List.of(workloads).stream()
                .flatMap(id -> pods(id).stream())
                .map(pod -> pod.at("/metadata/uid").asText())
                .collect(Collectors.toSet());
    }

    private static boolean ready(JsonNode pod) {
        return pod.at("/status/containerStatuses/0/ready").asBoolean();
    }
}
