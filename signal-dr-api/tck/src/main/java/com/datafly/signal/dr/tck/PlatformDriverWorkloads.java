package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.tck.PlatformHarness.Hook;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every driver does with workloads and their templates. */
abstract class PlatformDriverWorkloads extends PlatformDriverFixture {

    private static final List<WorkloadKind> ROLLING =
            Arrays.stream(WorkloadKind.values()).filter(WorkloadKind::rollsOut).toList();

    @Test
    void workloadsOfEachKindAreToldAsTheyWereMade() {
        for (WorkloadKind kind : WorkloadKind.values()) {
            WorkloadId id = newWorkload(
                    kind,
                    1,
                    workload -> workload.containers(
                            List.of(new ContainerSpec("first", here().image(), true), container("app"))));

            Workload found = look(id);
            assertThat(found.id()).isEqualTo(id);
            assertThat(found.version()).isNotBlank();
            assertThat(found.labels()).containsAllEntriesOf(labels(id));
            assertThat(found.templateLabels()).containsAllEntriesOf(labels(id));
            assertThat(found.containers())
                    .containsExactly(new ContainerSpec("first", here().image(), true), container("app"));
            assertThat(driver().workloads()).extracting(Workload::id).containsOnlyOnce(id);
        }
    }

    @Test
    void aWorkloadChoosesItsOwnPods() {
        for (WorkloadKind kind : ROLLING) {
            WorkloadId id = newWorkload(kind, 1);

            assertThat(look(id).selector().choosesAll()).isFalse();
            assertThat(driver().pods(Map.of()))
                    .filteredOn(pod -> look(id).selector().chooses(pod.labels()))
                    .isNotEmpty()
                    .allSatisfy(pod -> assertThat(pod.workload()).contains(id));
        }
    }

    @Test
    void howPodsComeToKnowSecretsIsTold() {
        List<SecretUse> uses = List.of(
                use(SecretUse.Kind.VARIABLE, Optional.of("url"), Optional.of("DATABASE_URL"), true),
                use(SecretUse.Kind.ALL_VARIABLES, Optional.empty(), Optional.of("DB_"), true),
                use(SecretUse.Kind.ALL_VARIABLES, Optional.empty(), Optional.empty(), true),
                use(SecretUse.Kind.FILES, Optional.empty(), Optional.of("/etc/all"), true),
                use(SecretUse.Kind.FILES, Optional.of("url"), Optional.of("/etc/one/url.txt"), true),
                use(SecretUse.Kind.PROJECTED_FILES, Optional.empty(), Optional.of("/etc/projected"), true));
        SecretUse pull =
                new SecretUse("pulls", SecretUse.Kind.IMAGE_PULL, "", Optional.empty(), Optional.empty(), true);
        for (WorkloadKind kind : List.of(WorkloadKind.DEPLOYMENT, WorkloadKind.CRON_JOB)) {
            WorkloadId id = newWorkload(kind, 1, workload -> workload.secrets(with(uses, pull)));

            assertThat(look(id).secrets())
                    .filteredOn(use -> use.kind() != SecretUse.Kind.IMAGE_PULL)
                    .containsExactlyInAnyOrderElementsOf(uses);
            assertThat(look(id).secrets())
                    .filteredOn(use -> use.kind() == SecretUse.Kind.IMAGE_PULL)
                    .singleElement()
                    .satisfies(use ->
                            assertThat(use.secret() + "/" + use.container()).isEqualTo("pulls/"));
        }
    }

    private static List<SecretUse> with(List<SecretUse> uses, SecretUse another) {
        return Stream.concat(uses.stream(), Stream.of(another)).toList();
    }

    private static SecretUse use(SecretUse.Kind kind, Optional<String> key, Optional<String> as, boolean optional) {
        return new SecretUse("database", kind, "app", key, as, optional);
    }

    @Test
    void aWorkloadThatIsNotThereIsEmpty() {
        String name = newWorkload(WorkloadKind.DEPLOYMENT, 1).name();

        for (WorkloadKind kind : WorkloadKind.values()) {
            assertThat(driver().workload(new WorkloadId(kind, freshName()))).isEmpty();
        }
        assertThat(driver().workload(new WorkloadId(WorkloadKind.STATEFUL_SET, name)))
                .isEmpty();
    }

    @Test
    void podsAreCountedOnceTheyAreReady() {
        for (WorkloadKind kind : List.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET)) {
            RolloutState rollout = look(newWorkload(kind, 2)).rollout();

            assertThat(rollout.counts()).isEqualTo(new ReplicaCounts(2, 2, 2, 2, 2));
            assertThat(rollout.strategy()).isEqualTo(Strategy.ROLLING);
            assertThat(rollout.paused()).isFalse();
            assertThat(rollout.failure()).isEmpty();
        }
    }

    @Test
    void howPodsAreReplacedIsTold() {
        WorkloadId recreated = new WorkloadId(WorkloadKind.DEPLOYMENT, freshName());
        make(recreated, strategy(Strategy.RECREATE), workload -> {});
        WorkloadId byHand = new WorkloadId(WorkloadKind.STATEFUL_SET, freshName());
        make(byHand, strategy(Strategy.ON_DELETE), workload -> {});
        WorkloadId partly = new WorkloadId(WorkloadKind.STATEFUL_SET, freshName());
        make(partly, RolloutState.create(Strategy.ROLLING, wanted(2), state -> state.partition(1)), workload -> {});

        assertThat(look(recreated).rollout().strategy()).isEqualTo(Strategy.RECREATE);
        assertThat(look(byHand).rollout().strategy()).isEqualTo(Strategy.ON_DELETE);
        assertThat(look(partly).rollout().partition()).hasValue(1);
        assertThat(look(newWorkload(WorkloadKind.CRON_JOB, 1)).rollout().strategy())
                .isEqualTo(Strategy.NONE);
    }

    private static RolloutState strategy(Strategy strategy) {
        return RolloutState.create(strategy, wanted(1), state -> {});
    }

    private static ReplicaCounts wanted(int replicas) {
        return new ReplicaCounts(replicas, 0, 0, 0, 0);
    }

    @Test
    void annotationsOfATemplateAreAddedAndReplaced() {
        for (WorkloadKind kind : ROLLING) {
            WorkloadId id = newWorkload(kind, 1);
            annotate(id, Map.of("tck/first", "1", "tck/second", "1"));

            Workload changed = annotate(id, Map.of("tck/second", "2"));

            assertThat(changed.templateAnnotations())
                    .containsEntry("tck/first", "1")
                    .containsEntry("tck/second", "2");
            assertThat(look(id).templateAnnotations()).isEqualTo(changed.templateAnnotations());
        }
    }

    @Test
    void aChangedTemplateIsANewGenerationThatTheControllerSeesLater() {
        for (WorkloadKind kind : ROLLING) {
            WorkloadId id = newWorkload(kind, 1);
            Workload before = look(id);

            Workload changed = annotate(id, Map.of("tck/changed", "1"));

            assertThat(changed.version()).isNotEqualTo(before.version());
            assertThat(changed.rollout().generation())
                    .isGreaterThan(before.rollout().generation());
            assertThat(changed.rollout().observedGeneration())
                    .isLessThan(changed.rollout().generation());
            here().roll(id);
            await(() ->
                    look(id).rollout().observedGeneration() >= changed.rollout().generation());
        }
    }

    @Test
    void aChangedTemplateReplacesAllPods() {
        for (WorkloadKind kind : ROLLING) {
            WorkloadId id = newWorkload(kind, 2);
            List<String> before = uids(id);

            annotate(id, Map.of("tck/changed", "1"));
            here().roll(id);
            awaitRollout(id);

            assertThat(uids(id)).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
            assertThat(pods(id)).allSatisfy(pod -> assertThat(pod.annotations()).containsEntry("tck/changed", "1"));
        }
    }

    @Test
    void theRevisionsOfAStatefulSetMeetWhenItIsRolledOut() {
        WorkloadId id = newWorkload(WorkloadKind.STATEFUL_SET, 2);
        Optional<String> before = look(id).rollout().updateRevision();
        assertThat(before).isPresent();

        annotate(id, Map.of("tck/changed", "1"));
        here().roll(id);
        await(() -> !look(id).rollout().updateRevision().equals(before));
        awaitRollout(id);

        await(() ->
                look(id).rollout().currentRevision().equals(look(id).rollout().updateRevision()));
        assertThat(pods(id)).extracting(Pod::name).containsExactlyInAnyOrder(id.name() + "-0", id.name() + "-1");
        assertThat(pods(id))
                .extracting(Pod::revision)
                .containsOnly(look(id).rollout().updateRevision());
    }

    @Test
    void theNewestRevisionOfADeploymentIsThatOfItsNewPods() {
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 2);
        Optional<String> before = look(id).rollout().updateRevision();
        assertThat(pods(id)).extracting(Pod::revision).containsOnly(before);

        annotate(id, Map.of("tck/changed", "1"));
        here().roll(id);
        awaitRollout(id);

        assertThat(look(id).rollout().updateRevision()).isPresent().isNotEqualTo(before);
        assertThat(pods(id))
                .extracting(Pod::revision)
                .containsOnly(look(id).rollout().updateRevision());
    }

    @Test
    void theOrdinalsOfAStatefulSetBeginWhereItSays() {
        if (!has(Hook.FIRST_ORDINALS, this::countedFromFive)) {
            return;
        }
        WorkloadId later = countedFromFive();

        assertThat(look(later).firstOrdinal()).isEqualTo(5);
        assertThat(pods(later))
                .extracting(Pod::name)
                .containsExactlyInAnyOrder(later.name() + "-5", later.name() + "-6");
        assertThat(look(newWorkload(WorkloadKind.STATEFUL_SET, 1)).firstOrdinal())
                .isZero();
    }

    private WorkloadId countedFromFive() {
        return newWorkload(WorkloadKind.STATEFUL_SET, 2, workload -> workload.firstOrdinal(5));
    }

    @Test
    void aJobThatFailedTellsWhy() {
        if (!has(Hook.FAILED_JOBS, () -> here().failJob("any"))) {
            return;
        }
        WorkloadId id = newWorkload(WorkloadKind.JOB, 1);
        assertThat(look(id).rollout().failure()).isEmpty();

        here().failJob(id.name());

        await(() -> look(id).rollout().failure().isPresent());
        assertThat(look(id).rollout().failure().orElseThrow()).isNotBlank();
    }

    @Test
    void aPausedDeploymentKeepsItsPodsWhateverItsTemplateSays() {
        WorkloadId id = new WorkloadId(WorkloadKind.DEPLOYMENT, freshName());
        make(id, RolloutState.create(Strategy.ROLLING, wanted(1), state -> state.paused(true)), workload -> {});
        assertThat(look(id).rollout().paused()).isTrue();
        List<String> before = uids(id);

        Workload changed = annotate(id, Map.of("tck/changed", "1"));
        here().roll(id);

        await(() -> look(id).rollout().observedGeneration() >= changed.rollout().generation());
        assertThat(uids(id)).isEqualTo(before);
    }

    @Test
    void aTemplateIsChangedFromTheStateThatWasSeenAlone() {
        for (WorkloadKind kind : List.of(WorkloadKind.DEPLOYMENT, WorkloadKind.CRON_JOB)) {
            WorkloadId id = newWorkload(kind, 1);
            String seen = look(id).version();
            annotate(id, Map.of("tck/changed", "by another"));

            DrException refusal = refused(
                    ErrorCode.CONFLICT, () -> driver().annotateTemplate(id, seen, Map.of("tck/changed", "by us")));

            assertThat(refusal).hasMessageContaining(id.name());
            assertThat(look(id).templateAnnotations()).containsEntry("tck/changed", "by another");
        }
    }

    @Test
    void theTemplateOfAWorkloadThatIsNotThereIsNotFound() {
        String version = look(newWorkload(WorkloadKind.DEPLOYMENT, 1)).version();

        for (WorkloadKind kind : WorkloadKind.values()) {
            WorkloadId missing = new WorkloadId(kind, freshName());
            refused(ErrorCode.NOT_FOUND, () -> driver().annotateTemplate(missing, version, Map.of("tck/a", "1")));
        }
    }

    @Test
    void theTemplateOfAJobNeverChanges() {
        WorkloadId id = newWorkload(WorkloadKind.JOB, 1);

        await(() -> failure(() -> driver().annotateTemplate(id, look(id).version(), Map.of("tck/a", "1")))
                        .code()
                == ErrorCode.FAILED_PRECONDITION);
        assertThat(look(id).templateAnnotations()).doesNotContainKey("tck/a");
    }
}
