package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepState;
import java.util.Optional;
import java.util.function.Function;

/** Does what is asked of a run, in its process or by messages, or refuses it. Used by the run's thread alone. */
final class RunControls {

    private final RunParts parts;
    private final Ledger ledger;
    private final RunClock clock;
    private final Attempts attempts;
    private final Workers workers;
    private final Inbox inbox;

    RunControls(RunParts parts, RunClock clock, Attempts attempts, Workers workers) {
        this.parts = parts;
        this.ledger = parts.ledger();
        this.clock = clock;
        this.attempts = attempts;
        this.workers = workers;
        this.inbox = new Inbox(parts.environment().journals().inbox(ledger.runId()), parts.environment());
    }

    /** Does what the messages that came since the last call ask for. */
    void readMessages(Block block) {
        for (Inbox.Message message : inbox.look()) {
            if (ledger.answer(message.number()).isPresent()) {
                continue;
            }
            message.control().ifPresent(control -> handle(Ask.byMessage(message.number(), control), block));
            message.defect()
                    .ifPresent(defect -> block.add(
                            new Fact.MessageRead(message.number(), Optional.of(Failure.of(defect, redactor())))));
        }
    }

    /** Does what is asked, or refuses it, now or, where that takes a look at the provider, later. */
    void handle(Ask ask, Block block) {
        try {
            Control control = ask.control().masked(redactor());
            Control checked = control instanceof Control.Decide decide ? prepared(decide) : control;
            if (checked instanceof Control.Decide decide && isToBeFound(decide)) {
                find(ask, decide, block);
                return;
            }
            Controls.facts(checked, ledger, clock.now()).forEach(block::add);
            ask.grant(block);
        } catch (DrException refused) {
            ask.refuse(block, refused, redactor());
        } catch (RuntimeException defect) {
            DrException failure = Controls.refusal(
                    ErrorCode.INTERNAL,
                    "control run " + ledger.runId(),
                    redactor().apply("it failed with " + defect),
                    "Nothing was changed. This is a defect: please report it.");
            ask.refuse(block, failure, redactor());
        }
    }

    /** An adopted step whose output nobody gave has to find it. */
    private boolean isToBeFound(Control.Decide decide) {
        return decide.kind() == Decision.Kind.ADOPT
                && decide.output().isEmpty()
                && ledger.board()
                        .find(decide.step())
                        .filter(step -> step.undo() == StepEntry.Undo.NONE
                                && step.output().isEmpty())
                        .isPresent();
    }

    private Control.Decide prepared(Control.Decide decide) {
        if (decide.kind() == Decision.Kind.RETRY && workers.isStuck(decide.step())) {
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

    private void find(Ask ask, Control.Decide decide, Block block) {
        // Refuses here what makes no sense, though the facts are those of another outcome.
        Controls.facts(decide, ledger, clock.now());
        StepEntry step = ledger.board().step(decide.step());
        Attempt attempt = attempts.attempt(step, Attempt.Mode.ADOPT);
        block.afterwards(() -> attempts.perform(attempt, step, outcome -> new RunLoop.Task() {
            @Override
            public void run(Block later) {
                boolean alive = workers.finish(attempt);
                Optional<DrException> refusal = alive
                        ? refusal(decide, step, outcome)
                        : Optional.of(attempts.reasons(attempt).late(true));
                if (refusal.isPresent()) {
                    ask.refuse(later, refusal.get(), redactor());
                    return;
                }
                later.add(new Fact.Decided(decide.step(), decide.kind(), decide.by(), decide.why()));
                later.add(outcome);
                ask.grant(later);
            }

            @Override
            public void drop(DrException why) {
                ask.drop(why);
            }
        }));
    }

    private Optional<DrException> refusal(Control.Decide decide, StepEntry step, Fact.Settled outcome) {
        boolean undecided = step.state() == StepState.FAILED || step.state() == StepState.INDETERMINATE;
        if (undecided
                && outcome.state() == StepState.SUCCEEDED
                && ledger.finished().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Controls.refusal(
                ErrorCode.FAILED_PRECONDITION,
                "adopt step " + decide.step(),
                outcome.failure().map(Failure::problem).orElse("its action does not find the work done"),
                "Give the output with the decision, if you know that the work is done."));
    }

    private Function<String, String> redactor() {
        return parts.environment().redactor();
    }
}
