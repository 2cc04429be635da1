package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.RunClock.Now;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks what is asked of a run, and says which facts come of it. Changes nothing. */
final class Controls {

    private final Ledger ledger;
    private final Now now;

    private Controls(Ledger ledger, Now now) {
        this.ledger = ledger;
        this.now = now;
    }

    /**
     * Returns the facts that come of what is asked; none if it changes nothing.
     *
     * @throws DrException as {@code Run} says
     */
    static List<Fact> facts(Control control, Ledger ledger, Now now) {
        Controls controls = new Controls(ledger, now);
        if (ledger.finished().isPresent()) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "control run " + ledger.runId(),
                    "it has ended: " + ledger.finished().get().state(),
                    "Start another run.");
        }
        if (control instanceof Control.Approve approve) {
            return controls.approve(approve);
        }
        if (control instanceof Control.BreakTheGlass glass) {
            BreakGlass checked = BreakGlass.of(glass.reason(), glass.principal(), glass.at(), glass.ttl());
            return List.of(new Fact.GlassBroken(checked.reason(), checked.principal(), checked.at(), checked.ttl()));
        }
        if (control instanceof Control.Decide decide) {
            return controls.decide(decide);
        }
        return controls.onRun(control);
    }

    private List<Fact> onRun(Control control) {
        if (control instanceof Control.Pause pause) {
            requireNamed(pause.by(), pause.reason());
            return ledger.paused().isPresent() ? List.of() : List.of(new Fact.Paused(pause.by(), pause.reason()));
        }
        if (control instanceof Control.Resume resume) {
            return resume(resume);
        }
        if (control instanceof Control.Cancel cancel) {
            return cancel(cancel);
        }
        if (control instanceof Control.Abandon abandon) {
            requireNamed(abandon.by(), abandon.reason());
            return List.of(new Fact.Finished(
                    RunState.ABANDONED, "by " + abandon.by() + ": " + abandon.reason(), leftovers(ledger)));
        }
        throw new IllegalArgumentException("unknown control " + control);
    }

    private List<Fact> approve(Control.Approve approve) {
        StepEntry step = step(approve.step());
        Fact.Approved given = new Fact.Approved(approve.step(), approve.principal(), approve.planHash(), approve.at());
        ledger.consents().require(given, step.outline(), now);
        if (step.state() != StepState.PENDING && step.state() != StepState.FAILED) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "approve step " + step.id(),
                    "it is " + step.state() + " and waits for nobody",
                    "Look at the run's status.");
        }
        return List.of(given);
    }

    private List<Fact> resume(Control.Resume resume) {
        requireNamed(resume.by(), "resume");
        Optional<StepEntry> blocker = ledger.blocker();
        if (blocker.isPresent()) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "resume run " + ledger.runId(),
                    "step " + blocker.get() + " needs a decision first",
                    "Adopt, retry or abandon the step, or cancel the run.");
        }
        if (ledger.paused().isEmpty()) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "resume run " + ledger.runId(),
                    "it is not paused",
                    "Look at the run's status.");
        }
        return List.of(new Fact.Resumed(resume.by()));
    }

    private List<Fact> decide(Control.Decide decide) {
        requireNamed(decide.by(), decide.why());
        StepEntry step = step(decide.step());
        boolean undoing = step.undo() == StepEntry.Undo.FAILED || step.undo() == StepEntry.Undo.INDETERMINATE;
        boolean undecided = step.state() == StepState.FAILED || step.state() == StepState.INDETERMINATE;
        if (!undoing && !(undecided && step.undo() == StepEntry.Undo.NONE)) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "decide about step " + step.id(),
                    "it is " + step.state(),
                    "Decide about a step that failed or whose outcome nobody can tell.");
        }
        if (ledger.isUndoing() && !undoing && decide.kind() == Decision.Kind.RETRY) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "decide about step " + step.id(),
                    "the run takes back what it did and begins nothing more",
                    "Adopt the step's work, so that it is undone too, or abandon it.");
        }
        Fact decided = new Fact.Decided(step.id(), decide.kind(), decide.by(), decide.why());
        return decide.kind() == Decision.Kind.ADOPT && !undoing
                ? List.of(decided, adopted(step, decide))
                : List.of(decided);
    }

    private static Fact adopted(StepEntry step, Control.Decide decide) {
        return new Fact.Settled(
                step.id(),
                false,
                StepState.SUCCEEDED,
                Duration.ZERO,
                decide.output(),
                Optional.empty(),
                List.of(),
                List.of("adopted by " + decide.by() + ": " + decide.why()));
    }

    private List<Fact> cancel(Control.Cancel cancel) {
        requireNamed(cancel.by(), cancel.reason());
        if (cancel.policy() == CancelPolicy.UNDO) {
            requireUndoable();
        }
        Optional<CancelPolicy> before = ledger.cancel().map(Fact.CancelAsked::policy);
        if (before.isPresent() && severity(before.get()) >= severity(cancel.policy())) {
            return List.of();
        }
        Fact asked = new Fact.CancelAsked(cancel.policy(), cancel.by(), cancel.reason());
        if (cancel.policy() != CancelPolicy.ABANDON) {
            return List.of(asked);
        }
        return List.of(
                asked,
                new Fact.Finished(RunState.CANCELLED, "by " + cancel.by() + ": " + cancel.reason(), leftovers(ledger)));
    }

    private void requireUndoable() {
        if (ledger.board().isBehindNoReturn()) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "undo run " + ledger.runId(),
                    "it is behind a point of no return",
                    "Let it go forward, or cancel it with WAIT or ABANDON and mend by hand.");
        }
        if (ledger.state() == RunState.INDETERMINATE) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "undo run " + ledger.runId(),
                    "nobody can tell whether step "
                            + ledger.blocker().map(StepEntry::id).orElse("") + " happened",
                    "Adopt or abandon that step first.");
        }
    }

    /** What ends more of the work that goes on is stricter. */
    private static int severity(CancelPolicy policy) {
        return switch (policy) {
            case WAIT -> 0;
            case UNDO -> 1;
            case ABANDON -> 2;
        };
    }

    /** Returns what an end at this moment leaves in flight or unclear. */
    static List<String> leftovers(Ledger ledger) {
        return Stream.concat(ledger.board().open().stream(), ledger.board().troubled().stream())
                .filter(step -> step.mayHaveChangedSomething())
                .map(Ledger::leftover)
                .distinct()
                .toList();
    }

    private StepEntry step(String id) {
        return ledger.board()
                .find(id)
                .orElseThrow(() -> refusal(
                        ErrorCode.INVALID_ARGUMENT,
                        "control run " + ledger.runId(),
                        "there is no step '" + id + "'",
                        "Take the id from the run's status."));
    }

    private static void requireNamed(String by, String why) {
        if (by.isBlank() || why.isBlank()) {
            throw refusal(
                    ErrorCode.INVALID_ARGUMENT,
                    "control a run",
                    "nobody or no reason is named",
                    "Say who asks, and why: the journal keeps both.");
        }
    }

    static DrException refusal(ErrorCode code, String operation, String problem, String hint) {
        return DrException.create(code, operation, problem, failure -> failure.hint(hint));
    }
}
