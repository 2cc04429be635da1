package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run whose runner lives in another process, or in none: read from its journal, asked by its inbox. */
public final class AttachedRun implements Run {

    private final RunJournal journal;
    private final RunEnvironment environment;

    private AttachedRun(RunJournal journal, RunEnvironment environment) {
        this.journal = journal;
        this.environment = environment;
    }

    static AttachedRun of(RunJournal journal, RunEnvironment environment) {
        return new AttachedRun(journal, environment);
    }

    @Override
    public String id() {
        return journal.runId();
    }

    @Override
    public RunStatus status() {
        return StatusView.of(Ledger.of(journal), Optional.empty());
    }

    @Override
    public RunStatus await(Duration timeout) {
        RunStatus rest = poll(timeout, () -> {
            Ledger ledger = Ledger.of(journal);
            boolean resting = ledger.finished().isPresent()
                    || (ledger.board().open().isEmpty() && ledger.state() != RunState.RUNNING);
            return resting ? StatusView.of(ledger, Optional.empty()) : null;
        });
        if (rest == null) {
            throw DrException.of(ErrorCode.DEADLINE_EXCEEDED, "await run " + id(), "it goes on after " + timeout);
        }
        return rest;
    }

    @Override
    public void approve(String step, String principal, String planHash) {
        ask(new Control.Approve(step, principal, planHash, environment.clock().instant()));
    }

    @Override
    public void breakGlass(BreakGlass glass) {
        ask(new Control.BreakTheGlass(glass.reason(), glass.principal(), glass.at(), glass.ttl()));
    }

    @Override
    public void pause(String by, String reason) {
        ask(new Control.Pause(by, reason));
    }

    @Override
    public void resume(String by) {
        ask(new Control.Resume(by));
    }

    @Override
    public void decide(String step, Decision decision) {
        ask(new Control.Decide(
                step,
                decision.kind(),
                decision.by(),
                decision.why(),
                decision.output().map(Values::write)));
    }

    @Override
    public void cancel(CancelPolicy policy, String by, String reason) {
        ask(new Control.Cancel(policy, by, reason));
    }

    @Override
    public void abandon(String by, String reason) {
        Control.Abandon abandon = new Control.Abandon(
                environment.redactor().apply(by), environment.redactor().apply(reason));
        try {
            Runner.abandon(id(), environment, abandon);
        } catch (DrException held) {
            if (held.code() != ErrorCode.CONFLICT) {
                throw held;
            }
            ask(abandon);
        }
    }

    @Override
    public Report report() {
        return RunReport.of(journal, environment);
    }

    @Override
    public void close() {
        // The journal's place belongs to the host, and nothing else is open.
    }

    @Override
    public String toString() {
        return "run " + id() + " of another process";
    }

    /** Refuses at once what the runner would refuse, and else sends it and waits for the runner's word. */
    private void ask(Control asked) {
        Control control = asked.masked(environment.redactor());
        if (!(control instanceof Control.Decide)) {
            Ledger ledger = Ledger.of(journal);
            Controls.facts(
                    control, ledger, RunClock.Now.of(ledger, environment.clock().instant()));
        }
        long number = environment
                .journals()
                .inbox(id())
                .append(List.of(Control.entry(control)))
                .get(0)
                .sequence();
        Fact.MessageRead answer = poll(
                environment.patience(), () -> Ledger.of(journal).answer(number).orElse(null));
        if (answer == null) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    "control run " + id(),
                    "its runner gave no answer within " + environment.patience(),
                    failure -> failure.effect(Effect.UNKNOWN)
                            .hint("The message lies in the run's inbox: its runner takes it, or the next one does."
                                    + " Resume the run if nobody works on it."));
        }
        answer.refusal().ifPresent(refused -> {
            throw refused.toException();
        });
    }

    private <T> @Nullable T poll(Duration timeout, Supplier<@Nullable T> look) {
        long begin = System.nanoTime();
        while (true) {
            T seen = look.get();
            long left = timeout.toNanos() - (System.nanoTime() - begin);
            if (seen != null || left <= 0) {
                return seen;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, environment.poll().toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DrException.of(ErrorCode.CANCELLED, "wait for run " + id(), "the thread was interrupted");
            }
        }
    }
}
