package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run does with what comes in: the rules of the engine, between the ledger and the threads. */
final class RunLogic implements StepHost {

    private static final Logger LOG = LoggerFactory.getLogger(RunLogic.class);

    private final RunLoop loop;
    private final RunParts parts;
    private final Ledger ledger;
    private final Workers workers;
    private final Schedule schedule;
    private final RunClock clock;
    private final RunScope scope;
    private final Inbox inbox;
    private final List<PastDuration> durations = new ArrayList<>();

    RunLogic(RunLoop loop, RunParts parts, Workers workers) {
        RunEnvironment environment = parts.environment();
        this.loop = loop;
        this.parts = parts;
        this.ledger = parts.ledger();
        this.workers = workers;
        this.schedule = new Schedule(ledger, parts.playbook().concurrency());
        this.clock = new RunClock(environment.clock(), environment.time(), ledger.lastAt());
        this.scope = new RunScope(ledger, parts.playbook(), parts.target(), environment);
        this.inbox = new Inbox(environment.journals().inbox(ledger.runId()), environment);
    }

    /** Takes up the steps that have an intent and no outcome: an earlier runner did not see their end. */
    void recover(Block block) {
        for (StepEntry step : ledger.board().open()) {
            Attempt.Mode mode = step.undo() == StepEntry.Undo.RUNNING
                    ? Attempt.Mode.UNDO
                    : step.output().isPresent() ? Attempt.Mode.CHECK : Attempt.Mode.RECONCILE;
            block.afterwards(() -> launch(step, mode));
        }
    }

    /** Takes what happened by itself since the last turn. */
    void before(Block block) {
        clock.jump().ifPresent(jump -> block.add(new Fact.ClockJumped(jump)));
        for (Attempt attempt : workers.giveUpOverdue()) {
            settle(attempt, unclear(attempt, new Reasons(attempt, redactor()).late(true), List.of()), block);
        }
        passDeadline(block);
        for (Inbox.Message message : inbox.look()) {
            if (ledger.answer(message.number()).isEmpty()) {
                take(message, block);
            }
        }
    }

    /** Works out what follows. */
    void after(Block block) {
        if (ledger.finished().isPresent()) {
            return;
        }
        undoAfterFailure(block);
        for (StepEntry step = schedule.next(clock.now()); step != null; step = schedule.next(clock.now())) {
            intend(step, block);
        }
        finish(block);
    }

    private void passDeadline(Block block) {
        Fact.Times times = ledger.plan().times();
        if (ledger.isLate() || times.rto().isEmpty()) {
            return;
        }
        Instant began = times.disruptedAt().orElse(ledger.startedAt());
        if (clock.now().isBefore(began.plus(times.rto().get()))) {
            return;
        }
        Duration budget = times.rto().get().minus(Duration.between(began, ledger.startedAt()));
        block.add(new Fact.DeadlinePassed(budget));
        if (ledger.plan().pauseAtDeadline()) {
            block.add(new Fact.Paused("the deadline", "the time for the recovery is over"));
        }
    }

    private void take(Inbox.Message message, Block block) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        message.control().ifPresent(control -> handle(control, block, answer));
        message.defect().ifPresent(answer::completeExceptionally);
        if (answer.isDone() || message.control().filter(this::isToBeFound).isEmpty()) {
            block.add(new Fact.MessageRead(message.number(), refusal(answer)));
        } else {
            answer.whenComplete((done, refused) -> loop.post(
                    later -> later.add(new Fact.MessageRead(message.number(), refusal(answer)))));
        }
    }

    private Optional<Failure> refusal(CompletableFuture<Void> answer) {
        if (!answer.isCompletedExceptionally()) {
            return Optional.empty();
        }
        try {
            answer.getNow(null);
            return Optional.empty();
        } catch (RuntimeException e) {
            return e.getCause() instanceof DrException refused
                    ? Optional.of(Failure.of(refused, redactor()))
                    : Optional.empty();
        }
    }

    /** Does what is asked, or refuses it; {@code answer} is completed once that is durable. */
    void handle(Control control, Block block, CompletableFuture<Void> answer) {
        try {
            Control checked = control instanceof Control.Decide decide ? prepared(decide) : control;
            if (isToBeFound(checked)) {
                find((Control.Decide) checked, block, answer);
                return;
            }
            Controls.facts(checked, ledger, clock.now()).forEach(block::add);
            schedule.reconsider();
            block.afterwards(() -> answer.complete(null));
        } catch (DrException refused) {
            answer.completeExceptionally(refused);
        } catch (RuntimeException defect) {
            answer.completeExceptionally(DrException.create(
                    ErrorCode.INTERNAL,
                    "control run " + ledger.runId(),
                    redactor().apply("it failed with " + defect),
                    failure -> failure.hint("Nothing was changed. This is a defect: please report it.")));
        }
    }

    /** An adopted step whose output nobody gave has to find it. */
    private boolean isToBeFound(Control control) {
        return control instanceof Control.Decide decide
                && decide.kind() == Decision.Kind.ADOPT
                && decide.output().isEmpty()
                && ledger.board()
                        .find(decide.step())
                        .filter(step -> step.undo() == StepEntry.Undo.NONE && step.output().isEmpty())
                        .isPresent();
    }

    private Control.Decide prepared(Control.Decide decide) {
        if (workers.isStuck(decide.step())) {
            throw Controls.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "decide about step " + decide.step(),
                    "the thread of its last attempt still runs in this process, for it ignored its interruption",
                    "Wait for it, or end this process and resume the run in another one.");
        }
        Optional<Step> step = parts.playbook().step(decide.step());
        if (decide.output().isEmpty() || step.isEmpty()) {
            return decide;
        }
        Class<?> type = step.get().action().outputType();
        String kept = Outputs.keep(Values.read(decide.output().get(), type), type, redactor());
        return new Control.Decide(decide.step(), decide.kind(), decide.by(), decide.why(), Optional.of(kept));
    }

    private void find(Control.Decide decide, Block block, CompletableFuture<Void> answer) {
        Controls.facts(decide, ledger, clock.now());
        StepEntry step = ledger.board().step(decide.step());
        Attempt attempt = attempt(step, Attempt.Mode.ADOPT);
        block.afterwards(() -> perform(attempt, step, outcome -> new RunLoop.Task() {
            @Override
            public void run(Block later) {
                if (!workers.finish(attempt)) {
                    answer.completeExceptionally(new Reasons(attempt, redactor()).late(true));
                } else if (outcome.state() != StepState.SUCCEEDED || !isUndecided(step)) {
                    answer.completeExceptionally(notFound(decide, outcome));
                } else {
                    later.add(new Fact.Decided(decide.step(), decide.kind(), decide.by(), decide.why()));
                    later.add(outcome);
                    later.afterwards(() -> answer.complete(null));
                }
            }

            @Override
            public void drop(DrException why) {
                answer.completeExceptionally(why);
            }
        }));
    }

    private static boolean isUndecided(StepEntry step) {
        return step.state() == StepState.FAILED || step.state() == StepState.INDETERMINATE;
    }

    private static DrException notFound(Control.Decide decide, Fact.Settled outcome) {
        return Controls.refusal(
                ErrorCode.FAILED_PRECONDITION,
                "adopt step " + decide.step(),
                outcome.failure().map(Failure::problem).orElse("its action does not find the work done"),
                "Give the output with the decision, if you know that the work is done.");
    }

    private void undoAfterFailure(Block block) {
        boolean undoes = ledger.onFailure() == FailurePolicy.UNDO
                && !ledger.isUndoing()
                && ledger.cancel().isEmpty()
                && ledger.paused().isEmpty()
                && ledger.board().open().isEmpty()
                && ledger.state() == RunState.PAUSED
                && !ledger.board().isBehindNoReturn();
        if (undoes) {
            StepEntry failed = ledger.blocker().orElseThrow();
            block.add(new Fact.UndoBegun("step " + failed.id() + " failed: "
                    + failed.failure().map(Failure::problem).orElse("")));
        }
    }

    private void intend(StepEntry step, Block block) {
        Attempt.Mode mode = ledger.isUndoing()
                ? Attempt.Mode.UNDO
                : step.output().isPresent()
                        ? Attempt.Mode.CHECK
                        : step.isKnown() ? Attempt.Mode.ACT : Attempt.Mode.INSIST;
        boolean undo = mode == Attempt.Mode.UNDO;
        Step defined = parts.playbook().step(step.id()).orElseThrow();
        block.add(new Fact.Intended(
                step.id(),
                undo,
                step.generation(),
                Attempt.key(ledger.runId(), defined, step.generation(), undo)));
        block.afterwards(() -> launch(step, mode));
    }

    private void launch(StepEntry step, Attempt.Mode mode) {
        Attempt attempt = attempt(step, mode);
        perform(attempt, step, outcome -> block -> {
            boolean late = workers.isLate(attempt);
            if (workers.finish(attempt)) {
                settle(attempt, late ? judgeLate(attempt, outcome) : outcome, block);
            }
        });
    }

    private Attempt attempt(StepEntry step, Attempt.Mode mode) {
        Step defined = parts.playbook().step(step.id()).orElseThrow();
        return new Attempt(
                defined,
                mode,
                step.generation(),
                Attempt.key(ledger.runId(), defined, step.generation(), mode == Attempt.Mode.UNDO),
                step.startedAt().orElse(ledger.lastAt()),
                parts.environment().time().nanoTime());
    }

    private void perform(
            Attempt attempt, StepEntry step, Function<Fact.Settled, RunLoop.Task> outcome) {
        StepRun run = new StepRun(scope, this, attempt, step.output());
        workers.start(attempt, run::perform, settled -> loop.post(outcome.apply(settled)));
    }

    /** What is known to be done is done, though it came late; anything else says nothing. */
    private Fact.Settled judgeLate(Attempt attempt, Fact.Settled outcome) {
        boolean done = outcome.state().satisfies() || outcome.state() == StepState.UNDONE || outcome.output().isPresent();
        if (done) {
            return outcome;
        }
        List<String> notes = new ArrayList<>(outcome.notes());
        outcome.failure().ifPresent(failure -> notes.add("when it was interrupted: " + failure.problem()));
        return unclear(attempt, new Reasons(attempt, redactor()).late(false), notes);
    }

    private Fact.Settled unclear(Attempt attempt, DrException failure, List<String> notes) {
        return new Fact.Settled(
                attempt.step().id(),
                attempt.isUndo(),
                StepState.INDETERMINATE,
                Duration.ofNanos(Math.max(0, parts.environment().time().nanoTime() - attempt.begin())),
                Optional.empty(),
                Optional.of(Failure.of(failure, redactor())),
                List.of(),
                notes);
    }

    private void settle(Attempt attempt, Fact.Settled outcome, Block block) {
        block.add(outcome);
        if (outcome.state() == StepState.SUCCEEDED && attempt.mode() == Attempt.Mode.ACT) {
            durations.add(new PastDuration(
                    attempt.step().action().name(),
                    attempt.step().provider().orElse(scope.provider()),
                    0,
                    outcome.took(),
                    parts.environment().clock().instant()));
        }
    }

    private void finish(Block block) {
        if (!ledger.board().open().isEmpty() || ledger.finished().isPresent()) {
            return;
        }
        Optional<Fact.CancelAsked> cancel = ledger.cancel();
        if (ledger.isUndoing()) {
            boolean undone = ledger.blocker().isEmpty()
                    && ledger.paused().isEmpty()
                    && ledger.board().nextToUndo() == null;
            if (undone) {
                end(
                        block,
                        cancel.isPresent() ? RunState.CANCELLED : RunState.FAILED,
                        cancel.map(RunLogic::words).or(ledger::undoReason).orElse(""));
            }
        } else if (cancel.filter(asked -> asked.policy() == CancelPolicy.WAIT).isPresent()) {
            end(block, RunState.CANCELLED, words(cancel.get()));
        } else if (ledger.board().isSettled() && ledger.blocker().isEmpty()) {
            boolean reached = ledger.board().isReached();
            end(
                    block,
                    reached ? RunState.SUCCEEDED : RunState.FAILED,
                    reached ? "" : "what was given up was needed");
        }
    }

    private void end(Block block, RunState state, String reason) {
        block.add(new Fact.Finished(state, reason, Controls.leftovers(ledger)));
    }

    private static String words(Fact.CancelAsked cancel) {
        return "cancelled by " + cancel.by() + ": " + cancel.reason();
    }

    /** Tells listeners where the run stands; true if it has stopped for a person just now. */
    boolean announce() {
        if (ledger.finished().isPresent()) {
            return false;
        }
        loop.announcer().waiting(schedule.waiting());
        return ledger.board().open().isEmpty() && loop.announcer().stopped(StatusView.reason(ledger));
    }

    /** Tells whether nothing goes on before a person acts. */
    boolean isAtRest() {
        return ledger.finished().isPresent() || (ledger.board().open().isEmpty() && ledger.state() != RunState.RUNNING);
    }

    /** Keeps how long the steps took; a history that cannot be written is no reason to fail. */
    void keepDurations() {
        try {
            parts.environment().history().ifPresent(history -> history.record(durations));
        } catch (DrException e) {
            LOG.warn("the durations of the steps could not be kept: {}", e.getMessage());
        }
    }

    void close() {
        scope.close();
    }

    private Function<String, String> redactor() {
        return parts.environment().redactor();
    }

    @Override
    public Optional<String> output(String step) {
        return loop.read(() -> ledger.board().find(step).flatMap(StepEntry::output));
    }

    @Override
    public void observed(String step, String operation) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        loop.post(new RunLoop.Task() {
            @Override
            public void run(Block block) {
                if (ledger.finished().isEmpty()) {
                    block.add(new Fact.Observed(step, Failure.text(requireNonNull(operation), redactor())));
                }
                block.afterwards(() -> durable.complete(null));
            }

            @Override
            public void drop(DrException why) {
                durable.completeExceptionally(why);
            }
        });
        await(step, durable);
    }

    /** The work has begun, so whatever ends the wait says nothing of its effect. */
    private static void await(String step, CompletableFuture<Void> durable) {
        try {
            durable.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw undecided(step, ErrorCode.CANCELLED, "the thread was interrupted");
        } catch (ExecutionException e) {
            throw undecided(step, ErrorCode.FENCED, "the run is over in this process: " + e.getCause());
        }
    }

    private static DrException undecided(String step, ErrorCode code, String problem) {
        return DrException.create(
                code, "note the work of step " + step, problem, failure -> failure.effect(Effect.UNKNOWN));
    }

    @Override
    public void progressed(String step, Progress progress) {
        loop.announcer().progressed(step, progress);
    }

    @Override
    public void requireHeld() {
        parts.leases().requireHeld();
    }

    @Override
    public Optional<BreakGlass> glass() {
        return loop.read(() -> ledger.consents().glass(clock.now()));
    }
}
