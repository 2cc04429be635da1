package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.internal.playbook.KillingJournal.Moment;
import com.datafly.signal.dr.internal.playbook.RunFixture.NoTarget;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A runner's JVM is really killed while its program runs, or at a record of its journal; this JVM takes over. */
class ProgramKillIT {

    private static final int NO_RECORD = 1_000_000;
    private static final int FEWEST_RECORDS = 5;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        try (Stream<Path> places = Files.list(directory)) {
            for (Path place : places.filter(Files::isDirectory).toList()) {
                Files.write(place.resolve("go"), new byte[0]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatCanBeLookedUpHasItsEffectOnceWhereverItsRunnerDies(Moment moment) throws Exception {
        int record = 1;
        while (true) {
            Path place = Files.createDirectory(directory.resolve(moment + "-" + record));
            Process runner = spawn(place, "looked-up", record, moment);
            assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
            if (runner.exitValue() == 0) {
                break;
            }
            if (isPlanned(place)) {
                assertThat(takeOver(place, "looked-up").state())
                        .as(place.toString())
                        .isEqualTo(RunState.SUCCEEDED);
                assertThat(effects(place)).as(place.toString()).isEqualTo(1);
            }
            record++;
        }
        assertThat(record).isGreaterThan(FEWEST_RECORDS);
    }

    @Test
    void aProgramThatOutlivesItsRunnerIsWaitedForAndLookedUp() throws Exception {
        Path place = killedWhileItWorks("looked-up");

        RunStatus status = takeOverAndLetGo(place, "looked-up");

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(effects(place)).isEqualTo(1);
    }

    @Test
    void aProgramWhoseRunnerDiedBeforeItNotedTheProcessIsFoundByItsKey() throws Exception {
        assumeThat(Files.isReadable(Path.of("/proc/self/environ"))).isTrue();
        Path place = killedWhileItWorks("looked-up");
        Path begun = trace(place).resolve("begun");
        Files.writeString(begun, Files.readString(begun).replaceFirst("\"pid\":\\d+", "\"pid\":-1"));

        RunStatus status;
        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = resume(place, "looked-up", journal)) {
            assertThatThrownBy(() -> run.await(Duration.ofSeconds(1))).hasMessageContaining("it goes on");
            Files.createFile(place.resolve("go"));
            status = run.await(LONG);
        }

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(effects(place)).isEqualTo(1);
    }

    @Test
    void aProgramIsKnownAgainThoughTheClockWasSetMeanwhile() throws Exception {
        assumeThat(Files.isReadable(Path.of("/proc/self/environ"))).isTrue();
        Path place = killedWhileItWorks("repeatable");
        Path begun = trace(place).resolve("begun");
        String noted = Files.readString(begun);
        Files.writeString(begun, noted.replaceFirst("\"startedAt\":\"\\d{4}", "\"startedAt\":\"1999"));
        assertThat(Files.readString(begun)).isNotEqualTo(noted);

        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = resume(place, "repeatable", journal)) {
            assertThatThrownBy(() -> run.await(Duration.ofSeconds(1))).hasMessageContaining("it goes on");
            assertThat(effects(place)).isEqualTo(1);
            Files.createFile(place.resolve("go"));
            assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void aRepeatableProgramThatOutlivesItsRunnerIsWaitedForAndRunAgain() throws Exception {
        Path place = killedWhileItWorks("repeatable");

        RunStatus status = takeOverAndLetGo(place, "repeatable");

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(effects(place)).isEqualTo(2);
    }

    @Test
    void ofAProgramThatIsRunOnceAPersonDecides() throws Exception {
        Path place = killedWhileItWorks("once");
        Path secret = Files.createFile(trace(place).resolve("secret-KEY"));

        RunStatus status = takeOverAndLetGo(place, "once");

        assertThat(status.step("program").state()).isEqualTo(StepState.INDETERMINATE);
        assertThat(status.step("program").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("nobody saw"));
        assertThat(effects(place)).isEqualTo(1);
        assertThat(secret).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"looked-up", "once"})
    void whatEndedWhileNobodyLookedIsNotRunAgainUnasked(String playbook) throws Exception {
        Path place = killedWhileItWorks(playbook);
        ProcessHandle program = program(place).orElseThrow();
        Files.createFile(place.resolve("go"));
        program.onExit().get(60, TimeUnit.SECONDS);
        Path secret = Files.createFile(trace(place).resolve("secret-KEY"));

        RunStatus status = takeOver(place, playbook);

        assertThat(status.step("program").state())
                .isEqualTo(playbook.equals("once") ? StepState.INDETERMINATE : StepState.SUCCEEDED);
        assertThat(effects(place)).isEqualTo(1);
        assertThat(secret).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anApplyThatLostItsRunnerIsFinishedOnce(boolean terraformDiesToo) throws Exception {
        Path place = killedWhileItApplies();
        if (terraformDiesToo) {
            killTerraform(place);
        }

        RunStatus status = terraformDiesToo ? takeOver(place, "provision") : takeOverAndLetGo(place, "provision");

        assertThat(status.state()).as(status.toString()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Files.readAllLines(place.resolve("made"))).hasSize(1);
        assertThat(Files.readString(place.resolve("terraform.tfstate")))
                .contains("\"first\"")
                .contains("\"second\"");
    }

    @Test
    void whatTheStateHasLostIsNotMadeAgain() throws Exception {
        Path place = killedWhileItApplies();
        killTerraform(place);
        Path state = place.resolve("terraform.tfstate");
        byte[] kept = Files.readAllBytes(state);
        Files.write(state, new byte[0]);

        RunStatus status = takeOver(place, "provision");

        assertThat(status.step("apply").state()).isEqualTo(StepState.INDETERMINATE);
        assertThat(status.step("apply").failure())
                .hasValueSatisfying(failure ->
                        assertThat(failure).contains("has made before what is not in its state: terraform_data.first"));
        assertThat(retry(place).step("apply").failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("restore the state or import them"));
        assertThat(Files.readAllLines(place.resolve("made"))).hasSize(1);

        Files.write(state, kept);

        assertThat(retry(place).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Files.readAllLines(place.resolve("made"))).hasSize(1);
    }

    private RunStatus retry(Path place) {
        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = resume(place, "provision", journal)) {
            run.decide("apply", Decision.retry("bob", "it was looked at"));
            return run.await(LONG);
        }
    }

    private Path killedWhileItApplies() throws Exception {
        assumeThat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "terraform"))))
                .as("terraform is on the PATH")
                .isTrue();
        Path place = Files.createDirectory(directory.resolve("apply"));
        Files.writeString(place.resolve("main.tf"), """
                resource "terraform_data" "first" {
                  provisioner "local-exec" { command = "echo first >> made" }
                }
                resource "terraform_data" "second" {
                  depends_on = [terraform_data.first]
                  provisioner "local-exec" {
                    command = "echo second >> effects; while test -e wait && ! test -e go; do sleep 0.02; done"
                  }
                }
                """);
        killWhileItWorks(place, "provision");
        return place;
    }

    /** Terraform dies first: one that outlives its provisioner writes its state, and would be killed while it does. */
    private static void killTerraform(Path place) throws Exception {
        ProcessHandle terraform = program(place).orElseThrow();
        List<ProcessHandle> below = terraform.descendants().toList();
        terraform.destroyForcibly();
        terraform.onExit().get(60, TimeUnit.SECONDS);
        below.forEach(ProcessHandle::destroyForcibly);
        Files.createFile(place.resolve("go"));
    }

    private Path killedWhileItWorks(String playbook) throws Exception {
        Path place = Files.createDirectory(directory.resolve(playbook));
        killWhileItWorks(place, playbook);
        return place;
    }

    private void killWhileItWorks(Path place, String playbook) throws Exception {
        Files.createFile(place.resolve("wait"));
        Process runner = spawn(place, playbook, NO_RECORD, Moment.BEFORE);
        awaitWork(place, runner);
        runner.destroyForcibly();
        assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program(place)).isPresent();
    }

    private RunStatus takeOverAndLetGo(Path place, String playbook) throws Exception {
        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = resume(place, playbook, journal)) {
            Files.createFile(place.resolve("go"));
            return run.await(LONG);
        }
    }

    private RunStatus takeOver(Path place, String playbook) {
        try (FileJournal journal = FileJournal.open(place.resolve("journal"))) {
            RunEnvironment environment = RunnerProcess.environment(journal);
            RunStatus status = Runner.status(RunnerProcess.RUN, environment);
            if (status.state().ended()) {
                return status;
            }
            try (Run run = resume(place, playbook, journal)) {
                return run.await(LONG);
            }
        }
    }

    private static Run resume(Path place, String playbook, FileJournal journal) {
        return Runner.resume(
                RunnerProcess.RUN,
                ProgramRunner.playbook(place, playbook),
                new NoTarget(ProgramRunner.SECRETS),
                RunnerProcess.environment(journal));
    }

    private Process spawn(Path place, String playbook, int record, Moment moment) throws IOException {
        Process process = ProgramRunner.spawn(place, playbook, record, moment);
        processes.add(process);
        return process;
    }

    private static void awaitWork(Path place, Process runner) throws IOException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!Files.exists(place.resolve("effects")) || program(place).isEmpty()) {
            assertThat(runner.isAlive())
                    .as(Files.readString(place.resolve("errors")))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Finds the program by the trace that it leaves. */
    private static Optional<ProcessHandle> program(Path place) throws IOException {
        if (!Files.exists(place.resolve(".signal-dr"))) {
            return Optional.empty();
        }
        for (Path begun : begun(place)) {
            String pid = Files.readString(begun).replaceAll(".*\"pid\":(-?\\d+).*", "$1");
            var process = ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
            if (process.isPresent()) {
                return process;
            }
        }
        return Optional.empty();
    }

    private static Path trace(Path place) throws IOException {
        return begun(place).get(0).resolveSibling("");
    }

    /** Lists the folders only: a walk would trip over a file that the runner renames meanwhile. */
    private static List<Path> begun(Path place) throws IOException {
        try (Stream<Path> folders = Files.list(place.resolve(".signal-dr"))) {
            return folders.map(folder -> folder.resolve("begun"))
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static boolean isPlanned(Path place) throws IOException {
        Path log = place.resolve("journal/logs").resolve(RunnerProcess.RUN + ".log");
        return Files.exists(log) && Files.readString(log).contains("\"type\":\"runner-started\"");
    }

    private static int effects(Path place) throws IOException {
        return Files.readAllLines(place.resolve("effects")).size();
    }
}
