package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.internal.playbook.KillingJournal.Moment;
import com.datafly.signal.dr.internal.playbook.RunFixture.NoTarget;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a program printed whose runner was really killed holds no secret once somebody took the run over or ended it.
 */
class ProgramLogKillIT {

    private static final int NO_RECORD = 1_000_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path place;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        Files.write(place.resolve("go"), new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAPersonReadsIsMaskedAndWithTheRunsEndItIsGone(boolean endsBeforeItIsTakenOver) throws Exception {
        kill("secret");
        assertThat(withTheSecret()).as("the premise").isNotEmpty();
        if (endsBeforeItIsTakenOver) {
            letGoAndAwaitTheEnd();
        }

        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = resume("secret", journal)) {
            Files.write(place.resolve("go"), new byte[0]);
            assertThat(run.await(LONG).step("program").state()).isEqualTo(StepState.INDETERMINATE);

            assertThat(withTheSecret()).isEmpty();
            assertThat(contents().filter(text -> text.contains("is ********"))).hasSize(1);

            run.abandon("bob", "it is known by now what it did");
            assertThat(run.await(LONG).state()).isEqualTo(RunState.ABANDONED);
            assertThat(place.resolve(".signal-dr")).isEmptyDirectory();
        }
    }

    @Test
    void aRunThatIsTakenOverAndSucceedsLeavesNothing() throws Exception {
        kill("secret-looked-up");

        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = resume("secret-looked-up", journal)) {
            Files.write(place.resolve("go"), new byte[0]);
            assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        }

        assertThat(withTheSecret()).isEmpty();
        assertThat(place.resolve(".signal-dr")).isEmptyDirectory();
    }

    @Test
    void aRunThatIsEndedWithoutBeingTakenOverLeavesNothingOnceItsProgramHasEnded() throws Exception {
        kill("secret");
        try (FileJournal journal = FileJournal.open(place.resolve("journal"))) {
            RunEnvironment environment = RunnerProcess.environment(journal);
            Runner.attach(RunnerProcess.RUN, environment).abandon("bob", "it is not needed any more");
            assertThat(withTheSecret()).as("its program still runs").isNotEmpty();

            letGoAndAwaitTheEnd();
            assertThat(new FileSweep(environment.journals()).sweep())
                    .singleElement()
                    .satisfies(swept -> assertThat(swept.removed()).isTrue());
        }
        assertThat(withTheSecret()).isEmpty();
        assertThat(place.resolve(".signal-dr")).isEmptyDirectory();
    }

    private void kill(String playbook) throws Exception {
        Files.createFile(place.resolve("wait"));
        Process runner = ProgramRunner.spawn(place, playbook, NO_RECORD, Moment.BEFORE);
        processes.add(runner);
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!Files.exists(place.resolve("effects")) || pid() <= 0) {
            assertThat(runner.isAlive())
                    .as(Files.readString(place.resolve("errors")))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        runner.destroyForcibly();
        assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private void letGoAndAwaitTheEnd() throws Exception {
        ProcessHandle program = ProcessHandle.of(pid()).orElseThrow();
        Files.createFile(place.resolve("go"));
        program.onExit().get(60, TimeUnit.SECONDS);
    }

    /** Returns the program's number as its runner noted it; negative as long as it did not. */
    private long pid() throws IOException {
        Path records = place.resolve(".signal-dr");
        if (!Files.exists(records)) {
            return -1;
        }
        try (Stream<Path> folders = Files.list(records)) {
            for (Path begun : folders.map(folder -> folder.resolve("begun"))
                    .filter(Files::exists)
                    .toList()) {
                return Long.parseLong(Files.readString(begun).replaceAll(".*\"pid\":(-?\\d+).*", "$1"));
            }
        }
        return -1;
    }

    private Run resume(String playbook, FileJournal journal) {
        return Runner.resume(
                RunnerProcess.RUN,
                ProgramRunner.playbook(place, playbook),
                new NoTarget(ProgramRunner.SECRETS),
                RunnerProcess.environment(journal));
    }

    private List<String> withTheSecret() throws IOException {
        return contents().filter(text -> text.contains(ProgramRunner.SECRET)).toList();
    }

    /** Returns the text of every file of the place; a runner that renames one meanwhile is looked at again. */
    private Stream<String> contents() throws IOException {
        while (true) {
            List<String> texts = new ArrayList<>();
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    texts.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
                return texts.stream();
            } catch (NoSuchFileException renamed) {
                assertThat(place).isDirectory();
            } catch (UncheckedIOException renamed) {
                assertThat(renamed).hasCauseInstanceOf(NoSuchFileException.class);
            }
        }
    }
}
