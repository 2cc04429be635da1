package com.datafly.signal.dr.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.HealthFinding.Kind;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlatformWatchTest extends PlatformFacetFixture {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final List<HealthEvent> heard = new ArrayList<>();

    @Test
    void podsOfADeadNodeAreAwaitedUntilTheyRunElsewhere() {
        world.add(API, w -> w.replicas(3)).settle().killNode("node-1").step();
        Instant start = clock.instant();

        HealthReport report = platform.health()
                .awaitHealthy(watch(HealthQuery.of(HealthQuery.Builder::replacedMayHang), TEN_MINUTES));

        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(Duration.between(start, clock.instant())).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        assertThat(heard)
                .extracting(HealthEvent::type)
                .contains(HealthEvent.Type.CAME, HealthEvent.Type.CHANGED, HealthEvent.Type.WENT);
    }

    @Test
    void aStatefulSetWhosePodHangsIsNotHealthyAtTheDeadline() {
        world.add(DB, w -> w.replicas(3)).settle().killNode(pod(DB).node().orElseThrow());

        DrException late = catchThrowableOfType(
                DrException.class, () -> platform.health().awaitHealthy(watch(HealthQuery.expecting(DB), TEN_MINUTES)));

        assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(late).hasMessageContaining("db-0").hasMessageContaining("out-of-service");
        assertThat(late.resource()).contains(world.address());
        assertThat(world.pods(DB))
                .filteredOn(pod -> pod.name().equals("db-0"))
                .allMatch(pod -> pod.phase() == Pod.Phase.RUNNING);
    }

    @Test
    void aMomentOfHealthIsNotBelieved() {
        world.add(API, w -> {}).settle();
        world.faults().before("pods", 3, () -> world.change(API, w -> w.fate(InMemoryPodFate.CRASHES)));
        world.faults().before("pods", 60, () -> world.change(API, w -> w.fate(InMemoryPodFate.RUNS)));
        Instant start = clock.instant();

        platform.health().awaitHealthy(watch(HealthQuery.expecting(API), Duration.ofHours(1)));

        assertThat(Duration.between(start, clock.instant())).isGreaterThan(Duration.ofMinutes(5));
        assertThat(heard).extracting(HealthEvent::type).contains(HealthEvent.Type.CAME, HealthEvent.Type.WENT);
    }

    @Test
    void whatIsHealthyButNotForLongEnoughIsSaidSo() {
        world.add(API, w -> {}).settle();

        DrException late = catchThrowableOfType(
                DrException.class,
                () -> platform.health().awaitHealthy(watch(HealthQuery.expecting(API), Duration.ofSeconds(10))));

        assertThat(late).hasMessageContaining("has not been so for 30 s");
    }

    @Test
    void restartsThatRepeatEndTheWatch() {
        world.add(API, w -> w.replicas(2)).settle().change(API, w -> w.fate(InMemoryPodFate.OUT_OF_MEMORY));

        HealthHistory history = platform.health().monitor(watch(HealthQuery.expecting(API), Duration.ofHours(1)));

        assertThat(history.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(history.last().orElseThrow().findings(Kind.REPEATED_RESTARTS))
                .isNotEmpty();
        assertThat(Duration.between(history.startedAt(), history.endedAt())).isLessThan(Duration.ofMinutes(5));
        assertThat(history.summary()).contains("OOMKilled");
        assertThat(history.events()).isEqualTo(heard).isNotEmpty();
    }

    @Test
    void oneRestartIsNoTroubleAndTheWholeTimeIsWatched() {
        world.add(API, w -> {}).settle();
        String pod = pod(API).name();
        world.faults().before("pods", 10, () -> world.crash(pod, "app", "Error", 1));

        HealthHistory history = platform.health().monitor(watch(HealthQuery.expecting(API), TEN_MINUTES));

        assertThat(history.verdict()).as(history::summary).isEqualTo(Verdict.PASSED);
        assertThat(history.looks()).isEqualTo(121);
        assertThat(history.last().orElseThrow().pod(pod).orElseThrow().restarts())
                .isEqualTo(1);
        assertThat(Duration.between(history.startedAt(), history.endedAt())).isEqualTo(TEN_MINUTES);
    }

    @Test
    void aPlatformThatDoesNotAnswerForNowIsAskedAgain() {
        world.add(API, w -> {}).settle();
        world.faults().before("workloads", 3, world::kill);
        world.faults().before("workloads", 30, world::revive);

        HealthHistory history = platform.health()
                .monitor(HealthWatch.create(
                        HealthQuery.expecting(API),
                        Duration.ofMinutes(20),
                        watch -> watch.blindFor(TEN_MINUTES).listener(heard::add)));

        assertThat(history.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(history.unseen()).isPositive();
        assertThat(heard).extracting(HealthEvent::type).contains(HealthEvent.Type.UNSEEN, HealthEvent.Type.SEEN_AGAIN);
    }

    @Test
    void aTimeThatNobodySawProvesNothingThoughItEndsWell() {
        world.add(API, w -> {}).settle();
        world.faults().before("workloads", 3, world::kill);
        world.faults().before("workloads", 60, world::revive);
        HealthQuery query = HealthQuery.expecting(API);

        HealthHistory history = platform.health().monitor(watch(query, Duration.ofHours(1)));

        assertThat(history.last().orElseThrow().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(history.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(history.blind()).isGreaterThan(Duration.ofMinutes(2));
        assertThat(history.summary()).contains("nobody saw anything for");
        assertThat(history.toCheckResult().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aWatchWhoseFirstAnswerIsLateProvesNothing() {
        world.add(API, w -> {}).settle().kill();
        world.faults().before("workloads", 60, world::revive);

        HealthHistory history = platform.health().monitor(watch(HealthQuery.expecting(API), Duration.ofHours(1)));

        assertThat(history.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(history.baseline().orElseThrow().at())
                .isAfter(history.startedAt().plusSeconds(60));
    }

    @Test
    void aWatchWithFewLooksIsNotBlindBetweenThem() {
        world.add(API, w -> {}).settle();

        HealthHistory history = platform.health()
                .monitor(HealthWatch.create(
                        HealthQuery.expecting(API),
                        Duration.ofHours(1),
                        watch -> watch.interval(TEN_MINUTES).blindFor(Duration.ZERO)));

        assertThat(history.verdict()).as(history::summary).isEqualTo(Verdict.PASSED);
        assertThat(history.blind()).isEqualTo(TEN_MINUTES);
    }

    @Test
    void whatIsStartedAgainBetweenTwoLooksIsNotSteady() {
        world.add(API, w -> {}).settle();
        String pod = pod(API).name();
        Instant start = clock.instant();
        world.faults().before("warnings", 3, () -> world.crash(pod, "app", "OOMKilled", 137));
        world.faults().before("warnings", 5, () -> world.crash(pod, "app", "OOMKilled", 137));

        HealthReport report = platform.health()
                .awaitHealthy(HealthWatch.create(
                        HealthQuery.expecting(API),
                        Duration.ofHours(1),
                        watch -> watch.interval(Duration.ofMinutes(2))
                                .steadyFor(TEN_MINUTES)
                                .listener(heard::add)));

        assertThat(report.pod(pod).orElseThrow().restarts()).isEqualTo(2);
        assertThat(Duration.between(start, clock.instant())).isEqualTo(Duration.ofMinutes(20));
        assertThat(heard).extracting(HealthEvent::toString).containsExactly(unsteady(pod, 1), unsteady(pod, 1));
    }

    private static String unsteady(String pod, int restarts) {
        return "UNSTEADY pod/" + pod + ": its containers were started again " + restarts
                + " times since all was healthy";
    }

    @Test
    void whatIsReplacedBetweenTwoLooksIsNotSteady() {
        world.add(API, w -> {}).settle();
        world.faults()
                .before("pods", 3, () -> world.forceDeletePod(pod(API).name()).settle());

        DrException late = catchThrowableOfType(
                DrException.class,
                () -> platform.health().awaitHealthy(watch(HealthQuery.expecting(API), Duration.ofSeconds(35))));

        assertThat(late).hasMessageContaining("last pod/api-").hasMessageContaining("new since all was healthy");
        assertThat(heard).extracting(HealthEvent::type).containsExactly(HealthEvent.Type.UNSTEADY);
    }

    @Test
    void jobsThatComeAndGoDoNotUnsettleTheRest() {
        world.add(API, w -> {})
                .add(new WorkloadId(WorkloadKind.CRON_JOB, "report"), w -> {})
                .settle();
        world.faults().before("pods", 3, () -> world.runCronJob("report"));

        platform.health().awaitHealthy(watch(HealthQuery.expecting(API), Duration.ofSeconds(35)));

        assertThat(world.pods(API)).hasSize(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void aPlatformThatIsLostProvesNothing() {
        world.add(API, w -> {}).settle();
        world.faults().before("workloads", 3, world::kill);

        HealthHistory history = platform.health().monitor(watch(HealthQuery.expecting(API), TEN_MINUTES));
        DrException late = catchThrowableOfType(
                DrException.class,
                () -> platform.health().awaitHealthy(watch(HealthQuery.expecting(API), TEN_MINUTES)));

        assertThat(history.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(late.getCause()).isInstanceOf(DrException.class);
    }

    @Test
    void aListenerThatThrowsDisturbsNothing() {
        world.add(API, w -> w.fate(InMemoryPodFate.NEVER_READY)).settle();
        Consumer<HealthEvent> broken = event -> {
            throw new IllegalStateException("the listener is broken");
        };

        HealthHistory history = platform.health()
                .monitor(HealthWatch.create(HealthQuery.expecting(), Duration.ZERO, watch -> watch.listener(broken)));

        assertThat(history.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(history.events()).isNotEmpty();
    }

    @Test
    void whatMayNotBeSeenIsNotAwaited() {
        world.add(API, w -> {}).settle().deny("list", "pods");

        DrException refused = catchThrowableOfType(
                DrException.class, () -> platform.health().monitor(watch(HealthQuery.expecting(API), TEN_MINUTES)));

        assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void anAnswerThatIsLateIsRepeatedWithinALook() {
        world.add(API, w -> {}).settle();
        world.faults().next("pods", Fault.THROTTLED);

        assertThat(health().healthy()).isTrue();
    }

    @Test
    void badQuestionsAreRefused() {
        refused(() -> HealthWatch.of(HealthQuery.expecting(), Duration.ofSeconds(-1)));
        refused(() -> HealthWatch.create(HealthQuery.expecting(), TEN_MINUTES, w -> w.interval(Duration.ZERO)));
        refused(() ->
                HealthWatch.create(HealthQuery.expecting(), TEN_MINUTES, w -> w.steadyFor(Duration.ofSeconds(-1))));
        refused(() -> HealthQuery.of(query -> query.mostRestarts(-1)));
    }

    private HealthWatch watch(HealthQuery query, Duration within) {
        return HealthWatch.create(query, within, watch -> watch.listener(heard::add));
    }

    private static void refused(Runnable question) {
        DrException refused = catchThrowableOfType(DrException.class, question::run);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
}
