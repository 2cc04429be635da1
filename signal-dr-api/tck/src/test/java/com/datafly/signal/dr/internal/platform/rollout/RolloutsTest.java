package com.datafly.signal.dr.internal.platform.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.RolloutReport;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.RolloutResult;
import com.datafly.signal.dr.platform.RolloutResult.Outcome;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.Rollouts;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import com.datafly.signal.dr.tck.InMemoryWorkload;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutsTest {

    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final WorkloadId HUB = WorkloadId.deployment("hub");
    private static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
    private static final WorkloadId AGENT = new WorkloadId(WorkloadKind.DAEMON_SET, "agent");

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryPlatform platform = InMemoryPlatform.create("rollouts", clock);
    private final SignalDr dr = SignalDr.builder()
            .platform(platform.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    private final Rollouts rollouts = dr.platform().rollouts();

    @AfterEach
    void close() {
        dr.close();
        platform.close();
    }

    @Test
    void allPodsOfAllKindsAreNewWhenItReturns() {
        platform.add(API, w -> w.replicas(3))
                .add(DB, w -> w.replicas(2))
                .add(AGENT, w -> {})
                .settle();
        Set<String> before = uids(API, DB, AGENT);

        RolloutReport report = rollouts.restart(of(API, DB, AGENT));

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(report.results()).extracting(RolloutResult::workload).containsExactly(API, DB, AGENT);
        Set<String> after = platform.pods(API).stream()
                .filter(pod -> pod.deletionDeadline().isEmpty())
                .map(Pod::uid)
                .collect(Collectors.toSet());
        assertThat(after).hasSize(3).doesNotContainAnyElementsOf(before);
        assertThat(uids(DB, AGENT)).hasSize(5).doesNotContainAnyElementsOf(before);
        String restartedAt = platform.workload(API).templateAnnotations().get("kubectl.kubernetes.io/restartedAt");
        assertThat(Instant.parse(String.valueOf(restartedAt))).isBeforeOrEqualTo(clock.instant());
    }

    @Test
    void aPodThatIsReadyBeforeTheControllerSawTheTemplateProvesNothing() {
        platform.add(API, w -> w.replicas(2)).settle().hold();

        RolloutReport report = rollouts.restart(
                RolloutRequest.create(request -> request.then(API).within(Duration.ofSeconds(30))));

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(result.detail()).contains("controller has not seen");
            assertThat(result.took()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(32));
        });
    }

    @Test
    void whatCannotBeRolledOutIsRefusedBeforeAnythingIsTouched() {
        platform.add(API, w -> {}).settle();
        refused(ErrorCode.NOT_FOUND, of(API, HUB), "no such workload");
        platform.add(HUB, w -> w.paused(true));
        refused(ErrorCode.FAILED_PRECONDITION, of(API, HUB), "paused");
        platform.add(DB, w -> w.strategy(Strategy.ON_DELETE)).settle();
        refused(ErrorCode.FAILED_PRECONDITION, of(API, DB), "somebody deletes them");
        platform.change(DB, w -> w.strategy(Strategy.ROLLING).partition(1).replicas(2));
        refused(ErrorCode.FAILED_PRECONDITION, of(API, DB), "from ordinal 1 on");
        platform.deny("patch", "deployments");
        refused(ErrorCode.UNSUPPORTED, of(API), "may not");

        assertThat(platform.workload(API).templateAnnotations()).isEmpty();
        assertThat(catchThrowableOfType(DrException.class, () -> of(new WorkloadId(WorkloadKind.CRON_JOB, "report")))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASHES", "OUT_OF_MEMORY", "PULL_FAILS"})
    void newPodsThatCannotRunEndTheWaitEarlyAndStopThoseBehind(InMemoryPodFate fate) {
        platform.add(API, w -> w.replicas(2)).add(HUB, w -> {}).settle();
        failNew(API, fate);
        Instant begin = clock.instant();

        RolloutReport report = rollouts.restart(
                RolloutRequest.create(request -> request.then(API).then(HUB).within(Duration.ofHours(1))));

        assertThat(report.complete()).isFalse();
        assertThat(report.results())
                .extracting(RolloutResult::outcome)
                .containsExactly(Outcome.FAILED, Outcome.NOT_BEGUN);
        assertThat(report.results().get(0).detail()).contains("new pod", "container app");
        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(5));
        assertThat(platform.workload(HUB).templateAnnotations()).isEmpty();
        assertThat(platform.pods(API)).anyMatch(Pod::ready);
    }

    @Test
    void oldPodsThatCrashHinderNobody() {
        platform.add(API, w -> w.replicas(2).fate(InMemoryPodFate.CRASHES)).settle();
        clock.advance(Duration.ofMinutes(10));
        platform.change(API, w -> w.fate(InMemoryPodFate.RUNS));
        platform.pods(API).forEach(pod -> platform.fate(pod.name(), InMemoryPodFate.CRASHES));

        assertThat(rollouts.restart(of(API)).complete()).isTrue();
    }

    @Test
    void aContainerThatIsStartedAgainOnceMayStillComeUp() {
        platform.add(API, w -> {}).settle();
        platform.change(API, w -> w.fate(InMemoryPodFate.CRASHES));
        platform.faults().before("pods", 15, () -> platform.change(API, w -> w.fate(InMemoryPodFate.RUNS)));

        RolloutReport report = rollouts.restart(of(API));

        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(platform.pods(API)).anyMatch(pod -> pod.restarts() > 0);
    }

    @Test
    void underTheSameKeyNothingIsRestartedTwice() {
        platform.add(API, w -> w.replicas(2)).settle();
        OperationKey key = OperationKey.random();
        RolloutRequest request = RolloutRequest.create(more -> more.then(API).key(key));
        rollouts.restart(request);
        platform.settle();
        Set<String> first = uids(API);

        assertThat(rollouts.restart(request).complete()).isTrue();
        assertThat(uids(API)).isEqualTo(first);
        assertThat(rollouts.restart(of(API)).complete()).isTrue();
        platform.settle();
        assertThat(uids(API)).doesNotContainAnyElementsOf(first);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER_LOST", "REQUEST_LOST", "REFUSED", "THROTTLED"})
    void aLostAnswerRestartsOnce(Fault fault) {
        platform.add(API, w -> w.replicas(2)).settle();
        long generation = platform.workload(API).rollout().generation();
        platform.faults().next("annotateTemplate", fault);

        assertThat(rollouts.restart(of(API)).complete()).isTrue();
        assertThat(platform.workload(API).rollout().generation()).isEqualTo(generation + 1);
    }

    @Test
    void aWorkloadThatSomebodyElseChangesMeanwhileIsReadAgain() {
        platform.add(API, w -> {}).settle();
        platform.faults().before("annotateTemplate", 1, () -> platform.change(API, w -> w.replicas(2)));

        assertThat(rollouts.restart(of(API)).complete()).isTrue();
        assertThat(platform.workload(API).rollout().counts().desired()).isEqualTo(2);
    }

    @Test
    void aWorkloadThatIsRemovedMeanwhileIsGone() {
        platform.add(API, w -> {}).add(HUB, w -> {}).settle();
        platform.faults().before("pods", 2, () -> platform.remove(API));

        RolloutReport report =
                rollouts.restart(RolloutRequest.create(more -> more.then(API).then(HUB)));

        assertThat(report.results()).extracting(RolloutResult::outcome).containsExactly(Outcome.GONE, Outcome.COMPLETE);
        assertThat(report.unfinished()).isEmpty();
        assertThat(report.complete()).isFalse();
    }

    @Test
    void aRestartThatSomebodyUndoesIsNotComplete() {
        platform.add(API, w -> w.replicas(3)).settle();
        platform.faults().before("pods", 3, () -> platform.change(API, RolloutsTest::undo));

        RolloutReport report = rollouts.restart(of(API));

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.detail()).contains("replaced its template");
        });
    }

    /** Brings back the template that has no mark of a restart. */
    private static void undo(InMemoryWorkload workload) {
        workload.podAnnotation(Restart.RESTARTED_BY, "").podAnnotation(Restart.RESTARTED_AT, "");
    }

    @Test
    void anOutageIsWaitedOut() {
        platform.add(API, w -> w.replicas(2)).settle();
        platform.faults().before("pods", 2, () -> platform.faults().next("workload", Fault.REQUEST_LOST, 40));

        assertThat(rollouts.restart(of(API)).complete()).isTrue();
    }

    @Test
    void anOutageThatLastsLeavesWhatIsKnown() {
        platform.add(API, w -> w.replicas(2)).add(HUB, w -> {}).settle();
        platform.faults().before("pods", 2, platform::kill);

        RolloutReport report = rollouts.restart(
                RolloutRequest.create(more -> more.then(API).then(HUB).within(Duration.ofMinutes(5))));

        assertThat(report.results())
                .extracting(RolloutResult::outcome)
                .containsExactly(Outcome.TIMED_OUT, Outcome.NOT_BEGUN);
        assertThat(report.results().get(0).detail()).contains("cannot be looked at");
    }

    @Test
    void whatEndsTheWaitSaysHowFarEachHadCome() {
        platform.add(API, w -> w.replicas(2)).add(HUB, w -> {}).settle();
        platform.faults().before("pods", 2, () -> platform.deny("list", "pods"));

        DrException failure = catchThrowableOfType(DrException.class, () -> rollouts.restart(of(API, HUB)));

        assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.details().get("rollouts")).contains("deployment/api TIMED_OUT", "deployment/hub");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEPLOYMENT", "STATEFUL_SET"})
    void podsThatCrashSinceBeforeTheCallEndTheWaitEarlyToo(WorkloadKind kind) {
        WorkloadId id = new WorkloadId(kind, "late");
        platform.add(id, w -> w.replicas(2).progressDeadline(Duration.ofHours(1)))
                .settle();
        failNew(id, InMemoryPodFate.CRASHES);
        platform.change(id, w -> w.container("app", "late:2"));
        platform.settle();
        clock.advance(Duration.ofMinutes(10));
        platform.settle();
        Instant begin = clock.instant();

        RolloutReport report =
                rollouts.await(RolloutRequest.create(more -> more.then(id).within(Duration.ofHours(1))));

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.detail()).contains("new pod", "started again");
        });
        assertThat(Duration.between(begin, clock.instant())).isLessThan(Duration.ofMinutes(6));
    }

    @Test
    void whatBeganElsewhereIsAwaitedAndNotTouched() {
        platform.add(API, w -> w.replicas(2)).settle();
        platform.change(API, w -> w.container("app", "api:2"));
        long generation = platform.workload(API).rollout().generation();

        assertThat(rollouts.await(of(API)).complete()).isTrue();
        assertThat(platform.workload(API).rollout().generation()).isEqualTo(generation);
        assertThat(platform.faults().count("annotateTemplate")).isZero();
    }

    @Test
    void theControllersDeadlineEndsTheWait() {
        platform.add(API, w -> w.progressDeadline(Duration.ofMinutes(2))).settle();
        failNew(API, InMemoryPodFate.NEVER_READY);

        RolloutReport report = rollouts.restart(of(API));

        assertThat(report.results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.detail()).contains("ProgressDeadlineExceeded");
        });
    }

    /** Pods that are there stay as they are. */
    private void failNew(WorkloadId id, InMemoryPodFate fate) {
        platform.pods(id).forEach(pod -> platform.fate(pod.name(), InMemoryPodFate.RUNS));
        platform.change(id, w -> w.fate(fate));
    }

    private void refused(ErrorCode code, RolloutRequest request, String why) {
        DrException failure = catchThrowableOfType(DrException.class, () -> rollouts.restart(request));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure).hasMessageContaining(why);
    }

    private static RolloutRequest of(WorkloadId... workloads) {
        return RolloutRequest.create(request -> request.then(workloads));
    }

    private Set<String> uids(WorkloadId... workloads) {
        return List.of(workloads).stream()
                .flatMap(id -> platform.pods(id).stream())
                .map(Pod::uid)
                .collect(Collectors.toSet());
    }
}
