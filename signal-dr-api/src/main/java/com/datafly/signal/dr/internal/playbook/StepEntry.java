package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One step in a {@link Board}: where it stands, and what it found. Only the board and the ledger change it. */
final class StepEntry {

    /** Where a step's undo stands. */
    enum Undo {
        NONE,
        RUNNING,
        FAILED,
        INDETERMINATE,
        DONE,
        LEFT
    }

    private final StepOutline outline;
    private final List<StepEntry> next = new ArrayList<>();
    private final List<String> observed = new ArrayList<>();
    private final List<Fact.Evidence> evidence = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private StepState state = StepState.PENDING;
    private Undo undo = Undo.NONE;
    private int satisfied;
    private int dead;
    private boolean offered;
    private int generation;
    private boolean known = true;
    private @Nullable OperationKey key;
    private @Nullable Instant startedAt;
    private Duration start = Duration.ZERO;
    private Duration took = Duration.ZERO;
    private @Nullable String output;
    private @Nullable Failure failure;

    StepEntry(StepOutline outline) {
        this.outline = outline;
    }

    /** Takes over what was done under another outline that means the same work. */
    StepEntry(StepOutline outline, StepEntry before) {
        this(outline);
        observed.addAll(before.observed);
        evidence.addAll(before.evidence);
        notes.addAll(before.notes);
        state = before.state;
        undo = before.undo;
        generation = before.generation;
        known = before.known;
        key = before.key;
        startedAt = before.startedAt;
        start = before.start;
        took = before.took;
        output = before.output;
        failure = before.failure;
    }

    StepOutline outline() {
        return outline;
    }

    String id() {
        return outline.id();
    }

    StepState state() {
        return state;
    }

    Undo undo() {
        return undo;
    }

    List<StepEntry> next() {
        return next;
    }

    int satisfied() {
        return satisfied;
    }

    int generation() {
        return generation;
    }

    Optional<OperationKey> key() {
        return Optional.ofNullable(key);
    }

    Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    /** Returns the time from the run's beginning to the beginning of the newest attempt. */
    Duration start() {
        return start;
    }

    Duration took() {
        return took;
    }

    /** Returns what the action gave; it did its work, though the step may have failed at a postcondition since. */
    Optional<String> output() {
        return Optional.ofNullable(output);
    }

    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    List<String> observed() {
        return observed;
    }

    List<Fact.Evidence> evidence() {
        return evidence;
    }

    List<String> notes() {
        return notes;
    }

    /** Tells whether what became of the newest attempt is known, or there was none yet. */
    boolean isKnown() {
        return known;
    }

    boolean isOffered() {
        return offered;
    }

    boolean isInFlight() {
        return state == StepState.RUNNING || undo == Undo.RUNNING;
    }

    /** Tells whether it may be begun as far as the steps before it go. */
    boolean isReady() {
        int needed = outline.join() == Join.ANY
                ? Math.min(1, outline.after().size())
                : outline.after().size();
        return state == StepState.PENDING && satisfied >= needed;
    }

    /** Tells whether it can never be ready. */
    boolean isHopeless() {
        boolean withoutAny = satisfied == 0 && dead == outline.after().size();
        return state == StepState.PENDING && dead > 0 && (outline.join() == Join.ALL || withoutAny);
    }

    boolean canStillSucceed() {
        return state == StepState.PENDING || state == StepState.RUNNING || state == StepState.INDETERMINATE;
    }

    /** Tells whether something may be at the provider that cannot be taken back. */
    boolean isBehindNoReturn() {
        return outline.kind() == StepKind.POINT_OF_NO_RETURN && mayHaveChangedSomething();
    }

    /** Tells whether the action may have changed something, or is about to. */
    boolean mayHaveChangedSomething() {
        return switch (state) {
            case RUNNING, INDETERMINATE, SUCCEEDED -> true;
            default -> output != null || !known || (failure != null && failure.effect() != Effect.NONE);
        };
    }

    /** Tells whether there is something to undo, and it was not tried yet. */
    boolean isToBeUndone() {
        return undo == Undo.NONE && output != null && outline.kind() == StepKind.REVERSIBLE;
    }

    void link(StepEntry after) {
        next.add(after);
    }

    void reset() {
        next.clear();
        satisfied = 0;
        dead = 0;
        offered = false;
    }

    void countSatisfied() {
        satisfied++;
    }

    void countDead() {
        dead++;
    }

    void offered(boolean offered) {
        this.offered = offered;
    }

    void intend(Fact.Intended intent, Instant at, Duration sinceStart) {
        if (intent.undo()) {
            undo = Undo.RUNNING;
            return;
        }
        state = StepState.RUNNING;
        generation = intent.generation();
        key = intent.key();
        startedAt = at;
        start = sinceStart;
        known = false;
        failure = null;
    }

    /** Takes the instant that the journal gave to the intent. */
    void startedAt(Instant at) {
        startedAt = at;
    }

    void observe(String operation) {
        if (!observed.contains(operation)) {
            observed.add(operation);
        }
    }

    void settle(Fact.Settled outcome) {
        evidence.addAll(outcome.evidence());
        notes.addAll(outcome.notes());
        failure = outcome.failure().orElse(null);
        if (outcome.undo()) {
            undo = switch (outcome.state()) {
                case UNDONE -> Undo.DONE;
                case INDETERMINATE -> Undo.INDETERMINATE;
                default -> Undo.FAILED;
            };
            return;
        }
        state = outcome.state();
        known = state != StepState.INDETERMINATE;
        took = outcome.took();
        outcome.output().ifPresent(text -> output = text);
    }

    /** Makes it pending again: with a new key if it is known to have failed without an effect that could be adopted. */
    void retry() {
        if (state == StepState.FAILED && output == null) {
            generation++;
        }
        state = StepState.PENDING;
    }

    void skip() {
        state = StepState.SKIPPED;
    }

    void undo(Undo undo) {
        this.undo = undo;
    }

    StepStatus status(boolean waits) {
        return StepStatus.create(id(), outline.kind(), shown(waits), more -> {
            more.title(outline.title()).duration(took);
            if (key != null) {
                more.attempt(generation, key, requireNonNull(startedAt));
            }
            observed.forEach(more::observed);
            if (failure != null) {
                more.failure(failure.message());
            }
        });
    }

    private StepState shown(boolean waits) {
        return switch (undo) {
            case NONE, LEFT -> waits ? StepState.WAITING_FOR_APPROVAL : state;
            case RUNNING -> StepState.RUNNING;
            case FAILED -> StepState.FAILED;
            case INDETERMINATE -> StepState.INDETERMINATE;
            case DONE -> StepState.UNDONE;
        };
    }

    @Override
    public String toString() {
        return id() + " " + state;
    }
}
