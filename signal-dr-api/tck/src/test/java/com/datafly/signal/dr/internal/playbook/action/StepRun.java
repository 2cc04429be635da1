package com.datafly.signal.dr.internal.playbook.action;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.playbook.Values;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepScope;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One run over a database in memory, by the rules of the engine and without a journal: outputs are kept as text, and a
 * process that dies is followed by another.
 */
public final class StepRun implements AutoCloseable {

    private static final int PATIENCE = 10;

    final SettableClock clock;
    final InMemoryWorld world;
    final String runId;
    final List<CheckResult> evidence = new ArrayList<>();
    final List<String> observed = new ArrayList<>();
    private final Map<String, String> outputs = new HashMap<>();
    private final Map<String, Integer> generations = new HashMap<>();
    private final Map<String, Instant> intents = new HashMap<>();
    boolean drill;
    Runnable onObserved = () -> {};
    private SignalDr process;

    public StepRun(InMemoryWorld world, String runId) {
        this.world = world;
        this.clock = world.clock();
        this.runId = runId;
        this.process = open();
    }

    /** What ends a process at once: nothing on the way makes another exception of it. */
    @SuppressWarnings("serial")
    public static final class Killed extends VirtualMachineError {}

    /** Makes a drill of it. */
    public StepRun asDrill() {
        drill = true;
        return this;
    }

    public Database database() {
        return process.database();
    }

    public TestContext context(String stepId) {
        return context(stepId, "");
    }

    private TestContext context(String stepId, String suffix) {
        int generation = generations.getOrDefault(stepId, 0);
        OperationKey key = OperationKey.derive(runId, stepId + suffix, generation, "");
        return new TestContext(this, stepId, generation, key);
    }

    /** Does a step as the engine would, until it is done: after a death in another process. */
    public Object drive(Step step) {
        boolean begun = false;
        for (int i = 0; i < PATIENCE; i++) {
            try {
                Object output = begun && step.kind() != StepKind.PURE ? reconcile(step) : act(step);
                outputs.put(step.id(), Values.write(output));
                return output;
            } catch (Killed e) {
                restart();
            } catch (DrException e) {
                if (e.effect() != Effect.UNKNOWN && e.code() != ErrorCode.INDETERMINATE) {
                    throw e;
                }
            }
            begun = true;
        }
        throw new AssertionError(step + " never came to its end");
    }

    /**
     * Does a playbook in order and stops at the first guard that does not hold; a drill leaves out what is done to the
     * source.
     *
     * @return the steps that were done
     */
    public List<String> drive(Playbook playbook) {
        List<String> done = new ArrayList<>();
        for (Step step : playbook.order()) {
            for (Guard guard : step.guards()) {
                if (!guard.check(context(step.id())).holds()) {
                    return done;
                }
            }
            if (!drill || step.scope() == StepScope.COPY) {
                drive(step);
                done.add(step.id());
            }
        }
        return done;
    }

    /** Does all of them in order. */
    public StepRun driveAll(List<Step> steps) {
        steps.forEach(this::drive);
        return this;
    }

    public Object act(Step step) {
        intents.putIfAbsent(step.id(), clock.instant());
        return action(step).act(context(step.id()), step.input());
    }

    public Sighting<?> find(Step step) {
        return action(step).find(context(step.id()), step.input());
    }

    /** Undoes a step that was done; dies and repeats as {@link #drive}. */
    public void undo(Step step) {
        StepAction<Object, Object> action = action(step);
        for (int i = 0; i < PATIENCE; i++) {
            try {
                action.undo(context(step.id(), "/undo"), step.input(), output(step.id(), action.outputType()));
                return;
            } catch (Killed e) {
                restart();
            } catch (DrException e) {
                if (e.effect() != Effect.UNKNOWN) {
                    throw e;
                }
            }
        }
        throw new AssertionError(step + " was never undone");
    }

    /** Begins another attempt, as after a failure that is known. */
    public void nextGeneration(Step step) {
        generations.merge(step.id(), 1, Integer::sum);
    }

    public void restart() {
        process.close();
        process = open();
    }

    Instant intentOf(String stepId) {
        return intents.getOrDefault(stepId, clock.instant());
    }

    public <O> O output(String stepId, Class<O> type) {
        return Values.read(requireNonNull(outputs.get(stepId), stepId), type);
    }

    boolean isDone(String stepId) {
        return outputs.containsKey(stepId);
    }

    /** Forgets what a step left, as a drill that left its action out. */
    void forget(String stepId) {
        outputs.remove(stepId);
    }

    /** Puts what a step left. */
    void put(String stepId, Object output) {
        outputs.put(stepId, Values.write(output));
    }

    private Object reconcile(Step step) {
        Sighting<?> sighting = find(step);
        return switch (sighting.state()) {
            case NOT_STARTED, RUNNING -> act(step);
            case DONE -> sighting.output().orElseThrow();
            case FAILED -> throw sighting.failure().orElseThrow();
            case UNKNOWN -> throw new AssertionError("a person would be asked: " + sighting);
        };
    }

    private SignalDr open() {
        return SignalDr.builder()
                .database(world.address("orders"))
                .clock(clock)
                .timeSource(clock)
                .operationDeadline(Duration.ofHours(6))
                .build();
    }

    /** Makes a value in a process that is closed at once, as a person beside the run would. */
    public <T> T beside(Function<Database, T> look) {
        try (SignalDr other = open()) {
            return look.apply(other.database());
        }
    }

    @SuppressWarnings("unchecked")
    private static StepAction<Object, Object> action(Step step) {
        return (StepAction<Object, Object>) step.action();
    }

    @Override
    public void close() {
        process.close();
    }
}
