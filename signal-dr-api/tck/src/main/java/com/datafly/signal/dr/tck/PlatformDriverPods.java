package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.EvictionAnswer.Verdict;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.Node;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.tck.PlatformHarness.Hook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every driver does with pods, nodes, budgets, warnings and logs. */
abstract class PlatformDriverPods extends PlatformDriverWorkloads {

    @Test
    void aPodTellsWhereItRunsAndWhatKeepsIt() {
        for (WorkloadKind kind : List.of(
                WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET, WorkloadKind.JOB)) {
            WorkloadId id = newWorkload(kind, 1);
            Pod pod = await(() -> pods(id).stream().findFirst());

            assertThat(pod.workload()).contains(id);
            assertThat(pod.uid()).isNotBlank();
            assertThat(pod.createdAt()).isPresent();
            assertThat(pod.labels()).containsAllEntriesOf(labels(id));
            assertThat(pod.containers()).extracting(ContainerState::name).containsExactly("app");
        }
    }

    static List<SecretUse> secretUses(String secret) {
        return List.of(
                new SecretUse(
                        secret, SecretUse.Kind.VARIABLE, "app", Optional.of("url"), Optional.of("DATABASE_URL"), true),
                new SecretUse(
                        secret,
                        SecretUse.Kind.ALL_VARIABLES,
                        "app",
                        Optional.empty(),
                        Optional.of("DB_"),
                        true,
                        Set.of("DB_user", "OTHER")),
                new SecretUse(
                        secret,
                        SecretUse.Kind.FIXED_FILES,
                        "app",
                        Optional.of("url"),
                        Optional.of("/etc/one/url.txt"),
                        true));
    }

    @Test
    void aPodThatNoWorkloadKeepsTellsWhatDoes() {
        Workload like = Workload.create(
                WorkloadId.deployment(freshName()),
                "",
                rolling(WorkloadKind.DEPLOYMENT, 1),
                workload -> workload.template(Map.of("app", "alone"), Map.of())
                        .containers(List.of(container("app")))
                        .secrets(secretUses("database")));
        String alone = freshName();
        String kept = freshName();
        if (!has(Hook.PODS, () -> here().putPod(alone, Optional.empty(), like))
                || !has(Hook.OBJECTS, () -> here().putObject(kept, Map.of()))) {
            return;
        }
        ObjectRef keeper = here().putObject(kept, Map.of());
        here().putPod(alone, Optional.empty(), like);
        here().putPod(kept, Optional.of(keeper), like);

        Pod bare = await(() -> find(alone));
        assertThat(bare.workload()).isEmpty();
        assertThat(bare.keeper()).isEmpty();
        assertThat(bare.secrets()).containsExactlyInAnyOrderElementsOf(secretUses("database"));
        Pod other = await(() -> find(kept));
        assertThat(other.workload()).isEmpty();
        assertThat(other.keeper()).contains(keeper);
    }

    private Optional<Pod> find(String name) {
        return driver().pods(Map.of()).stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst();
    }

    @Test
    void aReadyPodTellsOfItsContainers() {
        Pod pod = firstPod(newWorkload(WorkloadKind.DEPLOYMENT, 1));

        assertThat(pod.phase()).isEqualTo(Pod.Phase.RUNNING);
        assertThat(pod.ready()).isTrue();
        assertThat(pod.deletionDeadline()).isEmpty();
        assertThat(pod.revision()).isPresent();
        assertThat(pod.restarts()).isZero();
        assertThat(pod.containers()).singleElement().satisfies(container -> {
            assertThat(container.phase()).isEqualTo(ContainerState.Phase.RUNNING);
            assertThat(container.ready()).isTrue();
            assertThat(container.image()).contains(here().image());
            assertThat(container.imageId()).isPresent();
            assertThat(container.startedAt()).isPresent();
        });
    }

    @Test
    void aPodRunsOnOneOfTheNodes() {
        Pod pod = firstPod(newWorkload(WorkloadKind.DEPLOYMENT, 1));

        List<Node> nodes = driver().nodes();
        assertThat(nodes).extracting(Node::name).contains(pod.node().orElseThrow());
        assertThat(nodes)
                .filteredOn(node -> pod.node().orElseThrow().equals(node.name()))
                .allMatch(Node::ready);
    }

    @Test
    void podsAreChosenByAllOfTheLabels() {
        WorkloadId id = new WorkloadId(WorkloadKind.DEPLOYMENT, freshName());
        make(
                id,
                rolling(id.kind(), 1),
                workload -> workload.template(Map.of("app", id.name(), "tier", "back"), Map.of()));
        awaitRollout(id);
        WorkloadId other = newWorkload(WorkloadKind.DEPLOYMENT, 1);

        assertThat(driver().pods(Map.of("app", id.name(), "tier", "back"))).hasSize(1);
        assertThat(driver().pods(Map.of("app", id.name(), "tier", "front"))).isEmpty();
        assertThat(driver().pods(Map.of("app", freshName()))).isEmpty();
        assertThat(driver().pods(Map.of()))
                .extracting(Pod::uid)
                .contains(firstPod(id).uid(), firstPod(other).uid());
    }

    @Test
    void aListIsWholeHoweverManyPagesItHas() {
        int many = here().manyPods();
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, many);

        assertThat(driver().pods(labels(id)))
                .hasSize(many)
                .extracting(Pod::name)
                .doesNotHaveDuplicates();
        assertThat(driver().pods(Map.of())).hasSizeGreaterThanOrEqualTo(many);
    }

    @Test
    void anEvictionThatIsOnlyAskedForTouchesNothing() {
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        Pod pod = firstPod(id);

        assertThat(driver().evict(pod.name(), true).verdict()).isEqualTo(Verdict.ALLOWED);

        here().roll(id);
        awaitRollout(id);
        assertThat(uids(id)).containsExactly(pod.uid());
    }

    @Test
    void anEvictedPodGoes() {
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        Pod pod = firstPod(id);

        assertThat(driver().evict(pod.name(), false).verdict()).isEqualTo(Verdict.ALLOWED);

        here().roll(id);
        await(() -> !uids(id).contains(pod.uid()));
        awaitRollout(id);
        assertThat(driver().evict(pod.name(), false).verdict()).isEqualTo(Verdict.GONE);
        assertThat(driver().evict(pod.name(), true).verdict()).isEqualTo(Verdict.GONE);
    }

    @Test
    void aGuardedPodIsNotLetGo() {
        String budget = freshName();
        if (!has(Hook.BUDGETS, () -> here().addBudget(budget, Map.of(), "1"))) {
            return;
        }
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        Pod pod = firstPod(id);
        here().addBudget(budget, labels(id), "1");
        closedLater(() -> here().removeBudget(budget));
        await(() -> budget(budget).observed() && budget(budget).healthy() == 1);

        assertThat(budget(budget).selector().labels()).isEqualTo(labels(id));
        assertThat(budget(budget).minAvailable()).contains("1");
        assertThat(budget(budget).maxUnavailable()).isEmpty();
        assertThat(budget(budget).expected()).isEqualTo(1);
        assertThat(budget(budget).allowed()).isZero();
        for (boolean dryRun : List.of(true, false)) {
            assertThat(driver().evict(pod.name(), dryRun)).satisfies(answer -> {
                assertThat(answer.verdict()).isEqualTo(Verdict.REFUSED);
                assertThat(answer.reason()).isNotBlank();
            });
        }
        assertThat(uids(id)).containsExactly(pod.uid());
    }

    @Test
    void aPodThatTwoBudgetsGuardIsNeverLetGo() {
        if (!has(Hook.BUDGETS, () -> here().addBudget(freshName(), Map.of(), "0"))) {
            return;
        }
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        List<String> budgets = List.of(freshName(), freshName());
        budgets.forEach(budget -> {
            here().addBudget(budget, labels(id), "0");
            closedLater(() -> here().removeBudget(budget));
        });

        String pod = firstPod(id).name();
        await(() -> driver().evict(pod, true).verdict() == Verdict.MISCONFIGURED);
        assertThat(driver().evict(pod, false).verdict()).isEqualTo(Verdict.MISCONFIGURED);
        assertThat(driver().disruptionBudgets())
                .extracting(DisruptionBudget::name)
                .containsAll(budgets);
    }

    private DisruptionBudget budget(String name) {
        return driver().disruptionBudgets().stream()
                .filter(budget -> budget.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatThePlatformWarnsOfIsTold() {
        if (!has(Hook.WARNINGS, () -> here().warn("any", "Tck", "any"))) {
            return;
        }
        String pod = firstPod(newWorkload(WorkloadKind.DEPLOYMENT, 1)).name();
        here().warn(pod, "TckWarned", "something is wrong");

        PlatformEvent event = await(() -> driver().warnings().stream()
                .filter(one -> one.object().equals("pod/" + pod) && one.reason().equals("TckWarned"))
                .findFirst());
        assertThat(event.message()).isEqualTo("something is wrong");
        assertThat(event.count()).isEqualTo(1);
    }

    @Test
    void theEndOfALogIsRead() {
        if (!has(Hook.LOGS, () -> here().writeLog("any", "app", List.of()))) {
            return;
        }
        String pod = firstPod(newWorkload(WorkloadKind.DEPLOYMENT, 1)).name();
        here().writeLog(
                        pod,
                        "app",
                        IntStream.rangeClosed(1, 30)
                                .mapToObj(i -> "Zeile ü " + i)
                                .toList());

        assertThat(driver().logs(pod, query(more -> {}))).hasSize(10).endsWith("Zeile ü 30");
        assertThat(driver().logs(pod, query(more -> more.tail(2)))).containsExactly("Zeile ü 29", "Zeile ü 30");
        assertThat(driver().logs(pod, query(more -> more.tail(1000).container("app"))))
                .contains("Zeile ü 1")
                .endsWith("Zeile ü 30");
        assertThat(driver().logs(pod, query(more -> more.tail(2).limitBytes(24))))
                .hasSize(2);
        refused(
                ErrorCode.QUOTA,
                () -> driver().logs(pod, query(more -> more.tail(2).limitBytes(23))));
    }

    @Test
    void aLogOfSeveralContainersIsRefusedUntilOneIsNamed() {
        if (!has(Hook.LOGS, () -> here().writeLog("any", "app", List.of()))) {
            return;
        }
        WorkloadId id = newWorkload(
                WorkloadKind.DEPLOYMENT,
                1,
                workload -> workload.containers(List.of(container("app"), container("side"))));
        String pod = firstPod(id).name();
        here().writeLog(pod, "app", List.of("from app"));
        here().writeLog(pod, "side", List.of("from side"));

        refused(ErrorCode.INVALID_ARGUMENT, () -> driver().logs(pod, query(more -> {})));
        assertThat(driver().logs(pod, query(more -> more.container("side")))).containsExactly("from side");
        assertThat(driver().logs(pod, query(more -> more.container("app")))).containsExactly("from app");
    }

    @Test
    void aLogThatIsNotThereIsRefused() {
        if (!has(Hook.LOGS, () -> here().writeLog("any", "app", List.of()))) {
            return;
        }
        String pod = firstPod(newWorkload(WorkloadKind.DEPLOYMENT, 1)).name();

        refused(ErrorCode.NOT_FOUND, () -> driver().logs(freshName(), query(more -> {})));
        refused(ErrorCode.INVALID_ARGUMENT, () -> driver().logs(pod, query(more -> more.container("nobody"))));
        refused(ErrorCode.FAILED_PRECONDITION, () -> driver().logs(pod, query(more -> more.previous(true))));
    }

    private static LogQuery query(Consumer<LogQuery.Builder> more) {
        return LogQuery.create(more);
    }
}
