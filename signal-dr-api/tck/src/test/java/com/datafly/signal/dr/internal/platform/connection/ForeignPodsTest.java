package com.datafly.signal.dr.internal.platform.connection;

import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.FORMER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.NEWER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.SECRET;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.STRAY;
import static com.datafly.signal.dr.internal.platform.connection.ConnectionSwitchTest.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHolding;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.tck.InMemoryPodFate;
import com.datafly.signal.dr.tck.InMemoryWorkload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that use the secret and that no workload keeps: nobody restarts them, so they are never left unmentioned. */
class ForeignPodsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectRef ROLLOUT = new ObjectRef("argoproj.io/v1alpha1", "Rollout", "datafly", "orders");

    @TempDir
    private Path directory;

    private final ConnectedProduct product = new ConnectedProduct();
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = product.open(directory, Mortal.immortal());
    }

    @AfterEach
    void close() {
        dr.close();
        product.close();
    }

    private static void variable(InMemoryWorkload pod) {
        pod.variable(SECRET, "url", "DATABASE_URL");
    }

    private static void file(InMemoryWorkload pod) {
        pod.files(SECRET, "/etc/db");
    }

    private static void inInitContainer(InMemoryWorkload pod) {
        pod.initContainer("migrate", "migrate:1")
                .container("app", "app:1")
                .uses(new SecretUse(
                        SECRET, SecretUse.Kind.VARIABLE, "migrate", Optional.of("url"), Optional.of("URL"), false));
    }

    @Test
    void eachIsNamedWithWhatKeepsItAndItsRemedyBeforeAnythingIsTouched() {
        product.platform
                .pod("orders-1", ROLLOUT, ForeignPodsTest::variable)
                .pod("alone", null, ForeignPodsTest::inInitContainer)
                .pod("bystander-1", null, w -> {})
                .settle();

        String refused = told(run(settings -> {}));

        assertThat(refused)
                .contains("db-prepare=FAILED", "pod/orders-1 of Rollout/orders", "pod/alone of Pod/alone")
                .contains("Rollout/orders has to replace its pods", "Pod/alone is kept by nobody")
                .contains("restartedElsewhere(\"Pod/alone\", \"Rollout/orders\")")
                .doesNotContain("bystander");
        assertThat(told(run(settings -> settings.restartedElsewhere("Rollout/orders"))))
                .contains("restartedElsewhere(\"Pod/alone\")");
        assertThat(product.platform.faults().count("createSecret")).isZero();
        assertThat(product.platform.faults().count("changeSecret")).isZero();
    }

    @Test
    void aLookTellsOfThem() {
        product.platform.pod("orders-1", ROLLOUT, ForeignPodsTest::variable).settle();

        ConnectionReport report = look();

        assertThat(report.foreign()).singleElement().satisfies(pod -> {
            assertThat(pod.keeper()).isEqualTo("Rollout/orders");
            assertThat(pod.holding().state()).isEqualTo(PodHolding.State.CURRENT);
        });
        product.platform.put(SECRET, "url", NEWER);
        assertThat(look().doubtful()).extracting(PodHolding::pod).contains("orders-1");
    }

    @Test
    void whileItHoldsTheFormerValueNothingIsGreen() {
        product.stray(ForeignPodsTest::variable);
        try (Run run = start(settings -> settings.acceptUnseen())) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).isEqualTo(RunState.PAUSED);
            assertThat(told(status))
                    .contains("db-verify=FAILED", "pod/import OTHER", "Pod/import is kept by nobody")
                    .contains("db-settle=PENDING");
            assertThat(look().state()).isEqualTo(SwitchState.OPEN);
            assertThat(look().doubtful()).extracting(PodHolding::pod).containsExactly(STRAY);

            replace(ForeignPodsTest::variable);
            run.decide("db-verify", Decision.retry("ann", "it was made again"));
            status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
        requireSwitched();
    }

    @Test
    void whoIsWaitedForIsAskedAgainAndTheOthersAreNot() {
        product.stray(ForeignPodsTest::variable);

        assertThat(told(run(settings -> settings.provenWithin(Duration.ofSeconds(60)))))
                .contains("db-verify=FAILED");

        assertThat(product.platform.faults().count("held")).isBetween(30 + 3, 35 + 5);
    }

    @Test
    void theProofWaitsUntilSomebodyHasRestartedIt() {
        product.strayKeptByHand(25);

        RunStatus status = run(settings -> {});

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        requireSwitched();
        assertThat(product.truth()).containsEntry(STRAY, "newer");
    }

    @Test
    void aFileOrAnInitContainerOfOneThatWasReplacedBeforeTheProofIsBelieved() {
        for (Consumer<InMemoryWorkload> uses :
                List.<Consumer<InMemoryWorkload>>of(ForeignPodsTest::file, ForeignPodsTest::inInitContainer)) {
            product.platform.put(SECRET, "url", FORMER).forceDeletePod(STRAY);
            product.stray(uses);
            product.platform.faults().before("annotateTemplate", 1, () -> replace(uses));

            RunStatus status = run(settings -> settings.acceptUnseen());

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void oneThatWasReplacedAndDoesNotStartIsWaitedForAndNeverGreen() {
        product.stray(ForeignPodsTest::variable);
        product.platform.faults().before("annotateTemplate", 1, () -> {
            product.platform.image(STRAY + ":1", InMemoryPodFate.UNSCHEDULABLE);
            replace(ForeignPodsTest::variable);
        });

        RunStatus status = run(settings -> settings.acceptUnseen());

        assertThat(status.state()).isEqualTo(RunState.PAUSED);
        assertThat(told(status)).contains("db-verify=FAILED", "pod/import UNKNOWN", "Pod/import");
    }

    @Test
    void aFileOfOneThatWasNotReplacedIsNotBelieved() {
        product.stray(ForeignPodsTest::file);

        RunStatus status = run(settings -> settings.acceptUnseen());

        assertThat(status.state()).isEqualTo(RunState.PAUSED);
        assertThat(told(status)).contains("db-verify=FAILED", "may have read it before", "Pod/import");
    }

    @Test
    void onlyAnInitContainerIsNoProofAndNotWrongOnceItIsNew() {
        product.stray(ForeignPodsTest::inInitContainer);
        product.platform.faults().before("annotateTemplate", 1, () -> replace(ForeignPodsTest::inInitContainer));

        assertThat(told(run(settings -> {}))).contains("db-verify=FAILED", "not proven", "acceptUnseen()");
    }

    @Test
    void oneThatComesBeforeTheChangeStopsItAndNothingIsChanged() {
        product.platform
                .faults()
                .before("createSecret", 1, () -> product.platform.pod("late", null, ForeignPodsTest::variable));

        RunStatus status = run(settings -> {});

        assertThat(told(status)).contains("db-switch=FAILED", "pod/late of Pod/late");
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.annotations()).isEmpty();
    }

    @Test
    void oneThatComesBehindTheChangeHoldsTheNewValueAndIsNoHindrance() {
        product.platform
                .faults()
                .before("annotateTemplate", 1, () -> product.platform.pod("late", null, ForeignPodsTest::file));

        RunStatus status = run(settings -> {});

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(look().doubtful()).isEmpty();
    }

    @Test
    void oneThatHasEndedIsNoConsumer() {
        WorkloadId job = new WorkloadId(WorkloadKind.JOB, "load");
        product.platform.add(job, ForeignPodsTest::variable).settle();
        assertThat(product.platform.pods(job)).extracting(Pod::phase).containsOnly(Pod.Phase.SUCCEEDED);
        product.platform.orphan(job);

        RunStatus status = run(settings -> {});

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(look().foreign()).isEmpty();
    }

    @Test
    void anUndoWaitsForItToo() {
        product.strayKeptByHand(25);
        product.refuseNewer(ConnectedProduct.INGEST);
        product.refuseNewer(ConnectedProduct.HUB);
        try (Run run = start(settings -> {})) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.PAUSED);
            for (int i = 0; i < 30; i++) {
                product.note();
            }
            assertThat(product.truth()).containsEntry(STRAY, "newer");
            run.cancel(CancelPolicy.UNDO, "ann", "it does not work");

            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.CANCELLED);
        }
        assertThat(product.truth().values()).containsOnly("former");
        ConnectionSwitchTest.assertBack(product);
    }

    @Test
    void anUndoThatNobodyHelpsSaysSoAndKeepsTheMark() {
        product.refuseNewer(ConnectedProduct.HUB);
        product.stray(ForeignPodsTest::variable);
        try (Run run = start(settings -> {})) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.PAUSED);
            replace(ForeignPodsTest::variable);
            run.cancel(CancelPolicy.UNDO, "ann", "it does not work");

            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).isEqualTo(RunState.PAUSED);
            assertThat(told(status)).contains("do not hold the former values", "Pod/import is kept by nobody");
            assertThat(look().state()).isEqualTo(SwitchState.RETURNING);
        }
    }

    @Test
    void aPodThatGetsTheSecretOnItsWayIsRestartedWithItsWorkload() {
        WorkloadId injected = WorkloadId.deployment("injected");
        product.platform
                .add(
                        injected,
                        w -> w.injects(new SecretUse(
                                SECRET, SecretUse.Kind.VARIABLE, "app", Optional.of("url"), Optional.of("URL"), false)))
                .settle();
        String before = product.platform.pods(injected).get(0).uid();

        RunStatus status = run(settings -> {});

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.platform.pods(injected)).extracting(Pod::uid).doesNotContain(before);
        assertThat(look().consumers())
                .filteredOn(consumer -> consumer.workload().equals(injected))
                .flatExtracting(ConnectionConsumer::pods)
                .extracting(PodHolding::state)
                .containsExactly(PodHolding.State.CURRENT);
    }

    @Test
    void aWorkloadThatIsGoneLeavesItsPodsToNobody() {
        WorkloadId left = WorkloadId.deployment("left");
        product.platform.add(left, ForeignPodsTest::variable).settle();
        product.platform.orphan(left);

        assertThat(told(run(settings -> {})))
                .contains("db-prepare=FAILED", "of deployment/left", "restartedElsewhere(\"deployment/left\")");
    }

    @Test
    void aSecretThatIsCopiedElsewhereIsToldInThePlan() {
        product.platform.removeSecret(SECRET);
        product.platform.secret(PlatformSecret.create(
                SECRET,
                "",
                secret -> secret.copies(List.of("Reflector to namespaces a,b"))
                        .values(Map.of("url", Secret.of(FORMER)))));

        assertThat(dr.playbooks()
                        .plan(ConnectedProduct.playbook())
                        .steps()
                        .get(0)
                        .changes()
                        .toString())
                .contains("copied by Reflector to namespaces a,b", "look there as well");
        assertThat(look().copies()).containsExactly("Reflector to namespaces a,b");
    }

    private void replace(Consumer<InMemoryWorkload> uses) {
        product.platform.forceDeletePod(STRAY).pod(STRAY, null, uses).step().step();
    }

    private void requireSwitched() {
        assertThat(product.url()).isEqualTo(NEWER);
        assertThat(product.truth().values()).containsOnly("newer");
        assertThat(look().state()).isEqualTo(SwitchState.SETTLED);
        assertThat(look().doubtful()).isEmpty();
    }

    private ConnectionReport look() {
        return dr.platform().connections().look(SECRET, "url");
    }

    private Run start(Consumer<ConnectionSettings> more) {
        Playbook playbook = ConnectedProduct.playbook(more);
        return dr.playbooks().plan(playbook).start();
    }

    private RunStatus run(Consumer<ConnectionSettings> more) {
        try (Run run = start(more)) {
            return run.await(LIMIT);
        }
    }
}
