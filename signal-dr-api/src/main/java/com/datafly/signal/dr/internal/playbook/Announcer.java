package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells as events what is durable. */
final class Announcer {

    private final Ledger ledger;
    private final Clock clock;
    private final Consumer<RunEvent> listeners;
    private final Set<String> asked = new HashSet<>();
    private RunState told = RunState.RUNNING;

    Announcer(Ledger ledger, Clock clock, Consumer<RunEvent> listeners) {
        this.ledger = ledger;
        this.clock = clock;
        this.listeners = listeners;
    }

    void started() {
        listeners.accept(new RunEvent.RunStarted(
                ledger.runId(),
                clock.instant(),
                ledger.plan().playbook(),
                ledger.isDrill(),
                ledger.head().epoch()));
    }

    void progressed(String step, Progress progress) {
        listeners.accept(new RunEvent.StepProgressed(ledger.runId(), clock.instant(), step, progress));
    }

    void lost(String reason) {
        listeners.accept(new RunEvent.RunLost(ledger.runId(), clock.instant(), reason));
    }

    void tell(Fact fact) {
        if (fact instanceof Fact.Intended || fact instanceof Fact.Observed || fact instanceof Fact.Settled) {
            tellOfStep(fact);
        } else {
            tellOfRun(fact);
        }
    }

    private void tellOfStep(Fact fact) {
        if (fact instanceof Fact.Intended intent) {
            asked.remove(intent.step());
            listeners.accept(new RunEvent.StepStarted(
                    ledger.runId(),
                    clock.instant(),
                    intent.step(),
                    action(intent.step()),
                    intent.generation(),
                    intent.undo()));
        } else if (fact instanceof Fact.Observed observed) {
            listeners.accept(
                    new RunEvent.StepObserved(ledger.runId(), clock.instant(), observed.step(), observed.operation()));
        } else if (fact instanceof Fact.Settled outcome) {
            listeners.accept(new RunEvent.StepFinished(
                    ledger.runId(),
                    clock.instant(),
                    outcome.step(),
                    action(outcome.step()),
                    outcome.state(),
                    outcome.took(),
                    outcome.failure().map(Failure::message)));
        }
    }

    private void tellOfRun(Fact fact) {
        if (fact instanceof Fact.Approved approved) {
            listeners.accept(
                    new RunEvent.ApprovalGiven(ledger.runId(), clock.instant(), approved.step(), approved.principal()));
        } else if (fact instanceof Fact.ClockJumped jump) {
            listeners.accept(new RunEvent.ClockJumped(ledger.runId(), clock.instant(), jump.jump()));
        } else if (fact instanceof Fact.DeadlinePassed passed) {
            listeners.accept(new RunEvent.DeadlinePassed(ledger.runId(), clock.instant(), passed.budget()));
        }
    }

    /** Tells what the run achieved, and its end. */
    void finished(Report report) {
        listeners.accept(new RunEvent.RunMeasured(
                ledger.runId(),
                clock.instant(),
                report.verdict(),
                report.recoveryPoint().flatMap(Grade::achieved),
                report.segments().flatMap(RecoveryTimeMeasurement::total)));
        finished();
    }

    /** Tells the run's end. */
    void finished() {
        listeners.accept(new RunEvent.RunFinished(
                ledger.runId(),
                clock.instant(),
                ledger.state(),
                ledger.timeline().elapsed()));
    }

    /** Tells, once each, which steps wait for consent. */
    void waiting(Iterable<StepEntry> steps) {
        for (StepEntry step : steps) {
            if (asked.add(step.id())) {
                listeners.accept(new RunEvent.ApprovalNeeded(
                        ledger.runId(),
                        clock.instant(),
                        step.id(),
                        step.outline().gate().orElseThrow().toGate(),
                        ledger.planHash()));
            }
        }
    }

    /**
     * Tells that the run has stopped for a person.
     *
     * @return whether that is news
     */
    boolean stopped(String reason) {
        RunState state = ledger.state();
        boolean stands =
                state == RunState.PAUSED || state == RunState.INDETERMINATE || state == RunState.WAITING_FOR_APPROVAL;
        boolean news = stands && state != told;
        told = state;
        if (news) {
            listeners.accept(new RunEvent.RunStopped(ledger.runId(), clock.instant(), state, reason));
        }
        return news;
    }

    private String action(String step) {
        return ledger.board().step(step).outline().action();
    }
}
