package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryPlatformTest {

    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
    private static final WorkloadId AGENT = new WorkloadId(WorkloadKind.DAEMON_SET, "agent");

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryPlatform platform = InMemoryPlatform.create("world", clock);
    private final PlatformDriver driver = platform.driver();

    @AfterEach
    void close() {
        driver.close();
        platform.close();
    }

    @Test
    void aRolloutKeepsEnoughPodsReadyAndEnds() {
        platform.add(API, w -> w.replicas(4)).settle();
        assertThat(platform.pods(API)).hasSize(4).allMatch(Pod::ready);
        List<String> before = platform.pods(API).stream().map(Pod::uid).toList();

        Workload changed = restart(API);
        assertThat(changed.rollout().generation()).isEqualTo(2);
        assertThat(changed.rollout().observedGeneration()).isEqualTo(1);

        for (int i = 0; i < 30; i++) {
            platform.step();
            assertThat(platform.pods(API).stream().filter(Pod::ready).count()).isGreaterThanOrEqualTo(3);
        }
        assertThat(platform.pods(API)).hasSize(4).allMatch(Pod::ready).noneMatch(pod -> before.contains(pod.uid()));
        assertThat(platform.workload(API).rollout().counts().updated()).isEqualTo(4);
        assertThat(platform.workload(API).rollout().observedGeneration()).isEqualTo(2);
    }

    @Test
    void aRecreationStopsAllPodsFirst() {
        platform.add(API, w -> w.replicas(3).strategy(Strategy.RECREATE)).settle();
        restart(API);

        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            numbers.add(
                    (int) platform.step().pods(API).stream().filter(Pod::ready).count());
        }
        assertThat(numbers).contains(0).endsWith(3);
    }

    @Test
    void aStatefulSetIsReplacedFromItsHighestOrdinalOn() {
        platform.add(DB, w -> w.replicas(3)).settle();
        Workload before = platform.workload(DB);
        assertThat(before.rollout().currentRevision())
                .isEqualTo(before.rollout().updateRevision());
        restart(DB);
        platform.step();

        assertThat(platform.workload(DB).rollout().updateRevision())
                .isNotEqualTo(before.rollout().updateRevision());
        assertThat(platform.pods(DB))
                .filteredOn(pod -> pod.deletionDeadline().isPresent())
                .extracting(Pod::name)
                .containsExactly("db-2");
        platform.settle();
        assertThat(platform.workload(DB).rollout().currentRevision())
                .isEqualTo(platform.workload(DB).rollout().updateRevision());
    }

    @Test
    void aPartitionLeavesTheLowerOrdinals() {
        platform.add(DB, w -> w.replicas(3).partition(2)).settle();
        restart(DB);
        platform.settle();

        assertThat(platform.workload(DB).rollout().counts().updated()).isEqualTo(1);
        assertThat(platform.workload(DB).rollout().currentRevision())
                .isNotEqualTo(platform.workload(DB).rollout().updateRevision());
    }

    @Test
    void aDaemonSetHasAPodOnEachNodeAndIsReplacedOneByOne() {
        platform.add(AGENT, w -> {}).settle();
        assertThat(platform.pods(AGENT))
                .extracting(Pod::node)
                .doesNotHaveDuplicates()
                .hasSize(3);
        restart(AGENT);
        for (int i = 0; i < 20; i++) {
            platform.step();
            assertThat(platform.pods(AGENT)).filteredOn(Pod::ready).hasSizeGreaterThanOrEqualTo(2);
        }
        assertThat(platform.workload(AGENT).rollout().counts().updated()).isEqualTo(3);
    }

    @Test
    void aPausedDeploymentWaits() {
        platform.add(API, w -> w.replicas(2))
                .settle()
                .change(API, w -> w.paused(true))
                .settle();
        restart(API);
        platform.settle();
        assertThat(platform.workload(API).rollout().counts().updated()).isZero();
        String old = platform.pods(API).get(0).revision().orElseThrow();

        platform.change(API, w -> w.paused(false)).settle();
        assertThat(platform.pods(API)).noneMatch(pod -> pod.revision().equals(Optional.of(old)));
    }

    @Test
    void podsOfADeadNodeStayAndOnlyADeploymentsAreReplaced() {
        platform.add(API, w -> w.replicas(3)).add(DB, w -> w.replicas(3)).settle();
        String node = platform.pods(DB).get(1).node().orElseThrow();
        platform.killNode(node).settle();
        clock.advance(Duration.ofMinutes(2));

        assertThat(platform.pods(API)).filteredOn(Pod::ready).hasSize(3);
        assertThat(platform.pods(API)).hasSizeGreaterThan(3);
        Pod dead = platform.pods(DB).get(1);
        assertThat(dead.phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(dead.ready()).isFalse();
        assertThat(dead.deletionDeadline().orElseThrow()).isBefore(clock.instant());
        assertThat(platform.pods(DB)).hasSize(3).filteredOn(Pod::ready).hasSize(2);

        platform.forceDeletePod("db-1").settle();
        assertThat(platform.pods(DB)).hasSize(3).allMatch(Pod::ready);
    }

    @Test
    void whatCrashesIsStartedAgainEverMoreSlowly() {
        platform.image("bad:1", InMemoryPodFate.CRASHES)
                .add(API, w -> w.container("app", "bad:1"))
                .settle();
        clock.advance(Duration.ofMinutes(2));
        Pod pod = platform.pods(API).get(0);
        assertThat(pod.restarts()).isBetween(2, 4);
        assertThat(pod.ready()).isFalse();
        assertThat(pod.phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(driver.warnings()).extracting(event -> event.reason()).contains("BackOff");
    }

    private Workload restart(WorkloadId id) {
        return driver.annotateTemplate(
                id,
                platform.workload(id).version(),
                Map.of("restarted", clock.instant().toString()));
    }
}
