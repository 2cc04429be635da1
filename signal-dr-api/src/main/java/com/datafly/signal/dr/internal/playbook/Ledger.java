package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says of a run: a fold over its records, the one source of truth for running, resuming, showing and
 * reporting it. Not thread-safe.
 */
final class Ledger {

    /** The actions that end a recovery: what comes behind the last of them is not part of its time. */
    private static final Set<String> VERIFICATIONS = Set.of(
            "verify",
            "measure-recovery-point",
            "verify-connection-consumers",
            "await-healthy-platform",
            "probe-event-flow");

    private final String runId;
    private final Board board = new Board();
    private final Consents consents = new Consents();
    private final Timeline timeline = new Timeline();
    private final Map<Long, Fact.MessageRead> messages = new HashMap<>();
    private final Set<String> orphans = new LinkedHashSet<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<StepOutline> outlines = new ArrayList<>();
    private JournalHead head = JournalHead.empty();
    private Fact.@Nullable Planned plan;
    private Fact.@Nullable Migrated migration;
    private Fact.@Nullable Paused paused;
    private Fact.@Nullable CancelAsked cancel;
    private Fact.@Nullable UndoBegun undo;
    private Fact.@Nullable Finished finished;
    private String definitionHash = "";
    private String planHash = "";
    private FailurePolicy onFailure = FailurePolicy.PAUSE;
    private Instant startedAt = Instant.EPOCH;
    private Instant lastAt = Instant.EPOCH;
    private boolean begun;
    private boolean late;
    private int verifying;

    Ledger(String runId) {
        this.runId = runId;
    }

    /** Reads a run's journal. */
    static Ledger of(RunJournal journal) {
        Ledger ledger = new Ledger(journal.runId());
        journal.read(record -> {
            ledger.expect(record);
            Facts.fact(record).ifPresent(fact -> ledger.apply(fact, record.at()));
            ledger.durable(record);
        });
        ledger.forgetOutlines();
        return ledger;
    }

    /**
     * Gets ready for a record. A definition counts once a runner has begun to interpret it, which is written with it:
     * what an earlier runner wrote without that is the beginning of a block that broke off.
     */
    void expect(JournalRecord record) {
        if (record.epoch() != head.epoch()) {
            forgetOutlines();
        }
    }

    private void forgetOutlines() {
        outlines.clear();
        migration = null;
    }

    /** Takes a fact that happened at {@code at}. */
    void apply(Fact fact, Instant at) {
        if (fact instanceof Fact.ClockJumped jump) {
            timeline.jumped(jump.jump());
            remarks.add("the wall clock jumped by " + jump.jump());
        }
        timeline.advance(at, segment());
        lastAt = at.isAfter(lastAt) ? at : lastAt;
        applyToPlan(fact, at);
        applyToStep(fact, at);
        applyToRun(fact);
    }

    /** Takes what the journal says of the place and time of the fact that was applied last, or of one before it. */
    void durable(JournalRecord record) {
        head = record.head();
        lastAt = record.at().isAfter(lastAt) ? record.at() : lastAt;
    }

    private void applyToPlan(Fact fact, Instant at) {
        if (fact instanceof Fact.Planned planned) {
            plan = planned;
            startedAt = at;
            pin(planned.definitionHash(), planned.planHash(), planned.onFailure());
        } else if (fact instanceof Fact.Migrated migrated) {
            forgetOutlines();
            migration = migrated;
        } else if (fact instanceof Fact.Outlined outlined) {
            outlines.addAll(outlined.steps());
        } else if (fact instanceof Fact.Started) {
            begin();
        } else if (fact instanceof Fact.Approved approved) {
            consents.add(approved, new RunClock.Now(at, timeline.elapsed()));
        } else if (fact instanceof Fact.GlassBroken glass) {
            consents.add(
                    BreakGlass.of(glass.reason(), glass.principal(), glass.at(), glass.ttl()),
                    new RunClock.Now(at, timeline.elapsed()));
        }
    }

    private void pin(String definition, String planned, FailurePolicy policy) {
        definitionHash = definition;
        planHash = planned;
        onFailure = policy;
        consents.plan(planned, plan().initiator());
    }

    private void begin() {
        Map<String, StepEntry> before = Map.of();
        if (migration != null) {
            before = board.clear();
            pin(migration.definitionHash(), migration.planHash(), migration.onFailure());
            remarks.add("migrated to another definition by " + migration.by() + ": " + migration.why());
        }
        for (StepOutline outline : outlines) {
            StepEntry old = before.get(outline.id());
            board.add(old == null ? new StepEntry(outline) : new StepEntry(outline, old));
        }
        forgetOutlines();
        board.link();
        begun = true;
    }

    private void applyToStep(Fact fact, Instant at) {
        if (fact instanceof Fact.Intended intent) {
            StepEntry step = board.step(intent.step());
            verifying += isVerification(step) ? 1 : 0;
            board.intend(step, () -> step.intend(intent, at, timeline.elapsed()));
        } else if (fact instanceof Fact.Observed observed) {
            board.step(observed.step()).observe(observed.operation());
        } else if (fact instanceof Fact.Settled outcome) {
            StepEntry step = board.step(outcome.step());
            boolean verified = step.isInFlight() && isVerification(step);
            verifying -= verified ? 1 : 0;
            if (verified) {
                timeline.verified();
            }
            board.settle(step, outcome);
        } else if (fact instanceof Fact.Decided decided) {
            decide(board.step(decided.step()), decided);
        }
    }

    private void decide(StepEntry step, Fact.Decided decided) {
        remarks.add(decided.by() + " decided to " + decided.kind() + " " + step.id() + ": " + decided.why());
        boolean undoing = step.undo() != StepEntry.Undo.NONE;
        switch (decided.kind()) {
            case RETRY -> {
                if (undoing) {
                    board.settleUndo(step, StepEntry.Undo.NONE);
                } else {
                    board.retry(step);
                }
            }
            case ABANDON -> {
                if (step.mayHaveChangedSomething()) {
                    orphans.add(leftover(step));
                }
                if (undoing) {
                    board.settleUndo(step, StepEntry.Undo.LEFT);
                } else {
                    board.skip(step);
                }
            }
            case ADOPT -> {
                if (undoing) {
                    board.settleUndo(step, StepEntry.Undo.DONE);
                }
            }
        }
    }

    private void applyToRun(Fact fact) {
        if (fact instanceof Fact.Paused pause) {
            paused = pause;
        } else if (fact instanceof Fact.Resumed) {
            paused = null;
        } else if (fact instanceof Fact.CancelAsked asked) {
            cancel = asked;
            paused = null;
        } else if (fact instanceof Fact.UndoBegun begun) {
            undo = begun;
        } else if (fact instanceof Fact.DeadlinePassed passed) {
            late = true;
            remarks.add("the time for the recovery, " + passed.budget() + ", was over");
        } else if (fact instanceof Fact.MessageRead message) {
            messages.put(message.number(), message);
        } else if (fact instanceof Fact.Finished end) {
            finished = end;
            orphans.addAll(end.orphans());
        }
    }

    private RecoveryTimeSegment segment() {
        if (!board.open().isEmpty()) {
            return board.open().size() == verifying ? RecoveryTimeSegment.VERIFY : RecoveryTimeSegment.EXECUTE;
        }
        return board.isOnlyReadyBehindGates() ? RecoveryTimeSegment.APPROVE : RecoveryTimeSegment.EXECUTE;
    }

    static boolean isVerification(StepEntry step) {
        return VERIFICATIONS.contains(step.outline().action());
    }

    /** Says what a step may have left at the provider, and under which name. */
    static String leftover(StepEntry step) {
        return "step " + step.id() + " (" + step.outline().action() + ")"
                + step.key().map(key -> ", key " + key).orElse("")
                + (step.observed().isEmpty() ? "" : ", seen as " + String.join(", ", step.observed()));
    }

    String runId() {
        return runId;
    }

    Board board() {
        return board;
    }

    Consents consents() {
        return consents;
    }

    Timeline timeline() {
        return timeline;
    }

    Fact.Planned plan() {
        return requireNonNull(plan, "a journal begins with its plan");
    }

    /** Tells whether the journal has its beginning. */
    boolean isPlanned() {
        return plan != null;
    }

    /** Tells whether the journal has all that a runner began with; if not, nothing was done. */
    boolean isBegun() {
        return begun;
    }

    String definitionHash() {
        return definitionHash;
    }

    String planHash() {
        return planHash;
    }

    FailurePolicy onFailure() {
        return onFailure;
    }

    boolean isDrill() {
        return plan().expiresAt().isPresent();
    }

    JournalHead head() {
        return head;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** Returns the latest instant that any record has. */
    Instant lastAt() {
        return lastAt;
    }

    Optional<Fact.Paused> paused() {
        return Optional.ofNullable(paused);
    }

    Optional<Fact.CancelAsked> cancel() {
        return Optional.ofNullable(cancel);
    }

    Optional<Fact.Finished> finished() {
        return Optional.ofNullable(finished);
    }

    /** Tells whether the deadline was told. */
    boolean isLate() {
        return late;
    }

    /** Returns the runner's word on a message of the inbox; empty if it has not read it yet. */
    Optional<Fact.MessageRead> answer(long message) {
        return Optional.ofNullable(messages.get(message));
    }

    /** Returns what happened to the run that a reader should know, in order. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Returns what may have been left behind: what was given up, and at the end what was in flight or unclear. */
    List<String> orphans() {
        return List.copyOf(orphans);
    }

    /** Tells whether what was done is being taken back. */
    boolean isUndoing() {
        return undo != null || (cancel != null && cancel.policy() == CancelPolicy.UNDO);
    }

    /** Returns why it is being taken back after a failure; empty if a person asked for it, or it is not. */
    Optional<String> undoReason() {
        return Optional.ofNullable(undo).map(Fact.UndoBegun::reason);
    }

    /** Tells whether no step is begun, whatever is ready. */
    boolean isHeld() {
        return finished != null
                || paused != null
                || cancel != null
                || undo != null
                || blocker().isPresent();
    }

    /** Returns the step that a person has to decide about before the run can go on. */
    Optional<StepEntry> blocker() {
        if (!isUndoing()) {
            return board.blocker();
        }
        return board.troubled().stream()
                .filter(step -> step.undo() != StepEntry.Undo.NONE || step.state() == StepState.INDETERMINATE)
                .findFirst();
    }

    RunState state() {
        if (finished != null) {
            return finished.state();
        }
        if (board.troubled().stream().anyMatch(Ledger::isUnclear)) {
            return RunState.INDETERMINATE;
        }
        if (paused != null || !begun || blocker().isPresent()) {
            return RunState.PAUSED;
        }
        boolean waits = !isUndoing() && cancel == null && board.open().isEmpty() && board.isOnlyReadyBehindGates();
        return waits ? RunState.WAITING_FOR_APPROVAL : RunState.RUNNING;
    }

    private static boolean isUnclear(StepEntry step) {
        return step.undo() == StepEntry.Undo.INDETERMINATE
                || (step.undo() == StepEntry.Undo.NONE && step.state() == StepState.INDETERMINATE);
    }
}
