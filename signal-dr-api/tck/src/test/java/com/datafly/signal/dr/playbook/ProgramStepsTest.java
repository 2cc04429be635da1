package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.step.ProgramEnded;
import com.datafly.signal.dr.report.Reports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs as steps. Where a test's program is a shell, it is because the test needs one, not the library. */
class ProgramStepsTest extends PlanFixture {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable ProgramEnded> ended = new AtomicReference<>();
    private Path work;

    @BeforeEach
    void makeDirectory() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void argumentsReachTheProgramAsTheyAreAndNoShellSeesThem() {
        RunStatus status = run(program(List.of("printf", "%s\\n", "$(id)", "*", "a b; rm -rf /"), more -> {}));

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended().lines()).containsExactly("$(id)", "*", "a b; rm -rf /");
        assertThat(ended().exitCode()).contains(0);
        assertThat(ended().program()).isEqualTo("printf");
    }

    @Test
    void theEnvironmentIsWhatIsSaidAndNothingElse() {
        run(program(List.of("env"), more -> more.variable("COLOUR", "blue").inherit("PATH", "NOT_SET_ANYWHERE")));

        assertThat(ended().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("SIGNAL_DR_KEY=op-"))
                .contains("COLOUR=blue", "PATH=" + System.getenv("PATH"));
    }

    @Test
    void itRunsInItsDirectoryAndReadsNothing() {
        run(shell("pwd -P; cat; echo end", more -> {}));

        assertThat(ended().lines()).containsExactly(work.toString(), "end");
    }

    @Test
    void secretsReachItByVariableAndByFileAndNothingElse() throws IOException {
        Secret token = secrets.plant("token");
        String key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END KEY-----\n";
        secrets.watch("key", "MIIEvQIBADANBgkqhkiG9w0BAQEF");
        Program program = shell(
                "echo \"token $TOKEN\"; cat \"$KEY\"; stat -c %a \"$KEY\"; test -n \"$TOKEN\"",
                more -> more.secret("TOKEN", "token").secretFile("KEY", "key").inherit("PATH"));
        SignalDr dr = open(builder ->
                builder.secret("token", token).secret("key", Secret.of(key)).listener(this::hear));
        Plan plan = dr.playbooks().plan(playbook(program));
        secrets.search("the plan", plan.markdown());
        try (Run run = plan.start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
            secrets.search("the report", Reports.json(run.report()));
        }

        assertThat(ended().lines()).contains("token ********", "600");
        secrets.search("what was told", told.toString());
        secrets.search(folder);
    }

    @Test
    void aProgramThatFailsOnceStopsForAPerson() {
        RunStatus status = run(shell("echo half done; exit 3", more -> {}));

        assertThat(status.step("program").state()).isEqualTo(StepState.INDETERMINATE);
        assertThat(status.step("program").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("it ended with 3: half done"));
    }

    @Test
    void whereTheEndCannotBeNotedNobodyTakesItForAProgramThatChangedNothing() throws IOException {
        RunStatus status = run(shell(
                "echo effect >> effects; mkdir \".signal-dr/$SIGNAL_DR_KEY/ended\"", more -> more.inherit("PATH")));

        assertThat(status.step("program").state()).isEqualTo(StepState.INDETERMINATE);
        assertThat(Files.readAllLines(work.resolve("effects"))).hasSize(1);
    }

    @Test
    void aProgramThatFailsBeforeItChangedAnythingHasFailed() {
        RunStatus status = run(shell("exit 2", more -> more.unchanged(2)));

        assertThat(status.step("program").state()).isEqualTo(StepState.FAILED);
    }

    @Test
    void aRepeatableProgramThatFailsMayBeTriedAgain() throws IOException {
        Program program = shell("test -e ready || { echo not ready; exit 1; }", Program.Builder::repeatable);
        try (Run run = real().playbooks().plan(playbook(program)).start()) {
            assertThat(run.await(LIMIT).step("program").state()).isEqualTo(StepState.FAILED);
            Files.createFile(work.resolve("ready"));

            run.decide("program", Decision.retry("bob", "it is ready now"));

            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void anotherNumberMayMeanSuccess() {
        assertThat(run(shell("exit 2", more -> more.success(0, 2))).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aFailureIsJudgedByTheLookup() {
        RunStatus done = run(shell(
                "touch made; exit 1", more -> more.lookup("test", "-e", "made").inherit("PATH")));
        assertThat(done.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended().exitCode()).isEmpty();

        RunStatus not = run(shell("exit 1", more -> more.lookup("test", "-e", "other")));
        assertThat(not.step("program").state()).isEqualTo(StepState.FAILED);

        RunStatus unclear = run(shell("exit 1", more -> more.lookup("/bin/sh", "-c", "exit 7")));
        assertThat(unclear.step("program").state()).isEqualTo(StepState.INDETERMINATE);
        assertThat(unclear.step("program").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("did not say it"));
    }

    @Test
    void whatRunsTooLongIsStoppedWithAllThatItBegan() throws Exception {
        Program program = shell(
                "sleep 600 & echo $! > child; sleep 600",
                more -> more.inherit("PATH")
                        .repeatable()
                        .timeout(Duration.ofSeconds(10))
                        .grace(Duration.ofMillis(200)));

        RunStatus status = run(program);

        assertThat(status.step("program").state()).isEqualTo(StepState.FAILED);
        assertThat(status.step("program").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("it was stopped after 10 s"));
        awaitEnd("child");
    }

    @Test
    void whatIsStoppedMayEndInOrderWithinItsGrace() {
        Program program = shell(
                "trap 'echo saved; touch saved; exit 0' TERM; while :; do sleep 0.05; done",
                more -> more.inherit("PATH").timeout(Duration.ofSeconds(10)).grace(Duration.ofSeconds(60)));

        RunStatus status = run(program);

        assertThat(status.step("program").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("saved"));
        assertThat(work.resolve("saved")).exists();
    }

    @Test
    void aRunThatIsClosedStopsItsProgram() throws Exception {
        Program program = shell("echo $$ > pid; echo begun; exec sleep 600", more -> more.inherit("PATH"));
        Run run = real().playbooks().plan(playbook(program)).start();
        awaitTold("begun");

        run.close();

        awaitEnd("pid");
    }

    @Test
    void aPlanRefusesWhatIsNotThere() {
        Plan plan = real().playbooks().plan(playbook(program(List.of("no-such-program"), more -> {})));
        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("no program 'no-such-program'"));

        Plan elsewhere = real().playbooks()
                .plan(playbook(Program.create(folder.resolve("nowhere"), List.of("env"), more -> {})));
        assertThat(elsewhere.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("there is no directory"));

        Plan secretive =
                real().playbooks().plan(playbook(program(List.of("env"), more -> more.secret("A", "not-given"))));
        assertThat(secretive.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.toString()).contains("not-given"));
    }

    @Test
    void aPlanShowsWhatWillBeRunAndWhatAPersonWouldType() {
        Plan plan = real().playbooks()
                .plan(playbook(program(
                        List.of("printf", "it's"),
                        more -> more.variable("A", "b c").secret("T", "given"))));

        assertThat(plan.steps().get(0).changes())
                .containsExactly("runs printf 'it'\\''s' in " + work + ", as a program that is never repeated unasked");
        assertThat(plan.steps().get(0).byHand())
                .containsExactly("cd " + work, "export A='b c'", "# set T to the secret 'given'", "printf 'it'\\''s'");
        assertThat(plan.irreversible()).hasSize(1);
    }

    @Test
    void itsUndoIsAnotherProgram() {
        Program program =
                shell("touch made", more -> more.undo("rm", "-f", "made").inherit("PATH"));
        Playbook playbook = Playbook.define(
                "undone",
                p -> p.onFailure(FailurePolicy.UNDO)
                        .step(ProgramSteps.run("program", program))
                        .step(ProgramSteps.run("fails", shell("test -e made && exit 1", more -> more.unchanged(1)))
                                .after("program")));

        try (Run run = real().playbooks().plan(playbook).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.step("fails").state()).isEqualTo(StepState.FAILED);
            assertThat(status.step("program").state()).isEqualTo(StepState.UNDONE);
        }
        assertThat(work.resolve("made")).doesNotExist();
    }

    @Test
    void aDrillRunsOnlyWhatChangesNothing() {
        Playbook playbook = Playbook.define(
                "drilled",
                p -> p.step(ProgramSteps.run("changing", shell("touch changed", more -> more.inherit("PATH"))))
                        .step(ProgramSteps.run(
                                        "looking",
                                        shell(
                                                "touch looked",
                                                more -> more.inherit("PATH").changesNothing()))
                                .after("changing")));

        try (Run run = real().playbooks().rehearse(playbook).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.SUCCEEDED);
        }

        assertThat(work.resolve("changed")).doesNotExist();
        assertThat(work.resolve("looked")).exists();
    }

    @Test
    void ofMuchOutputTheEndIsKept() {
        run(shell("seq 1 300000; head -c 3000000 /dev/zero | tr '\\0' x", more -> more.inherit("PATH")));

        assertThat(ended().lines()).hasSize(100);
        assertThat(ended().lines().get(98)).isEqualTo("300000");
        assertThat(ended().lines().get(99)).hasSizeLessThan(1100).startsWith("xxxx");
    }

    @Test
    void whatAProgramPrintsForATerminalIsPlainText() {
        run(program(List.of("printf", "\\033[1;31mred\\033[0m\\r\\nb\\000c\\377\\n"), more -> {}));

        assertThat(ended().lines()).containsExactly("red", "bc\uFFFD");
    }

    @Test
    void badInputIsRefused() {
        for (Consumer<Program.Builder> wrong : List.<Consumer<Program.Builder>>of(
                more -> more.variable("A B", "c"),
                more -> more.timeout(Duration.ZERO),
                more -> more.grace(Duration.ofSeconds(-1)),
                more -> more.changesNothing().undo("env"),
                more -> more.unchanged(0),
                more -> more.lookup())) {
            assertThat(failure(() -> program(List.of("env"), wrong)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
        for (List<String> wrong : List.of(List.<String>of(), List.of(" "), List.of("a", "b\0"))) {
            assertThat(failure(() -> program(wrong, more -> {})).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
    }

    private RunStatus run(Program program) {
        try (Run run = real().playbooks().plan(playbook(program)).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(traces()).allSatisfy(file -> assertThat(file.toString()).doesNotContain("secret-"));
            return status;
        }
    }

    private ProgramEnded ended() {
        return Objects.requireNonNull(ended.get());
    }

    private Stream<Path> traces() {
        try (Stream<Path> files = Files.walk(work)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SignalDr real() {
        return open(builder -> builder.clock(Clock.systemUTC())
                .timeSource(TimeSource.system())
                .secret("given", secrets.plant("given"))
                .listener(this::hear));
    }

    private Playbook playbook(Program program) {
        Guard remembers = Told.guard(GuardKind.CONDITION, context -> {
            context.output("program", ProgramEnded.class).ifPresent(ended::set);
            return GuardResult.passed("looked");
        });
        return Playbook.define(
                "programs",
                p -> p.step(ProgramSteps.run("program", program))
                        .step(Told.step("after")
                                .with(step -> step.guard(remembers))
                                .after("program")));
    }

    private Program shell(String script, Consumer<Program.Builder> more) {
        return program(List.of("/bin/sh", "-c", script), more);
    }

    private Program program(List<String> command, Consumer<Program.Builder> more) {
        return Program.create(work, command, more);
    }

    private void hear(RunEvent event) {
        if (event instanceof RunEvent.StepProgressed progressed) {
            told.add(progressed.progress().phase());
        }
    }

    /** What was killed is gone a little later. */
    private void awaitEnd(String file) throws Exception {
        long pid = Long.parseLong(Files.readString(work.resolve(file)).strip());
        Optional<ProcessHandle> left = ProcessHandle.of(pid);
        if (left.isPresent()) {
            left.get().onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private void awaitTold(String line) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (told.stream().noneMatch(one -> one.contains(line))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
