package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.report.Report;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run whose runner lives in this process. */
public final class DefaultRun implements Run {

    private final RunParts parts;
    private final RunLoop loop;

    private DefaultRun(RunParts parts) {
        this.parts = parts;
        this.loop = new RunLoop(parts);
    }

    /** Begins to interpret a run whose journal and leases are at hand. */
    static DefaultRun of(RunParts parts) {
        DefaultRun run = new DefaultRun(parts);
        run.loop.start();
        return run;
    }

    @Override
    public String id() {
        return parts.ledger().runId();
    }

    @Override
    public RunStatus status() {
        Optional<RunStatus> present = loop.read(() -> loop.lost().isPresent()
                ? Optional.<RunStatus>empty()
                : Optional.of(StatusView.of(parts.ledger(), Optional.empty())));
        return present.orElseGet(() -> journaled(loop.lost().map(DrException::problem)));
    }

    /** What a lost runner holds in memory may never have become durable, and another one may have gone on. */
    private RunStatus journaled(Optional<String> lost) {
        try {
            Ledger durable = Ledger.of(parts.journal());
            return StatusView.of(durable, durable.finished().isPresent() ? Optional.empty() : lost);
        } catch (DrException unreadable) {
            return loop.read(() -> StatusView.of(parts.ledger(), lost));
        }
    }

    @Override
    public RunStatus await(Duration timeout) {
        if (timeout.isNegative()) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, "await run " + id(), "timeout is " + timeout);
        }
        try {
            if (loop.awaitRest(timeout)) {
                return status();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw waiting(ErrorCode.CANCELLED, "the waiting thread was interrupted");
        }
        throw waiting(ErrorCode.DEADLINE_EXCEEDED, "it goes on after " + timeout);
    }

    @Override
    public void approve(String step, String principal, String planHash) {
        ask(new Control.Approve(
                step, principal, planHash, parts.environment().clock().instant()));
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
        ask(new Control.Abandon(by, reason));
    }

    @Override
    public Report report() {
        return RunReport.of(parts.journal(), parts.environment());
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public String toString() {
        return "run " + id();
    }

    private void ask(Control control) {
        Ask ask = Ask.here(control);
        loop.ask(ask);
        await(ask.answer());
    }

    private void await(CompletableFuture<Void> answer) {
        Duration patience = parts.environment().patience().multipliedBy(2);
        try {
            answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(ErrorCode.CANCELLED, "the waiting thread was interrupted");
        } catch (TimeoutException e) {
            throw unknown(ErrorCode.UNAVAILABLE, "the run gave no answer within " + patience);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DrException refused ? refused : new IllegalStateException(e.getCause());
        }
    }

    private DrException waiting(ErrorCode code, String problem) {
        return DrException.create(
                code,
                "await run " + id(),
                problem,
                failure -> failure.hint("The run goes on: await it again, or look at its status."));
    }

    private DrException unknown(ErrorCode code, String problem) {
        return DrException.create(
                code,
                "control run " + id(),
                problem,
                failure -> failure.effect(Effect.UNKNOWN).hint("Look at the run's status before you ask again."));
    }
}
