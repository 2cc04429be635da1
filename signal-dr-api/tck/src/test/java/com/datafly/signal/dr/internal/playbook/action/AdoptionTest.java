package com.datafly.signal.dr.internal.playbook.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.internal.playbook.action.StepRun.Killed;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryWorld;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever befalls a step, the world looks as after an undisturbed one: the same snapshots, databases and notes. */
class AdoptionTest {

    private static final RetentionPolicy POLICY =
            RetentionPolicy.create(rules -> rules.keepLast(1).maximumRemovals(2));

    /** One of every kind of step that changes something, and what they need. */
    private static final List<Step> STEPS = List.of(
            Steps.snapshot("snapshot", "before"),
            Steps.restoreSnapshot("restore", "snapshot"),
            Steps.examine("verify", "restore", TestChecks.passing()),
            Steps.recordVerdict("record", "verify"),
            Steps.choosePoint("point", RecoveryTarget.latest()),
            Steps.recoverToPoint("recover", "point", copy -> copy.named("orders-recovered")),
            Steps.clone("clone", copy -> copy.setting("network", "private")),
            Steps.planRetention("plan", POLICY),
            Steps.applyRetention("apply", "plan", POLICY),
            Steps.automatedBackups("backups", 35, BackupWindow.parse("01:00-02:00")),
            Steps.copySnapshot("copy", "snapshot", InMemoryWorld.ELSEWHERE),
            Steps.failover("failover"),
            Steps.hold("hold", "snapshot", "an upgrade"),
            Steps.release("release", "hold"),
            Steps.freeze("freeze", "an incident"),
            Steps.unfreeze("unfreeze", "freeze"),
            Steps.deleteSnapshot("delete", "snapshot"),
            Steps.discard("discard", "restore"),
            Steps.discard("discard-clone", "clone"));

    private static final List<String> CHANGES = List.of(
            "startSnapshot",
            "startRestore",
            "startClone",
            "continueRestore",
            "startChange",
            "startCopy",
            "startFailover",
            "startDeleteSnapshot",
            "startDiscard",
            "annotate",
            "annotateSnapshot");

    private static final List<String> CALLS = List.of(
            "startSnapshot",
            "startRestore",
            "startClone",
            "continueRestore",
            "startChange",
            "startCopy",
            "startFailover",
            "startDeleteSnapshot",
            "startDiscard",
            "annotate",
            "annotateSnapshot",
            "annotations",
            "capabilities",
            "findOperation",
            "findCopy",
            "copied",
            "findFailover",
            "settings",
            "isInForce",
            "findSnapshot",
            "listSnapshots",
            "openRestored",
            "restorableWindow");

    private static final int MOST_CALLS = 4;

    private static final Map<Integer, Map<String, Integer>> CALLS_MADE = new ConcurrentHashMap<>();

    static IntStream steps() {
        return IntStream.range(0, STEPS.size());
    }

    static IntStream changingSteps() {
        return steps().filter(index -> !STEPS.get(index).id().equals("verify"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aProcessThatDiesBeforeAnyCallIsFollowedByOneThatEndsItsStepOnce(int victim) {
        List<Object> undisturbed = statesOf(victim, run -> {});

        for (String call : CALLS) {
            for (int nth = 1; nth <= Math.min(MOST_CALLS, callsOf(victim, call)); nth++) {
                int death = nth;
                assertThat(statesOf(
                                victim,
                                run -> run.world.faults().before(call, death, () -> {
                                    throw new Killed();
                                })))
                        .as("%s, killed before %s number %s", STEPS.get(victim), call, nth)
                        .isEqualTo(undisturbed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aProcessThatDiesOnceItsWorkWasAcceptedIsFollowedByOneThatAdoptsIt(int victim) {
        assertThat(statesOf(
                        victim,
                        run -> run.onObserved = () -> {
                            run.onObserved = () -> {};
                            throw new Killed();
                        }))
                .isEqualTo(statesOf(victim, run -> {}));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void anAnswerThatIsLostBeforeOrAfterTheProviderActedChangesNothing(int victim) {
        List<Object> undisturbed = statesOf(victim, run -> {});

        for (String call : CHANGES) {
            if (callsOf(victim, call) == 0) {
                continue;
            }
            for (Fault lost : List.of(Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.REFUSED, Fault.THROTTLED)) {
                assertThat(statesOf(victim, run -> run.world.faults().next(call, lost)))
                        .as("%s, %s of %s", STEPS.get(victim), lost, call)
                        .isEqualTo(undisturbed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepThatIsDoneTwiceUnderItsKeyHasOneEffect(int victim) {
        try (InMemoryWorld world = Worlds.withFourDays().restoreCalls(1);
                StepRun run = new StepRun(world, "run-1").driveAll(STEPS.subList(0, victim + 1))) {
            Object once = Worlds.stateOf(run);

            run.act(STEPS.get(victim));

            assertThat(Worlds.stateOf(run)).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @MethodSource("changingSteps")
    void anAnswerThatLagsBehindIsNoReasonToBeginAnew(int victim) {
        List<Object> undisturbed = statesOf(victim, run -> {});

        for (String call : List.of("findOperation", "findCopy", "findFailover", "openRestored", "findSnapshot")) {
            assertThat(statesOf(victim, run -> {
                        run.world.faults().next(call, Fault.STALE);
                        run.onObserved = () -> {
                            run.onObserved = () -> {};
                            throw new Killed();
                        };
                    }))
                    .as("%s, stale %s", STEPS.get(victim), call)
                    .isEqualTo(undisturbed);
        }
    }

    /** Returns how often an undisturbed step makes a call. */
    private static int callsOf(int victim, String call) {
        return CALLS_MADE.computeIfAbsent(victim, AdoptionTest::callsMadeBy).getOrDefault(call, 0);
    }

    private static Map<String, Integer> callsMadeBy(int victim) {
        try (InMemoryWorld world = Worlds.withFourDays().restoreCalls(1);
                StepRun run = new StepRun(world, "run-1").driveAll(STEPS.subList(0, victim))) {
            Map<String, Integer> before = counts(world);
            run.drive(STEPS.get(victim));
            Map<String, Integer> made = counts(world);
            made.replaceAll((call, count) -> count - before.getOrDefault(call, 0));
            return made;
        }
    }

    private static Map<String, Integer> counts(InMemoryWorld world) {
        return CALLS.stream().collect(Collectors.toMap(call -> call, world.faults()::count));
    }

    /** Runs the steps, the one in the middle of a disturbance, and returns the states behind it and at the end. */
    private static List<Object> statesOf(int victim, Consumer<StepRun> disturbance) {
        try (InMemoryWorld world = Worlds.withFourDays().restoreCalls(1);
                StepRun run = new StepRun(world, "run-1").driveAll(STEPS.subList(0, victim))) {
            disturbance.accept(run);
            run.drive(STEPS.get(victim));
            world.faults().clear();
            run.onObserved = () -> {};
            Object behind = Worlds.stateOf(run);
            run.driveAll(STEPS.subList(victim + 1, STEPS.size()));
            return List.of(behind, Worlds.stateOf(run));
        }
    }
}
