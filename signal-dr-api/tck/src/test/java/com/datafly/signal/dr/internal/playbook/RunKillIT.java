package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.CountingProvider.Loss;
import com.datafly.signal.dr.internal.playbook.KillingJournal.Moment;
import com.datafly.signal.dr.internal.playbook.RunFixture.NoTarget;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A runner's JVM gets a real signal before and after each record of its journal; runners of this JVM take over. Every
 * effect happens exactly once at the provider, which counts them in files.
 */
@Execution(ExecutionMode.CONCURRENT)
class RunKillIT {

    private static final int MORE_THAN_RECORDS = 200;
    private static final int FEWEST_RECORDS = 15;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final ExecutorService racers = Executors.newFixedThreadPool(2);
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        racers.shutdownNow();
        processes.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @CsvSource({"forward, BEFORE", "forward, AFTER", "backward, BEFORE", "backward, AFTER"})
    void aRunnerKilledAtAnyRecordLosesNoEffectAndRepeatsNone(String playbook, Moment moment) throws Exception {
        int record = 1;
        while (isKilled(playbook, moment, record)) {
            Path place = place(playbook, moment, record);
            if (isPlanned(place)) {
                requireOutcome(place, playbook, finish(place, playbook));
            } else {
                assertThat(provider(place).effects()).isEmpty();
            }
            record++;
        }
        assertThat(record).isBetween(FEWEST_RECORDS, MORE_THAN_RECORDS);
        requireOutcome(place(playbook, moment, record), playbook, status(place(playbook, moment, record)));
    }

    @Test
    void ofTwoRunnersThatTakeOverAtOnceOneGoesOn() throws Exception {
        for (int record = 6; record < FEWEST_RECORDS; record += 3) {
            Path place = Files.createDirectory(directory.resolve("race-" + record));
            exit(spawn(place, "forward", "KILL", record, Moment.AFTER));
            assertThat(isPlanned(place)).as("record " + record).isTrue();

            Callable<RunStatus> takeOver = () -> takeOver(place, "forward");
            List<Future<RunStatus>> both = racers.invokeAll(List.of(takeOver, takeOver));

            int finished = 0;
            for (Future<RunStatus> one : both) {
                finished += isFinishedHere(one) ? 1 : 0;
            }
            assertThat(finished).isPositive();
            requireOutcome(place, "forward", status(place));
        }
    }

    @Test
    void aRunnerThatWasFrozenWhileAnotherFinishedItsRunWritesNothingAndRepeatsNothing() throws Exception {
        for (int record = 6; record < FEWEST_RECORDS; record += 3) {
            Path place = Files.createDirectory(directory.resolve("frozen-" + record));
            Process frozen = spawn(place, "forward", "STOP", record, Moment.AFTER);
            awaitStopped(frozen);

            RunStatus status = finish(place, "forward");
            byte[] journal = Files.readAllBytes(log(place));
            signal("CONT", frozen);
            exit(frozen);

            assertThat(Files.readAllBytes(log(place))).isEqualTo(journal);
            requireOutcome(place, "forward", status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerLostRightBeforeTheKillCostsNoEffectAndMakesNone(Loss loss) throws Exception {
        for (String step : EveryKind.EFFECTS) {
            for (int record = 7; record < FEWEST_RECORDS; record += 4) {
                Path place = Files.createDirectory(directory.resolve(loss + "-" + step + "-" + record));
                provider(place).lose(step, loss);
                exit(spawn(place, "forward", "KILL", record, Moment.BEFORE));

                requireOutcome(place, "forward", finish(place, "forward"));
            }
        }
    }

    private boolean isKilled(String playbook, Moment moment, int record) throws Exception {
        Path place = Files.createDirectory(place(playbook, moment, record));
        int status = exit(spawn(place, playbook, "KILL", record, moment));
        assertThat(status).as(Files.readString(place.resolve("errors"))).isIn(0, 128 + 9);
        return status != 0;
    }

    private Path place(String playbook, Moment moment, int record) {
        return directory.resolve(playbook + "-" + moment + "-" + record);
    }

    private Process spawn(Path place, String playbook, String signal, int record, Moment moment) throws IOException {
        Process process = RunnerProcess.spawn(place, playbook, signal, record, moment);
        processes.add(process);
        return process;
    }

    private int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Takes the run over until it has ended: on a machine that is busy enough, a lease may run out meanwhile. */
    private static RunStatus finish(Path place, String playbook) {
        RunStatus status = takeOver(place, playbook);
        while (!status.state().ended()) {
            assertThat(status.state()).as(place.toString()).isEqualTo(RunState.LOST);
            status = takeOver(place, playbook);
        }
        return status;
    }

    private static RunStatus takeOver(Path place, String playbook) {
        try (FileJournal journal = FileJournal.open(place.resolve("journal"));
                Run run = Runner.resume(
                        RunnerProcess.RUN,
                        RunnerProcess.playbook(place, playbook),
                        new NoTarget(Map.of()),
                        RunnerProcess.environment(journal))) {
            return run.await(LONG);
        } catch (DrException e) {
            if (e.code() != ErrorCode.FAILED_PRECONDITION
                    || !status(place).state().ended()) {
                throw e;
            }
            return status(place);
        }
    }

    private static boolean isFinishedHere(Future<RunStatus> racer) throws InterruptedException {
        try {
            return racer.get().state() == RunState.SUCCEEDED;
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            DrException.class,
                            lost -> assertThat(lost.code()).isIn(ErrorCode.CONFLICT, ErrorCode.FENCED));
            return false;
        }
    }

    /** Tells whether the dead runner came as far as a run that can be taken over; before that nothing may happen. */
    private static boolean isPlanned(Path place) throws IOException {
        return Files.exists(log(place)) && Files.readString(log(place)).contains("\"type\":\"runner-started\"");
    }

    private static void requireOutcome(Path place, String playbook, RunStatus last) {
        CountingProvider provider = provider(place);
        if (playbook.equals("forward")) {
            assertThat(last.state()).as(place.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(provider.standing()).as(place.toString()).isEqualTo(EveryKind.EFFECTS);
            assertThat(last.steps()).as(place.toString()).allMatch(step -> step.state() == StepState.SUCCEEDED);
        } else {
            assertThat(last.state()).as(place.toString()).isEqualTo(RunState.FAILED);
            assertThat(provider.standing()).as(place.toString()).isEmpty();
            assertThat(provider.effects())
                    .as(place.toString())
                    .isEqualTo(Map.of("snapshot", 1, "copy-a", 1, "copy-b", 1));
        }
        assertThatNoException().isThrownBy(() -> requireIntact(place));
    }

    private static void requireIntact(Path place) {
        try (FileJournal journal = FileJournal.open(place.resolve("journal"))) {
            assertThat(RunnerProcess.environment(journal)
                            .journals()
                            .verify(RunnerProcess.RUN)
                            .problems())
                    .isEmpty();
        }
    }

    private static RunStatus status(Path place) {
        try (FileJournal journal = FileJournal.open(place.resolve("journal"))) {
            return Runner.status(RunnerProcess.RUN, RunnerProcess.environment(journal));
        }
    }

    private static CountingProvider provider(Path place) {
        return new CountingProvider(place.resolve("provider"));
    }

    private static Path log(Path place) {
        return place.resolve("journal/logs").resolve(RunnerProcess.RUN + ".log");
    }

    private static void signal(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitStopped(Process process) throws Exception {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        while (!Files.readString(stat).matches("(?s).*\\) T .*")) {
            assertThat(process.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
