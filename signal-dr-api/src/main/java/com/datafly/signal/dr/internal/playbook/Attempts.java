package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Begins attempts at steps and takes their outcomes. Used by the run's thread alone. */
final class Attempts implements AutoCloseable {

    private final RunLoop loop;
    private final RunParts parts;
    private final Ledger ledger;
    private final Workers workers;
    private final RunScope scope;
    private final StepHost host;
    private final List<PastDuration> durations = new ArrayList<>();

    Attempts(RunLoop loop, RunParts parts, StepHost host, Workers workers) {
        this.loop = loop;
        this.parts = parts;
        this.ledger = parts.ledger();
        this.workers = workers;
        this.scope = new RunScope(ledger, parts.playbook(), parts.target(), parts.environment());
        this.host = host;
    }

    /** Takes up the steps that have an intent and no outcome: an earlier runner did not see their end. */
    void recover(Block block) {
        for (StepEntry step : ledger.board().open()) {
            Attempt.Mode again = step.output().isPresent() ? Attempt.Mode.CHECK : Attempt.Mode.RECONCILE;
            Attempt.Mode mode = step.undo() == StepEntry.Undo.RUNNING ? Attempt.Mode.UNDO : again;
            block.afterwards(() -> launch(step, mode));
        }
    }

    /** Writes a step's intent, and begins the step once that is durable. */
    void intend(StepEntry step, Block block) {
        Attempt.Mode mode = mode(step);
        boolean undo = mode == Attempt.Mode.UNDO;
        block.add(new Fact.Intended(
                step.id(),
                undo,
                step.generation(),
                Attempt.key(ledger.runId(), defined(step), step.generation(), undo)));
        block.afterwards(() -> launch(step, mode));
    }

    private Attempt.Mode mode(StepEntry step) {
        if (ledger.isUndoing()) {
            return Attempt.Mode.UNDO;
        }
        if (step.output().isPresent()) {
            return Attempt.Mode.CHECK;
        }
        return step.isKnown() ? Attempt.Mode.ACT : Attempt.Mode.INSIST;
    }

    private void launch(StepEntry step, Attempt.Mode mode) {
        Attempt attempt = attempt(step, mode);
        perform(attempt, step, outcome -> block -> {
            boolean late = workers.isLate(attempt);
            if (workers.finish(attempt) && ledger.finished().isEmpty()) {
                settle(attempt, late ? judgeLate(attempt, outcome) : outcome, block);
            }
        });
    }

    Attempt attempt(StepEntry step, Attempt.Mode mode) {
        Step defined = defined(step);
        return new Attempt(
                defined,
                mode,
                step.generation(),
                Attempt.key(ledger.runId(), defined, step.generation(), mode == Attempt.Mode.UNDO),
                step.startedAt().orElse(ledger.lastAt()),
                parts.environment().time().nanoTime());
    }

    /** Performs an attempt on a thread of its own; {@code then} makes of its outcome what the run's thread does. */
    void perform(Attempt attempt, StepEntry step, Function<Fact.Settled, RunLoop.Task> then) {
        StepRun run = new StepRun(scope, host, attempt, step.output());
        workers.start(attempt, run::perform, outcome -> loop.post(then.apply(outcome)));
    }

    /** Settles what did not heed its interruption. */
    void settleOverdue(Block block) {
        for (Attempt attempt : workers.giveUpOverdue()) {
            if (attempt.mode() != Attempt.Mode.ADOPT) {
                settle(attempt, unclear(attempt, reasons(attempt).late(true), List.of()), block);
            }
        }
    }

    /** What is known to be done is done, though it came late; anything else says nothing. */
    private Fact.Settled judgeLate(Attempt attempt, Fact.Settled outcome) {
        boolean done = outcome.state().satisfies()
                || outcome.state() == StepState.UNDONE
                || outcome.output().isPresent();
        if (done) {
            return outcome;
        }
        List<String> notes = new ArrayList<>(outcome.notes());
        outcome.failure().ifPresent(failure -> notes.add("when it was interrupted: " + failure.problem()));
        return unclear(attempt, reasons(attempt).late(false), notes);
    }

    private Fact.Settled unclear(Attempt attempt, DrException failure, List<String> notes) {
        long nanos = parts.environment().time().nanoTime() - attempt.begin();
        return new Fact.Settled(
                attempt.step().id(),
                attempt.isUndo(),
                StepState.INDETERMINATE,
                Duration.ofNanos(Math.max(0, nanos)),
                Optional.empty(),
                Optional.of(reasons(attempt).kept(failure)),
                List.of(),
                notes);
    }

    private void settle(Attempt attempt, Fact.Settled outcome, Block block) {
        block.add(outcome);
        if (outcome.state() == StepState.SUCCEEDED && attempt.mode() == Attempt.Mode.ACT) {
            durations.add(new PastDuration(
                    attempt.step().action().name(),
                    attempt.step().provider().orElse(scope.provider()),
                    ledger.plan().sizeBytes().orElse(0L),
                    outcome.took(),
                    parts.environment().clock().instant()));
        }
    }

    Reasons reasons(Attempt attempt) {
        return new Reasons(attempt, parts.environment().redactor());
    }

    private Step defined(StepEntry step) {
        return parts.playbook().step(step.id()).orElseThrow();
    }

    /** Returns how long the steps took that began and ended in this process. */
    List<PastDuration> durations() {
        return List.copyOf(durations);
    }

    /** Closes what was opened for the steps. */
    @Override
    public void close() {
        scope.close();
    }
}
