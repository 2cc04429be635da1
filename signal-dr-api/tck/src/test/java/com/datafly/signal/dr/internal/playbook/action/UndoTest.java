package com.datafly.signal.dr.internal.playbook.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.internal.playbook.action.StepRun.Killed;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryWorld;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An undo leaves the world as it was before the step, however often and through whatever it is done. */
class UndoTest {

    private static final List<Step> STEPS = List.of(
            Steps.snapshot("snapshot", "before"),
            Steps.restoreSnapshot("restore", "snapshot"),
            Steps.recover("recover", RecoveryTarget.latest(), copy -> copy.named("orders-recovered")),
            Steps.clone("clone", copy -> {}),
            Steps.automatedBackups("backups", 1, BackupWindow.parse("01:00-02:00")),
            Steps.hold("hold", "snapshot", "an upgrade"),
            Steps.release("release", "hold"),
            Steps.freeze("freeze", "an incident"),
            Steps.unfreeze("unfreeze", "freeze"));

    private static final List<String> CALLS = List.of(
            "startDeleteSnapshot",
            "startDiscard",
            "startChange",
            "settings",
            "annotate",
            "annotateSnapshot",
            "annotations",
            "findSnapshot",
            "openRestored");

    static IntStream steps() {
        return IntStream.range(0, STEPS.size());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void anUndoLeavesTheWorldAsItWas(int victim) {
        undone(victim, run -> {}, 1);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void anUndoThatIsRepeatedDoesNoHarm(int victim) {
        undone(victim, run -> {}, 2);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aProcessThatDiesInAnUndoIsFollowedByOneThatEndsIt(int victim) {
        for (String call : CALLS) {
            for (int nth = 1; nth <= 3; nth++) {
                int death = nth;
                undone(
                        victim,
                        run -> run.world.faults().before(call, death, () -> {
                            throw new Killed();
                        }),
                        1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void anAnswerThatIsLostInAnUndoChangesNothing(int victim) {
        for (String call : CALLS) {
            for (Fault lost : List.of(Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.STALE)) {
                undone(victim, run -> run.world.faults().next(call, lost), 1);
            }
        }
    }

    private static void undone(int victim, Consumer<StepRun> disturbance, int times) {
        Step step = STEPS.get(victim);
        assertThat(step.kind()).isEqualTo(StepKind.REVERSIBLE);
        try (InMemoryWorld world = Worlds.withFourDays();
                StepRun run = new StepRun(world, "run-1").driveAll(STEPS.subList(0, victim))) {
            Map<String, Object> before = Worlds.stateOf(run);
            run.drive(step);
            disturbance.accept(run);

            for (int i = 0; i < times; i++) {
                run.undo(step);
            }

            world.faults().clear();
            assertThat(Worlds.stateOf(run)).as(step.toString()).isEqualTo(before);
        }
    }
}
