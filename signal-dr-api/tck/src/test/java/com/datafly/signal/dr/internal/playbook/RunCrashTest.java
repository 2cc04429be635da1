package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.internal.playbook.CountingProvider.Loss;
import com.datafly.signal.dr.internal.playbook.CrashingJournal.Moment;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Approval;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The runner dies at every block of its journal, before, within and after it; the next one finishes the run. */
class RunCrashTest extends RunFixture {

    private static final int MORE_THAN_BLOCKS = 200;

    @ParameterizedTest
    @EnumSource
    void aRunThatDiesAtAnyBlockHasEveryEffectOnceAfterItsResumption(Moment moment) {
        Map<String, StepState> expected = new TreeMap<>();
        EveryKind.forward(provider()).steps().forEach(step -> expected.put(step.id(), StepState.SUCCEEDED));

        int blocks = crashEverywhere(moment, EveryKind::forward, (place, status) -> {
            assertThat(status.state()).as(place.toString()).isEqualTo(RunState.SUCCEEDED);
            assertThat(new TreeMap<>(states(status))).as(place.toString()).isEqualTo(expected);
            assertThat(new CountingProvider(place.resolve("provider")).standing())
                    .as(place.toString())
                    .isEqualTo(EveryKind.EFFECTS);
        });

        assertThat(blocks).isGreaterThan(8);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatTakesBackWhatItDidDiesAtAnyBlockAndTakesBackEverythingOnce(Moment moment) {
        int blocks = crashEverywhere(moment, EveryKind::backward, (place, status) -> {
            CountingProvider provider = new CountingProvider(place.resolve("provider"));
            assertThat(status.state()).as(place.toString()).isEqualTo(RunState.FAILED);
            assertThat(provider.standing()).as(place.toString()).isEmpty();
            assertThat(provider.effects())
                    .as(place.toString())
                    .isEqualTo(Map.of("snapshot", 1, "copy-a", 1, "copy-b", 1));
            assertThat(status.steps().stream()
                            .filter(step -> step.state() == StepState.UNDONE)
                            .count())
                    .as(place.toString())
                    .isEqualTo(3);
        });

        assertThat(blocks).isGreaterThan(7);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsLostCostsNoEffectAndMakesNone(Loss loss) {
        for (String step : EveryKind.EFFECTS) {
            Path place = directory.resolve(loss + "-" + step);
            CountingProvider provider = new CountingProvider(place.resolve("provider"));
            provider.lose(step, loss);

            RunStatus status = finished(start(place, EveryKind.forward(provider), 0, Moment.BEFORE));

            assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(provider.standing()).isEqualTo(EveryKind.EFFECTS);
        }
    }

    @Test
    void aSecondCrashAndAThirdAreLikeTheFirst() {
        for (int first = 2; first < 6; first++) {
            Path place = directory.resolve("crash-" + first);
            Playbook playbook = EveryKind.forward(new CountingProvider(place.resolve("provider")));
            finished(start(place, playbook, first, Moment.AFTER));
            for (int again = 2; again < 4; again++) {
                CrashingJournal journal = opened(CrashingJournal.at(place.resolve("journal"), again, Moment.BEFORE));
                finished(resume(playbook, environment(journal, more -> {})));
            }

            RunStatus status = finished(resume(playbook, clean(place)));

            assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(new CountingProvider(place.resolve("provider")).standing())
                    .isEqualTo(EveryKind.EFFECTS);
        }
    }

    /** Crashes at the first append, then at the second, and so on until a run needs none of that number. */
    private int crashEverywhere(Moment moment, Function<CountingProvider, Playbook> definition, Outcome outcome) {
        for (int block = 2; block < MORE_THAN_BLOCKS; block++) {
            Path place = directory.resolve(moment + "-" + block);
            Playbook playbook = definition.apply(new CountingProvider(place.resolve("provider")));
            CrashingJournal journal = opened(CrashingJournal.at(place.resolve("journal"), block, moment));
            Run first = opened(Runner.start(order(playbook, RunCrashTest::consents), environment(journal, more -> {})));
            RunStatus status = finished(first);
            if (!journal.isDead()) {
                outcome.check(place, status);
                return block;
            }
            RunEnvironment clean = clean(place);
            if (!Runner.status("run-1", clean).state().ended()) {
                status = finished(resume(playbook, clean));
            } else {
                status = Runner.status("run-1", clean);
            }
            outcome.check(place, status);
            assertThat(clean.journals().verify("run-1").problems()).isEmpty();
            assertThat(first.status().state()).isIn(RunState.LOST, status.state());
            assertThat(Runner.status("run-1", clean)).usingRecursiveComparison().isEqualTo(status);
        }
        throw new AssertionError("the run never ends");
    }

    private RunEnvironment clean(Path place) {
        return environment(opened(FileJournal.open(place.resolve("journal"))), more -> {});
    }

    private Run start(Path place, Playbook playbook, int crashAt, Moment moment) {
        CrashingJournal journal = opened(CrashingJournal.at(place.resolve("journal"), crashAt, moment));
        return opened(Runner.start(order(playbook, RunCrashTest::consents), environment(journal, more -> {})));
    }

    private static void consents(RunOrder.Builder order) {
        order.approval(Approval.of("ann", PLAN, Instant.now())).approval(Approval.of("bob", PLAN, Instant.now()));
    }

    private static RunStatus finished(Run run) {
        RunStatus status = run.await(LONG);
        run.close();
        return status;
    }

    private interface Outcome {
        void check(Path place, RunStatus status);
    }
}
