package com.datafly.signal.dr.playbook;

import static com.datafly.signal.dr.playbook.TalkativeWork.told;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.report.Markdown;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportFormat;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.tck.CapturedOutput;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.FaultyJournal;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SecretRecorder;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets in everything that providers, actions, guards and people may put them into, and a search of everything that
 * the library writes, tells, throws and logs.
 */
class PlantedSecretsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What makes a secret look different once it is quoted, escaped or encoded. */
    private static final String AWKWARD = "\"q'\\b_*<|>`%é ";

    private static final List<String> OF_THE_HOST = List.of(
            "output-secret",
            "operation-secret",
            "failure-secret",
            "guard-secret",
            "check-secret",
            "progress-secret",
            "typed-secret",
            "plan-secret",
            "undo-secret",
            "sighting-secret",
            "journal-secret");

    @TempDir
    private Path folder;

    private final SecretRecorder recorder = SecretRecorder.create();
    private final Map<String, Secret> planted = new LinkedHashMap<>();
    private final List<RunEvent> events = new CopyOnWriteArrayList<>();
    private final FaultPlan journalFaults = FaultPlan.create();
    private final InMemoryWorld world = InMemoryWorld.create(SettableClock.at("2025-01-15T10:00:00Z"))
            .addDatabase("orders")
            .password(plant("password"));
    private final List<AutoCloseable> opened = new ArrayList<>();

    PlantedSecretsTest() {
        plant("store-password");
        OF_THE_HOST.forEach(this::plant);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        world.close();
        planted.values().forEach(Secret::close);
    }

    @Test
    void whatStepsGuardsAndProvidersTellIsNowhere() {
        searching(() -> {
            SignalDr dr = open();
            Plan plan = dr.playbooks().plan(talkative());
            search(plan);
            Run run = opened(plan.start());
            look(run);
            for (String step : List.of("guarded", "postconditioned", "failing", "provider", "unclear")) {
                assertThat(run.status().step(step).failure())
                        .as(step)
                        .hasValueSatisfying(failure -> assertThat(failure).contains("********"));
            }
            assertThat(run.status().step("gives").observed()).anyMatch(seen -> seen.contains("********"));
            refused(() -> run.decide("unclear", Decision.adopt("bob", "it is there")));
            run.cancel(CancelPolicy.ABANDON, "bob", "enough of " + value("typed-secret"));
            look(run);
            assertThat(run.status().state()).isEqualTo(RunState.CANCELLED);
        });
        assertThat(events).anyMatch(event -> event.toString().contains("********"));
    }

    @Test
    void whatPeopleTypeIsNowhere() {
        String typed = "Carl with " + value("typed-secret");
        searching(() -> {
            Playbooks playbooks = open(typed).playbooks();
            Plan plan = playbooks
                    .plan(gated())
                    .incident(Incident.of(Instant.now(), incident -> incident.title("lost " + typed)));
            refused(() -> plan.approve(typed));
            search(plan);
            Run run = opened(plan.start(typed));
            look(run);
            control(run, plan, typed);
            Run other = open("ann").playbooks().run(run.id());
            control(other, plan, typed);
            look(other);
            run.abandon(typed, "leave it, " + typed);
            look(run);
            refused(() -> run.pause(typed, typed));
            playbooks.runs().forEach(this::search);
        });
    }

    @Test
    void whyPeopleBreakTheGlassIsNowhere() {
        String typed = "Carl with " + value("typed-secret");
        searching(() -> {
            Playbooks playbooks = open(typed).playbooks();
            Plan broken = playbooks.plan(gated()).breakGlass("nobody but " + typed, typed, Duration.ofMinutes(1));
            search(broken);
            look(opened(broken.start(typed)));
            Run waiting = opened(playbooks.plan(gated()).start());
            waiting.await(LIMIT);
            waiting.breakGlass(BreakGlass.of(typed, typed, Instant.now(), Duration.ofMinutes(1)));
            look(waiting);
            assertThat(waiting.status().state()).isEqualTo(RunState.SUCCEEDED);
        });
    }

    @Test
    void whatPeopleTypeAboutAnotherDefinitionIsNowhere() {
        String typed = "because of " + value("typed-secret");
        searching(() -> {
            SignalDr first = open();
            Plan plan = first.playbooks().plan(gated());
            Run left = opened(plan.start());
            left.await(LIMIT);
            left.close();
            Playbook changed = Playbook.define(
                    "people", p -> p.step(gate()).step(Told.step("more").after("gate")));
            Run run = opened(first.playbooks().migrate(plan.runId(), changed, typed, typed));
            run.breakGlass(BreakGlass.of(typed, typed, Instant.now(), Duration.ofMinutes(1)));
            look(run);
            assertThat(run.status().state()).isEqualTo(RunState.SUCCEEDED);
        });
    }

    @Test
    void whatIsUndoneAndDecidedIsNowhere() {
        String typed = "because of " + value("typed-secret");
        searching(() -> {
            Step failing = TalkativeWork.step("failing", (context, input) -> {
                throw failure(context);
            });
            Plan plan = open().playbooks()
                    .plan(Playbook.define(
                            "undone",
                            p -> p.onFailure(FailurePolicy.UNDO)
                                    .step(TalkativeWork.step("first", (context, input) -> TalkativeWork.silent()))
                                    .step(failing.after("first"))));
            Run run = opened(plan.start());
            look(run);
            run.decide("first", Decision.retry(typed, typed));
            run.await(LIMIT);
            run.decide("first", Decision.abandon(typed, typed));
            look(run);
            assertThat(run.status().state()).isEqualTo(RunState.FAILED);
        });
    }

    @Test
    void whatTheJournalsPlaceTellsIsNowhere() {
        searching(() -> {
            Run run = opened(open().playbooks().plan(gated()).start());
            run.await(LIMIT);
            String told = "the store's password is " + value("journal-secret") + " and " + value("store-password");
            for (ErrorCode code : List.of(ErrorCode.PERMISSION_DENIED, ErrorCode.INTEGRITY_FAILED)) {
                journalFaults.next(
                        "append",
                        DrException.create(
                                code,
                                "append",
                                told,
                                failure -> failure.effect(Effect.NONE)
                                        .detail("told", told)
                                        .cause(new IllegalStateException(told))));
            }
            refused(() -> run.pause("ann", "look at the journal"));
            look(run);
            assertThat(run.status().state()).isEqualTo(RunState.LOST);
        });
    }

    @Test
    void aPlaybookThatHoldsASecretIsRefusedWithoutTellingIt() {
        String value = value("typed-secret");
        searching(() -> {
            Playbooks playbooks = open().playbooks();
            refused(() -> playbooks.plan(Playbook.define("holding", p -> p.step(Told.of("a", value, context -> "b")))));
            refused(() -> playbooks.plan(Playbook.define(
                    "holding", p -> p.step(Told.step("a").with(step -> step.title("use " + value))))));
        });
    }

    /** Steps that do not depend on one another: each one's failure stands beside the others. */
    private Playbook talkative() {
        return Playbook.define(
                "talkative",
                p -> p.step(TalkativeWork.step("gives", PlantedSecretsTest::give))
                        .step(quiet("guarded").with(step -> step.guard(guard())))
                        .step(quiet("postconditioned").with(step -> step.postcondition(guard())))
                        .step(TalkativeWork.step("failing", (context, input) -> {
                            throw failure(context);
                        }))
                        .step(TalkativeWork.step("provider", (context, input) -> {
                            fail("describe");
                            return new TalkativeWork.Output(
                                    context.database().status().engineVersion(), List.of(), Map.of());
                        }))
                        .step(TalkativeWork.step("unclear", (context, input) -> {
                            throw new IllegalStateException("broke off at " + told(context, "failure-secret"));
                        })));
    }

    private static TalkativeWork.Output give(StepContext context, TalkativeWork.Input input) {
        context.observed("job " + told(context, "operation-secret"));
        String phase = "copy by " + told(context, "progress-secret");
        context.progress().progressed(Progress.of(phase, 1, 2, told(context, "progress-secret")));
        String found = told(context, "check-secret");
        context.evidence(CheckResult.create(
                "content of " + found,
                Verdict.PASSED,
                "seen by " + found,
                check -> check.detail("connection", "postgres://u:" + found + "@db")));
        String secret = told(context, "output-secret");
        return new TalkativeWork.Output(secret, List.of("x" + secret), Map.of("key " + secret, "value " + secret));
    }

    private static Step quiet(String id) {
        return TalkativeWork.step(id, (context, input) -> TalkativeWork.silent());
    }

    private static Guard guard() {
        return Told.guard(
                GuardKind.CONDITION,
                context -> GuardResult.failed("connected by " + told(context, "guard-secret") + ", and it was wrong"));
    }

    private static DrException failure(StepContext context) {
        String secret = told(context, "failure-secret");
        IllegalStateException cause = new IllegalStateException("could not log in by " + secret);
        cause.addSuppressed(new IllegalArgumentException(secret));
        return DrException.create(
                ErrorCode.PERMISSION_DENIED,
                "log in by " + secret,
                secret + " is wrong",
                more -> more.effect(Effect.NONE)
                        .cause(cause)
                        .hint("Use another one than " + secret)
                        .resource("postgres://u:" + secret + "@db")
                        .requestId(secret)
                        .detail("password " + secret, secret));
    }

    private void fail(String call) {
        String told = "FATAL: password " + value("password") + " and " + value("store-password") + " are refused";
        world.faults().next(call, new IllegalStateException(told, new IllegalArgumentException(told)));
    }

    private static Step gate() {
        return Told.step("gate")
                .with(step ->
                        step.approval(ApprovalGate.of(gate -> gate.quorum(2).from("ann", "bob", "cid"))));
    }

    private static Playbook gated() {
        return Playbook.define("people", p -> p.step(gate()));
    }

    /** Asks everything of a run that people may ask, most of which it refuses. */
    private void control(Run run, Plan plan, String typed) {
        refused(() -> run.approve("gate", typed, plan.hash()));
        refused(() -> run.approve("gate", "ann", "of " + typed));
        refused(() -> run.approve("no " + typed, "ann", plan.hash()));
        refused(() -> run.decide("gate", Decision.retry(typed, typed)));
        refused(() -> run.decide("gate", Decision.adopt(typed, typed, new Object[0])));
        run.pause(typed, "look, " + typed);
        search(run.status());
        run.resume(typed);
        refused(() -> run.resume(typed));
        run.pause(typed, "look again, " + typed);
        search(run.status());
    }

    private void look(Run run) {
        search(run.await(LIMIT));
        recorder.search("run", run.toString());
        Report report = run.report();
        for (ReportFormat format : ReportFormat.values()) {
            recorder.search("report as " + format, Reports.render(report, format));
        }
    }

    private void search(RunStatus status) {
        recorder.search("status", status + " " + status.reason() + status.initiator() + status.playbook());
        recorder.search("warnings", status.warnings().toString());
        recorder.search("orphans", status.orphans().toString());
        for (StepStatus step : status.steps()) {
            recorder.search("status of " + step.id(), step + step.title() + step.observed() + step.failure());
        }
    }

    private void search(Plan plan) {
        recorder.search("plan", plan + plan.runId() + plan.warnings() + plan.resources());
        recorder.search("problems", plan.problems().toString());
        recorder.search("runbook", plan.markdown());
        for (PlannedStep step : plan.steps()) {
            recorder.search("planned step " + step.id(), step + "" + step.changes() + step.byHand());
        }
    }

    private void refused(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isNotNull();
        recorder.search("refusal", thrown);
    }

    /** Does something, and searches what it printed, told to listeners, and left in the journal's place. */
    private void searching(Runnable what) {
        try (CapturedOutput output = recorder.captureOutput()) {
            assertThat(output.text()).isEmpty();
            what.run();
            opened.forEach(PlantedSecretsTest::close);
        }
        recorder.search("events", events.toString());
        recorder.search(folder);
        recorder.assertNotLeaked();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SignalDr open() {
        return open("eve");
    }

    private SignalDr open(String principal) {
        Consumer<SignalDr.Builder> secrets = builder -> OF_THE_HOST.forEach(name -> builder.secret(name, secret(name)));
        SignalDr.Builder builder = SignalDr.builder()
                .database(
                        world.address("orders"),
                        options -> options.secret("password", secret("password"))
                                .secret("store-password", secret("store-password")))
                .journal(FaultyJournal.of(FileJournal.open(folder.resolve("journal")), journalFaults))
                .principal(principal)
                .listener(events::add);
        secrets.accept(builder);
        return opened(builder.build());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private Secret plant(String name) {
        Secret random = recorder.plant(name + ", its random part");
        String value = random.use(String::new) + AWKWARD;
        random.close();
        recorder.watch(name, value);
        recorder.watch(name + " in JSON", value.replace("\\", "\\\\").replace("\"", "\\\""));
        recorder.watch(name + " in Markdown", Markdown.escape(value));
        Secret secret = Secret.of(value);
        planted.put(name, secret);
        return secret;
    }

    private String value(String name) {
        return secret(name).use(String::new);
    }

    private Secret secret(String name) {
        return requireNonNull(planted.get(name), name);
    }
}
