package com.datafly.signal.dr.internal.platform.connection;

import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.FORMER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.NEWER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.playbook.RunNames;
import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.platform.SecretOwner.Overwrite;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.DrillTarget;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.tck.CapturedOutput;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A switch there and back, nobody dying. */
class ConnectionSwitchTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final SecretRecorder secrets = SecretRecorder.create();
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

    @Test
    void everyPodOfEveryConsumerHoldsTheNewValueAndTheSecretSaysSo() {
        RunStatus status = run();

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(NEWER);
        assertThat(product.platform.value(SECRET, "other")).contains("stays");
        assertThat(product.truth())
                .hasSize(3)
                .allSatisfy((pod, held) -> assertThat(held).isEqualTo("newer"));
        ConnectionReport report = dr.platform().connections().look(SECRET, "url");
        assertThat(report.state()).isEqualTo(SwitchState.SETTLED);
        assertThat(report.doubtful()).isEmpty();
    }

    @Test
    void aConsumerThatDoesNotComeUpStopsTheRunAndTheUndoBringsAllBack() {
        product.refuseNewer(ConnectedProduct.HUB);
        Run run = dr.playbooks().plan(ConnectedProduct.playbook()).start();
        RunStatus paused = run.await(LIMIT);

        assertThat(paused.state()).as(told(paused)).isEqualTo(RunState.PAUSED);
        assertThat(told(paused)).contains("identity-hub", "not begun: [statefulset/ingest]");
        assertThat(dr.platform().connections().look(SECRET, "url").state()).isEqualTo(SwitchState.OPEN);

        run.cancel(CancelPolicy.UNDO, "ann", "it does not work");
        RunStatus status = run.await(LIMIT);

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.CANCELLED);
        assertBack(product);
        run.close();
    }

    @Test
    void whatIsSettledCanStillBeTakenBack() {
        Playbook playbook = Playbook.define("switch", p -> {
            ConnectedProduct.steps(settings -> {}).forEach(p::step);
            p.step(Steps.holdWindow("hold", Duration.ofDays(1))
                    .with(step -> step.after("db-settle").approval(ApprovalGate.of(gate -> gate.from("bob")))));
        });
        try (Run run = dr.playbooks().plan(playbook).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
            assertThat(look().state()).isEqualTo(SwitchState.SETTLED);
            run.cancel(CancelPolicy.UNDO, "ann", "the database is not right");

            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.CANCELLED);
        }
        assertBack(product);
    }

    @Test
    void whatIsForgottenLeavesNothing() {
        Playbook playbook = Playbook.define("switch", p -> {
            ConnectedProduct.steps(settings -> {}).forEach(p::step);
            p.step(ConnectionSteps.forget("forget", "db-prepare").after("db-settle"));
        });

        RunStatus status = run(playbook);

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(NEWER);
        assertThat(product.annotations()).isEmpty();
        assertThat(product.platform.faults().count("deleteSecret")).isEqualTo(1);
    }

    @Test
    void withoutAnOrderTheManagementApiIsFirstAndTheIdentityHubNext() {
        RunStatus status = run();

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(restartedAt(ConnectedProduct.API)).isBefore(restartedAt(ConnectedProduct.HUB));
        assertThat(restartedAt(ConnectedProduct.HUB)).isBefore(restartedAt(ConnectedProduct.INGEST));
    }

    @Test
    void consumersAreRestartedInOrder() {
        RunStatus status = run(
                ConnectedProduct.playbook(settings -> settings.order(ConnectedProduct.INGEST, ConnectedProduct.HUB)));

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(restartedAt(ConnectedProduct.INGEST)).isBefore(restartedAt(ConnectedProduct.HUB));
        assertThat(restartedAt(ConnectedProduct.HUB)).isBefore(restartedAt(ConnectedProduct.API));
    }

    @ParameterizedTest
    @EnumSource(names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
    void anOwnerThatWouldWriteItsOwnValueIsRefusedWithItsRemedyUntilItFollows(SecretOwner.Kind kind) {
        boolean alone = kind == SecretOwner.Kind.EXTERNAL_SECRETS || kind == SecretOwner.Kind.ARGO_CD;
        product.owned(new SecretOwner(
                kind, "orders", alone ? Overwrite.BY_ITSELF : Overwrite.WHEN_DEPLOYED, "Change its source."));
        product.platform.upstream(SECRET, "url", NEWER);

        RunStatus refused = run();
        assertThat(refused.state()).isEqualTo(RunState.PAUSED);
        assertThat(told(refused)).contains(kind.name(), "Change its source.", "follows(" + kind + ")");
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.platform.faults().count("changeSecret")).isZero();

        RunStatus status = run(ConnectedProduct.playbook(settings -> settings.follows(kind)));
        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        product.platform.deploy(SECRET);
        assertThat(product.url()).isEqualTo(NEWER);
    }

    @Test
    void anOwnerThatIsUnlikelyToWriteIsMentioned() {
        product.owned(new SecretOwner(SecretOwner.Kind.OTHER, "kubectl-edit", Overwrite.UNLIKELY, "Ask who it is."));
        Plan plan = dr.playbooks().plan(ConnectedProduct.playbook());

        assertThat(plan.steps().get(0).changes().toString())
                .contains("kubectl-edit", "Ask who it is.", "deployment/management-api", "statefulset/ingest");
        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void anOwnerThatWritesOverTheNewValueIsNoticedBeforePodsAreRestartedWithIt() {
        product.owned(new SecretOwner(SecretOwner.Kind.FLUX, "orders", Overwrite.WHEN_DEPLOYED, "Commit it."));
        product.platform.faults().before("annotateTemplate", 1, () -> product.platform.deploy(SECRET));

        try (Run run = dr.playbooks()
                .plan(ConnectedProduct.playbook(settings -> settings.follows(SecretOwner.Kind.FLUX)))
                .start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).isEqualTo(RunState.PAUSED);
            assertThat(told(status)).contains("somebody wrote the former values over the new ones", "FLUX orders");
            assertThat(look().state()).isEqualTo(SwitchState.OPEN);

            run.cancel(CancelPolicy.UNDO, "ann", "flux was not told");
            RunStatus back = run.await(LIMIT);
            assertThat(back.state()).as(told(back)).isEqualTo(RunState.CANCELLED);
        }
        assertBack(product);
    }

    @Test
    void aConflictIsToldAlsoWhereNobodyCanSayWhichReleaseMadeTheSecret() {
        product.owned(new SecretOwner(
                SecretOwner.Kind.OTHER, "hook post-install of a Helm release", Overwrite.WHEN_DEPLOYED, "Ask."));
        product.platform.faults().before("annotateTemplate", 1, () -> {
            product.platform.deploy(SECRET);
            product.platform.faults().next("stored", Fault.REFUSED, 100);
        });

        RunStatus status = run(ConnectedProduct.playbook(settings -> settings.follows(SecretOwner.Kind.OTHER)));

        assertThat(told(status)).contains("somebody wrote the former values over the new ones", "hook post-install");
    }

    @Test
    void whatSomebodyElseSetSinceIsNotOverwrittenByAnUndo() {
        product.refuseNewer(ConnectedProduct.HUB);
        try (Run run = dr.playbooks().plan(ConnectedProduct.playbook()).start()) {
            run.await(LIMIT);
            product.platform.put(SECRET, "url", "postgresql://third/orders");
            run.cancel(CancelPolicy.UNDO, "ann", "it does not work");

            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).isEqualTo(RunState.PAUSED);
            assertThat(told(status)).contains("neither the former nor the new ones");
        }
        assertThat(product.url()).isEqualTo("postgresql://third/orders");
        assertThat(look().state()).isEqualTo(SwitchState.OPEN);
    }

    @Test
    void whatChangedSinceItWasPreparedIsNotSwitched() {
        product.platform.faults().before("createSecret", 1, () -> product.platform.put(SECRET, "url", FORMER + "&x=1"));

        RunStatus status = run();

        assertThat(status.state()).isEqualTo(RunState.PAUSED);
        assertThat(told(status)).contains("db-switch=FAILED", "it was changed since the switch was prepared");
        assertThat(product.url()).isEqualTo(FORMER + "&x=1");
    }

    @Test
    void aStaleStateIsReadAgainAndWhatSomebodyElseWroteStays() {
        product.platform.faults().before("changeSecret", 1, () -> product.platform.put(SECRET, "other", "theirs"));

        RunStatus status = run();

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.url()).isEqualTo(NEWER);
        assertThat(product.platform.value(SECRET, "other")).contains("theirs");
    }

    @Test
    void aStaleStateWhoseValueChangedIsNotOverwritten() {
        product.platform.faults().before("changeSecret", 1, () -> product.platform.put(SECRET, "url", FORMER + "&x=1"));

        RunStatus status = run();

        assertThat(told(status)).contains("db-switch=FAILED", "it was changed since the switch was prepared");
        assertThat(product.url()).isEqualTo(FORMER + "&x=1");
        assertThat(product.annotations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"STALE", "DEFECT"},
            mode = EnumSource.Mode.EXCLUDE)
    void aLostAnswerOfAnyChangeIsFoundOut(Fault fault) {
        for (String call : List.of("createSecret", "changeSecret", "annotateTemplate")) {
            product.platform.faults().next(call, fault);
        }
        RunStatus status = run();

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(product.truth().values()).containsOnly("newer");
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsTouched() {
        refused("a missing key", settings -> settings.url("nothing"), "it has no key 'nothing'");
        refused("no URL", settings -> settings.url("other"), "key 'other'");
        refused("no consumer", settings -> settings.order(WorkloadId.deployment("bystander")), "do not use it");
        product.platform.change(ConnectedProduct.HUB, w -> w.paused(true));
        refused("paused", settings -> {}, "restart deployment/identity-hub: it is paused");
        product.platform.change(ConnectedProduct.HUB, w -> w.paused(false)).deny("create", "pods/exec");
        assertThat(catchThrowableOfType(DrException.class, () -> run(ConnectedProduct.playbook())))
                .hasMessageContaining("may not create pods/exec");
        product.platform.permit("create", "pods/exec").put(SECRET, "url", NEWER);
        refused("nothing new", settings -> {}, "has the new values of [url] already");
        product.platform.removeSecret(SECRET);
        refused("no secret", settings -> {}, "there is none of that name");

        assertThat(product.platform.faults().count("createSecret")).isZero();
        assertThat(product.platform.faults().count("changeSecret")).isZero();
    }

    private void refused(String what, Consumer<ConnectionSettings> more, String why) {
        RunStatus status = run(ConnectedProduct.playbook(more));
        assertThat(told(status)).as(what).contains("db-prepare=FAILED", why);
    }

    @Test
    void anImmutableSecretIsRefused() {
        product.immutable();

        assertThat(told(run())).contains("it is immutable", "Make a secret of another name");
    }

    @Test
    void jobsAreWaitedForAndCronJobsTakeTheNewValueNextTime() {
        WorkloadId nightly = new WorkloadId(WorkloadKind.CRON_JOB, "nightly");
        product.platform.add(nightly, w -> w.variable(SECRET, "url", "URL"));
        WorkloadId job = product.platform.runCronJob("nightly");
        product.platform.step().step();
        assertThat(product.platform.pods(job)).hasSize(1);

        RunStatus status = run();

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        assertThat(look().consumers()).extracting(ConnectionConsumer::workload).contains(nightly, job);
    }

    @Test
    void wherePodsCannotBeLookedIntoNothingIsProvenUnlessThatIsAccepted() {
        product.platform.withoutTools("identity-hub:1");

        try (Run run = dr.playbooks().plan(ConnectedProduct.playbook()).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).isEqualTo(RunState.PAUSED);
            assertThat(told(status)).contains("db-verify=FAILED", "not proven", "acceptUnseen()");
            run.cancel(CancelPolicy.UNDO, "ann", "not proven");
            RunStatus back = run.await(LIMIT);
            assertThat(back.state()).as(told(back)).isEqualTo(RunState.CANCELLED);
        }
        RunStatus status = run(ConnectedProduct.playbook(ConnectionSettings::acceptUnseen));
        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void anotherSwitchIsRefusedWhileOneIsUnderWay() {
        product.refuseNewer(ConnectedProduct.HUB);
        try (Run run = dr.playbooks().plan(ConnectedProduct.playbook()).start()) {
            run.await(LIMIT);

            Playbook another = Playbook.define(
                    "another", p -> ConnectedProduct.steps(settings -> {}).forEach(p::step));
            assertThat(told(run(another))).contains("a switch of it is under way already: OPEN");
        }
    }

    @Test
    void aLentValueGoesWhereItBelongsAndNoValueIsLeftAnywhereElse() {
        secrets.watch("former password", "f0rmer-pass");
        secrets.watch("new password", ConnectedProduct.PASSWORD);
        secrets.watch("key", ConnectedProduct.KEY);
        product.platform.put(SECRET, "password", "f0rmer-pass");
        product.refuseNewer(ConnectedProduct.INGEST);
        try (CapturedOutput output = secrets.captureOutput();
                Run run = dr.playbooks()
                        .plan(ConnectedProduct.playbook(settings -> settings.value("password", "new-password")))
                        .start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(product.platform.value(SECRET, "password")).contains(ConnectedProduct.PASSWORD);
            secrets.search("the status", told(status));
            secrets.search("the report", Reports.json(run.report()) + Reports.html(run.report()));
            secrets.search("the backup", backup(run.id()));
            secrets.search("a look", look().toString());
            assertThat(output).isNotNull();
        }
        secrets.search(directory);
        secrets.assertNotLeaked();
    }

    private String backup(String run) {
        String sealed = product.platform
                .value(RunNames.resource(run, "db-prepare", "signal-dr-connection"), "sealed")
                .orElseThrow();
        assertThat(sealed).hasSizeGreaterThan(100);
        return sealed;
    }

    @Test
    void anotherKeyOpensNothing() {
        BackupKey ours = BackupKey.of(Secret.of(ConnectedProduct.KEY));
        BackupKey theirs = BackupKey.of(Secret.of("CAgI".repeat(10) + "CAg="));
        String sealed = ours.seal("secret/a", "text");

        assertThat(ours.unseal("secret/a", sealed)).isEqualTo("text");
        assertThat(catchThrowableOfType(DrException.class, () -> theirs.unseal("secret/a", sealed))
                        .code())
                .isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(catchThrowableOfType(DrException.class, () -> ours.unseal("secret/b", sealed))
                        .code())
                .isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(catchThrowableOfType(DrException.class, () -> ours.unseal("secret/a", "none"))
                        .code())
                .isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(ours.fingerprint(Map.of("a", "b"))).isNotEqualTo(theirs.fingerprint(Map.of("a", "b")));
        assertThat(catchThrowableOfType(DrException.class, () -> BackupKey.of(Secret.of("short")))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void numbersThatWouldStopAStartedSwitchAreRefusedWhenTheyAreGiven() {
        var refused = catchThrowableOfType(
                DrException.class,
                () -> ConnectedProduct.playbook(settings -> settings.rollout(Duration.ofMinutes(15), -1)));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refused).hasMessageContaining("restarts is -1");
        assertBack(product);
    }

    @Test
    void aDrillTouchesNothing() {
        try (Run run = dr.playbooks()
                .rehearse(ConnectedProduct.playbook(), DrillTarget.none())
                .start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
        assertBack(product);
    }

    private Instant restartedAt(WorkloadId workload) {
        String restartedAt =
                product.platform.workload(workload).templateAnnotations().get("kubectl.kubernetes.io/restartedAt");
        return Instant.parse(String.valueOf(restartedAt));
    }

    private ConnectionReport look() {
        return dr.platform().connections().look(SECRET, "url");
    }

    static void assertBack(ConnectedProduct product) {
        assertThat(product.url()).isEqualTo(FORMER);
        assertThat(product.truth()).allSatisfy((pod, held) -> assertThat(held).isEqualTo("former"));
        assertThat(product.annotations()).isEmpty();
    }

    private RunStatus run() {
        return run(ConnectedProduct.playbook());
    }

    private RunStatus run(Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    static String told(RunStatus status) {
        Map<String, String> steps = new TreeMap<>();
        status.steps()
                .forEach(step ->
                        steps.put(step.id(), step.state() + " " + step.failure().orElse("")));
        return status + " " + steps;
    }
}
