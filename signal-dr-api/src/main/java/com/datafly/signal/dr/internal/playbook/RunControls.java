package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Does what is asked of a run, in its process or by messages, or refuses it. Used by the run's thread alone. */
final class RunControls {

    private final RunLoop loop;
    private final RunParts parts;
    private final Ledger ledger;
    private final RunClock clock;
    private final Attempts attempts;
    private final Workers workers;
    private final Inbox inbox;

    RunControls(RunLoop loop, RunParts parts, RunClock clock, Attempts attempts, Workers workers) {
        this.loop = loop;
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
            if (ledger.answer(message.number()).isEmpty()) {
                take(message, block);
            }
        }
    }

    private void take(Inbox.Message message, Block block) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        message.defect().ifPresent(answer::completeExceptionally);
        boolean later = message.control().isPresent() && handle(message.control().get(), block, answer);
        if (!later) {
            block.add(new Fact.MessageRead(message.number(), refusal(answer)));
            return;
        }
        CompletableFuture<?> unused = answer.whenComplete((done, refused) -> loop.post(
                next -> next.add(new Fact.MessageRead(message.number(), refusal(answer)))));
    }

    private Optional<Failure> refusal(CompletableFuture<Void> answer) {
        if (!answer.isCompletedExceptionally()) {
            return Optional.empty();
        }
        try {
            answer.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.ofNullable(e.getCause())
                    .filter(DrException.class::isInstance)
                    .map(refused -> Failure.of(
                            (DrException) refused, parts.environment().redactor()));
        }
    }

    /**
     * Does what is asked, or refuses it; {@code answer} is completed once that is durable.
     *
     * @return whether the answer takes more than this turn
     */
    boolean handle(Control asked, Block block, CompletableFuture<Void> answer) {
        try {
            Control control = asked.masked(parts.environment().redactor());
            Control checked = control instanceof Control.Decide decide ? prepared(decide) : control;
            if (checked instanceof Control.Decide decide && isToBeFound(decide)) {
                find(decide, block, answer);
                return true;
            }
            Controls.facts(checked, ledger, clock.now()).forEach(block::add);
            block.afterwards(() -> answer.complete(null));
        } catch (DrException refused) {
            answer.completeExceptionally(refused);
        } catch (RuntimeException defect) {
            answer.completeExceptionally(Controls.refusal(
                    ErrorCode.INTERNAL,
                    "control run " + ledger.runId(),
                    parts.environment().redactor().apply("it failed with " + defect),
                    "Nothing was changed. This is a defect: please report it."));
        }
        return false;
    }

    /** An adopted step whose output nobody gave has to find it. */
    private boolean isToBeFound(Control.Decide decide) {
        return decide.kind() == Decision.Kind.ADOPT
                && decide.output().isEmpty()
                && ledger.board()
                        .find(decide.step())
                        .filter(step -> step.undo() == StepEntry.Undo.NONE && step.output().isEmpty())
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
        String kept = Outputs.keep(
                Values.read(decide.output().get(), type), type, parts.environment().redactor());
        return new Control.Decide(decide.step(), decide.kind(), decide.by(), decide.why(), Optional.of(kept));
    }

    private void find(Control.Decide decide, Block block, CompletableFuture<Void> answer) {
        // Refuses here what makes no sense, though the facts are those of another outcome.
        Controls.facts(decide, ledger, clock.now());
        StepEntry step = ledger.board().step(decide.step());
        Attempt attempt = attempts.attempt(step, Attempt.Mode.ADOPT);
        block.afterwards(() -> attempts.perform(attempt, step, outcome -> new RunLoop.Task() {
            @Override
            public void run(Block later) {
                adopt(decide, attempt, outcome, later, answer);
            }

            @Override
            public void drop(DrException why) {
                answer.completeExceptionally(why);
            }
        }));
    }

    private void adopt(
            Control.Decide decide,
            Attempt attempt,
            Fact.Settled outcome,
            Block block,
            CompletableFuture<Void> answer) {
        StepState state = ledger.board().step(decide.step()).state();
        boolean undecided = state == StepState.FAILED || state == StepState.INDETERMINATE;
        if (!workers.finish(attempt)) {
            answer.completeExceptionally(attempts.reasons(attempt).late(true));
        } else if (outcome.state() != StepState.SUCCEEDED || !undecided) {
            answer.completeExceptionally(Controls.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "adopt step " + decide.step(),
                    outcome.failure().map(Failure::problem).orElse("its action does not find the work done"),
                    "Give the output with the decision, if you know that the work is done."));
        } else {
            block.add(new Fact.Decided(decide.step(), decide.kind(), decide.by(), decide.why()));
            block.add(outcome);
            block.afterwards(() -> answer.complete(null));
        }
    }
}
