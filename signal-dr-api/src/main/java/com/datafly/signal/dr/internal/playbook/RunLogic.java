package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from what came in: the rules of a run, between its ledger and its threads. */
final class RunLogic {

    private static final Logger LOG = LoggerFactory.getLogger(RunLogic.class);

    private final RunLoop loop;
    private final RunEnvironment environment;
    private final Ledger ledger;
    private final Schedule schedule;
    private final RunClock clock;
    private final Attempts attempts;
    private final RunControls controls;

    RunLogic(RunLoop loop, RunParts parts, Workers workers) {
        this.loop = loop;
        this.environment = parts.environment();
        this.ledger = parts.ledger();
        this.schedule = new Schedule(ledger, parts.playbook().concurrency());
        Duration before = RunClock.Now.of(ledger, environment.clock().instant()).elapsed();
        this.clock = new RunClock(environment.clock(), environment.time(), before);
        this.attempts = new Attempts(loop, parts, new LoopHost(loop, parts, clock), workers);
        this.controls = new RunControls(parts, clock, attempts, workers);
    }

    /** Takes up what an earlier runner left open. */
    void recover(Block block) {
        attempts.recover(block);
    }

    /** Takes what happened by itself since the last turn. */
    void before(Block block) {
        clock.jump().ifPresent(jump -> block.add(new Fact.ClockJumped(jump)));
        attempts.settleOverdue(block);
        passDeadline(block);
        controls.readMessages(block);
    }

    /** Does what is asked, or refuses it. */
    void handle(Ask ask, Block block) {
        controls.handle(ask, block);
    }

    /** Works out what follows. */
    void after(Block block) {
        if (ledger.finished().isPresent()) {
            return;
        }
        undoAfterFailure(block);
        for (StepEntry step = schedule.next(clock.now()); step != null; step = schedule.next(clock.now())) {
            attempts.intend(step, block);
        }
        finish(block);
    }

    private void passDeadline(Block block) {
        Fact.Times times = ledger.plan().times();
        if (times.rto().isEmpty() || ledger.isLate() || ledger.finished().isPresent()) {
            return;
        }
        Instant began = times.disruptedAt().orElse(ledger.startedAt());
        Duration budget = times.rto().get().minus(Duration.between(began, ledger.startedAt()));
        if (clock.now().elapsed().compareTo(budget) < 0) {
            return;
        }
        block.add(new Fact.DeadlinePassed(budget));
        if (ledger.plan().pauseAtDeadline()) {
            block.add(new Fact.Paused("the deadline", "the time for the recovery is over"));
        }
    }

    private void undoAfterFailure(Block block) {
        boolean undoes = ledger.onFailure() == FailurePolicy.UNDO
                && ledger.state() == RunState.PAUSED
                && ledger.blocker().isPresent()
                && !ledger.isUndoing()
                && ledger.cancel().isEmpty()
                && ledger.paused().isEmpty()
                && ledger.board().open().isEmpty()
                && !ledger.board().isBehindNoReturn();
        if (undoes) {
            StepEntry failed = ledger.blocker().orElseThrow();
            block.add(new Fact.UndoBegun("step " + failed.id() + " failed: "
                    + failed.failure().map(Failure::problem).orElse("")));
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
                RunState state = cancel.isPresent() ? RunState.CANCELLED : RunState.FAILED;
                end(
                        block,
                        state,
                        cancel.map(RunLogic::words).or(ledger::undoReason).orElse(""));
            }
        } else if (cancel.isPresent()) {
            end(block, RunState.CANCELLED, words(cancel.get()));
        } else if (ledger.board().isSettled() && ledger.blocker().isEmpty()) {
            boolean reached = ledger.board().isReached();
            end(block, reached ? RunState.SUCCEEDED : RunState.FAILED, reached ? "" : "what was given up was needed");
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
            environment.history().ifPresent(history -> history.record(attempts.durations()));
        } catch (DrException e) {
            LOG.warn("the durations of the steps could not be kept: {}", e.getMessage());
        }
    }

    void close() {
        attempts.close();
    }
}
