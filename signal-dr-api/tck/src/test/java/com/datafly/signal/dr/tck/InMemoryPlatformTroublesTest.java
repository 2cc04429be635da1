package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.SecretOwner.Overwrite;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryPlatformTroublesTest {

    private static final WorkloadId API = WorkloadId.deployment("api");
    private static final SecretUse URL =
            new SecretUse("database", SecretUse.Kind.VARIABLE, "app", Optional.of("url"), Optional.of("URL"), false);

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryPlatform platform = InMemoryPlatform.create("troubles", clock);
    private final PlatformDriver driver = platform.driver();

    @AfterEach
    void close() {
        driver.close();
        platform.close();
    }

    @Test
    void anImageThatCannotBePulledLeavesThePodPending() {
        platform.image("bad:1", InMemoryPodFate.PULL_FAILS)
                .add(API, w -> w.container("app", "bad:1"))
                .settle();

        assertThat(pod().phase()).isEqualTo(Pod.Phase.PENDING);
        assertThat(container().phase()).isEqualTo(ContainerState.Phase.WAITING);
        assertThat(container().reason()).contains("ImagePullBackOff");
        assertThat(warned()).contains("Failed");
    }

    @Test
    void aPodThatFitsNowhereIsUnschedulable() {
        platform.add(API, w -> w.fate(InMemoryPodFate.UNSCHEDULABLE)).settle();

        assertThat(pod().phase()).isEqualTo(Pod.Phase.PENDING);
        assertThat(pod().reason()).contains("Unschedulable");
        assertThat(pod().node()).isEmpty();
        assertThat(warned()).contains("FailedScheduling");

        platform.change(API, w -> w.fate(InMemoryPodFate.RUNS)).settle();
        assertThat(pod().ready()).isTrue();
    }

    @Test
    void aNodeThatTakesNoPodsIsGivenNone() {
        platform.schedulable("node-1", false).schedulable("node-2", false);
        platform.add(API, w -> w.replicas(4)).settle();

        assertThat(platform.pods(API)).extracting(Pod::node).containsOnly(Optional.of("node-3"));
    }

    @Test
    void aContainerThatTakesTooMuchMemoryIsKilled() {
        platform.add(API, w -> w.fate(InMemoryPodFate.OUT_OF_MEMORY)).settle();
        clock.advance(Duration.ofMinutes(1));

        assertThat(container().lastReason()).contains("OOMKilled");
        assertThat(container().exitCode()).hasValue(137);
        assertThat(pod().restarts()).isPositive();
    }

    @Test
    void aContainerThatEndedOnceStartsAgainWithWhatTheSecretIsThen() {
        database("former").add(API, w -> w.variable("database", "url", "URL")).settle();
        platform.put("database", "url", "newer").settle();
        assertThat(held()).isEqualTo(InMemoryHash.of("former"));

        platform.crash(pod().name(), "app", "OOMKilled", 137);
        assertThat(pod().ready()).isFalse();
        clock.advance(Duration.ofSeconds(30));

        assertThat(pod().ready()).isTrue();
        assertThat(pod().restarts()).isEqualTo(1);
        assertThat(held()).isEqualTo(InMemoryHash.of("newer"));
        assertThat(driver.logs(pod().name(), LogQuery.create(log -> log.previous(true))))
                .isEmpty();
    }

    @Test
    void aContainerWithoutItsSecretDoesNotStart() {
        platform.add(API, w -> w.variable("database", "url", "URL")).settle();
        assertThat(container().reason()).contains("CreateContainerConfigError");
        assertThat(pod().phase()).isEqualTo(Pod.Phase.PENDING);

        database("any").settle();
        assertThat(pod().ready()).isTrue();
    }

    @Test
    void softwareThatCannotConnectCrashesUntilItsSecretIsRight() {
        database("wrong")
                .add(
                        API,
                        w -> w.variable("database", "url", "URL")
                                .healthyIf(environment -> "right".equals(environment.get("URL"))))
                .settle();
        assertThat(pod().ready()).isFalse();

        platform.put("database", "url", "right");
        clock.advance(Duration.ofMinutes(10));
        assertThat(pod().ready()).isTrue();
    }

    @Test
    void aRolloutThatNeverBecomesReadyIsGivenUpAndTheOldPodsStay() {
        platform.add(API, w -> w.replicas(2).container("app", "api:1")).settle();
        platform.image("api:2", InMemoryPodFate.NEVER_READY)
                .change(API, w -> w.container("app", "api:2").progressDeadline(Duration.ofMinutes(2)))
                .settle();
        assertThat(platform.workload(API).rollout().failure()).isEmpty();
        clock.advance(Duration.ofMinutes(3));

        assertThat(platform.workload(API).rollout().failure().orElse("")).startsWith("ProgressDeadlineExceeded");
        assertThat(platform.pods(API)).filteredOn(Pod::ready).hasSize(2);
        assertThat(platform.workload(API).rollout().counts().updated()).isEqualTo(1);
    }

    @Test
    void aStatefulSetStopsAtThePodThatNeverBecomesReady() {
        WorkloadId db = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
        platform.add(db, w -> w.replicas(3)).settle();
        platform.image("db:2", InMemoryPodFate.CRASHES)
                .change(db, w -> w.container("app", "db:2"))
                .settle();

        assertThat(platform.pods(db))
                .filteredOn(Pod::ready)
                .extracting(Pod::name)
                .containsExactly("db-0", "db-1");
        assertThat(platform.workload(db).rollout().counts().updated()).isEqualTo(1);
    }

    @Test
    void nothingHappensWhileItIsHeld() {
        platform.add(API, w -> w.replicas(2)).settle().hold();
        platform.change(API, w -> w.replicas(3));
        clock.advance(Duration.ofMinutes(5));
        assertThat(platform.pods(API)).hasSize(2);
        assertThat(platform.workload(API).rollout().observedGeneration()).isEqualTo(1);

        platform.resume();
        clock.advance(Duration.ofMinutes(5));
        assertThat(platform.pods(API)).hasSize(3);
    }

    @Test
    void anOwnerThatWritesByItselfTakesItsSecretBack() {
        owned(SecretOwner.Kind.EXTERNAL_SECRETS, Overwrite.BY_ITSELF);
        platform.ownersInterval(Duration.ofMinutes(1)).step();
        platform.put("database", "url", "ours");
        clock.advance(Duration.ofSeconds(30));
        assertThat(platform.value("database", "url")).contains("ours");

        clock.advance(Duration.ofMinutes(1));
        assertThat(platform.value("database", "url")).contains("theirs");

        platform.upstream("database", "url", "ours");
        clock.advance(Duration.ofMinutes(2));
        assertThat(platform.value("database", "url")).contains("ours");
    }

    @Test
    void anOwnerThatWritesWhenItIsDeployedTakesItsSecretBackThen() {
        owned(SecretOwner.Kind.HELM_3, Overwrite.WHEN_DEPLOYED);
        platform.put("database", "url", "ours").settle();
        clock.advance(Duration.ofHours(1));
        assertThat(platform.value("database", "url")).contains("ours");

        platform.deploy("database");
        assertThat(platform.value("database", "url")).contains("theirs");
    }

    @Test
    void anOwnerThatRefusesToOverwriteFails() {
        owned(SecretOwner.Kind.HELM_4, Overwrite.WHEN_DEPLOYED);
        platform.put("database", "url", "ours");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> platform.deploy("database"))
                .withMessageContaining("conflict");
        platform.upstream("database", "url", "ours").deploy("database");
        assertThat(platform.value("database", "url")).contains("ours");
    }

    @Test
    void aSecretThatIsTooLargeIsRefused() {
        database("any");
        PlatformSecret seen = driver.secret("database").orElseThrow();
        try (seen;
                Secret large = Secret.of("x".repeat((1 << 20) + 1))) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> driver.changeSecret(
                            SecretChange.of("database", seen.version(), Map.of("url", large), Map.of())))
                    .withMessageContaining("1048577 bytes");
        }
    }

    @Test
    void aCronJobRunsAsAJobOfItsTemplate() {
        WorkloadId cronJob = new WorkloadId(WorkloadKind.CRON_JOB, "report");
        database("former").add(cronJob, w -> w.variable("database", "url", "URL"));
        WorkloadId job = platform.runCronJob("report");
        platform.settle();

        assertThat(platform.pods(job))
                .singleElement()
                .satisfies(pod -> assertThat(pod.phase()).isEqualTo(Pod.Phase.SUCCEEDED));
        assertThat(platform.pods(cronJob)).isEmpty();
    }

    @Test
    void aDaemonSetsPodStaysOnADeadNodeAndLivesAgainWithIt() {
        WorkloadId agent = new WorkloadId(WorkloadKind.DAEMON_SET, "agent");
        platform.add(agent, w -> {}).settle().killNode("node-2").settle();
        clock.advance(Duration.ofMinutes(10));
        assertThat(platform.pods(agent)).hasSize(3).filteredOn(Pod::ready).hasSize(2);
        assertThat(platform.pods(agent)).allMatch(pod -> pod.deletionDeadline().isEmpty());
        assertThat(driver.nodes())
                .filteredOn(node -> !node.ready())
                .singleElement()
                .satisfies(node -> assertThat(node.reason()).isPresent());

        platform.reviveNode("node-2").settle();
        assertThat(platform.pods(agent)).hasSize(3).allMatch(Pod::ready);
    }

    @Test
    void podsOfANodeThatIsRemovedAreReplaced() {
        WorkloadId db = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
        platform.add(db, w -> w.replicas(3)).settle();
        String node = platform.pods(db).get(0).node().orElseThrow();
        platform.killNode(node).settle().removeNode(node).settle();

        assertThat(platform.pods(db))
                .hasSize(3)
                .allMatch(Pod::ready)
                .noneMatch(pod -> pod.node().equals(Optional.of(node)));
    }

    @Test
    void whatCannotBeLookedIntoIsUnknown() {
        database("any")
                .withoutTools("api:1")
                .add(API, w -> w.variable("database", "url", "URL"))
                .settle();
        assertThat(driver.held(pod().name(), URL).verdict()).isEqualTo(HeldValue.Verdict.UNKNOWN);

        platform.killNode(pod().node().orElseThrow());
        assertThat(driver.held(pod().name(), URL).detail()).contains("node");
    }

    @Test
    void twoThousandPodsAreRolledOutInSeconds() {
        for (int i = 0; i < 200; i++) {
            platform.deployment("w" + i, w -> w.replicas(10));
        }
        platform.settle();

        assertThat(driver.pods(Map.of())).hasSize(2000).allMatch(Pod::ready);
        assertThat(driver.workloads()).hasSize(200);
    }

    private InMemoryPlatform database(String url) {
        return platform.secret("database", Map.of("url", url));
    }

    private void owned(SecretOwner.Kind kind, Overwrite overwrite) {
        platform.secret(PlatformSecret.create(
                "database",
                "",
                secret -> secret.owners(List.of(new SecretOwner(kind, "owner", overwrite, "Tell it.")))
                        .values(Map.of("url", Secret.of("theirs")))));
    }

    private Pod pod() {
        return platform.pods(API).get(0);
    }

    private ContainerState container() {
        return pod().containers().get(0);
    }

    private List<String> warned() {
        return driver.warnings().stream().map(PlatformEvent::reason).toList();
    }

    private String held() {
        return driver.held(pod().name(), URL).sha256();
    }
}
