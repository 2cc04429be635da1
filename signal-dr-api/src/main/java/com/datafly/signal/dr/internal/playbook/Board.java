package com.datafly.signal.dr.internal.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.StepState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All steps of a run, and what waits for what. A change costs as much as the step has steps behind it, so a whole run
 * costs as much as the playbook has dependencies.
 */
final class Board {

    private final List<StepEntry> steps = new ArrayList<>();
    private final Map<String, StepEntry> byId = new HashMap<>();
    private final Deque<StepEntry> offers = new ArrayDeque<>();
    private final Set<StepEntry> open = new LinkedHashSet<>();
    private final Set<StepEntry> troubled = new LinkedHashSet<>();
    private final Set<StepEntry> noReturn = new LinkedHashSet<>();
    private final List<StepEntry> done = new ArrayList<>();
    private int ready;
    private int readyBehindGates;
    private int unsettled;

    List<StepEntry> steps() {
        return Collections.unmodifiableList(steps);
    }

    Optional<StepEntry> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    StepEntry step(String id) {
        return requireNonNull(byId.get(id), id);
    }

    /** Returns the steps with an intent and without an outcome. */
    Collection<StepEntry> open() {
        return Collections.unmodifiableSet(open);
    }

    /** Returns the steps that failed or whose outcome nobody can tell, their undo included. */
    Collection<StepEntry> troubled() {
        return Collections.unmodifiableSet(troubled);
    }

    /** Returns a step that has become ready since the last call, or null. */
    @Nullable
    StepEntry nextOffer() {
        return offers.poll();
    }

    /** Tells whether all that could be begun has an approval gate. */
    boolean isOnlyReadyBehindGates() {
        return ready > 0 && ready == readyBehindGates;
    }

    boolean isBehindNoReturn() {
        return noReturn.stream().anyMatch(StepEntry::isBehindNoReturn);
    }

    /** Tells whether no step will be begun or waited for any more. */
    boolean isSettled() {
        return unsettled == 0 && open.isEmpty();
    }

    /** Adds a step; {@link #link} follows when all are there. */
    void add(StepEntry step) {
        steps.add(step);
        byId.put(step.id(), step);
    }

    /** Takes all steps away, to be put back under changed outlines. */
    Map<String, StepEntry> clear() {
        Map<String, StepEntry> before = new HashMap<>(byId);
        steps.clear();
        byId.clear();
        return before;
    }

    /** Works out from where each step stands what waits for what. */
    void link() {
        offers.clear();
        ready = 0;
        readyBehindGates = 0;
        unsettled = 0;
        done.replaceAll(step -> step(step.id()));
        relocate(open);
        relocate(troubled);
        relocate(noReturn);
        steps.forEach(StepEntry::reset);
        steps.forEach(step -> step.outline().after().forEach(id -> step(id).link(step)));
        for (StepEntry step : steps) {
            unsettled += step.state() == StepState.PENDING || step.state() == StepState.RUNNING ? 1 : 0;
            for (StepEntry next : step.next()) {
                count(step, next);
            }
        }
        steps.forEach(this::offer);
        steps.forEach(this::skipIfHopeless);
    }

    private void relocate(Set<StepEntry> set) {
        List<StepEntry> again = set.stream().map(step -> step(step.id())).toList();
        set.clear();
        set.addAll(again);
    }

    private static void count(StepEntry step, StepEntry next) {
        if (step.state().satisfies()) {
            next.countSatisfied();
        } else if (step.state() == StepState.SKIPPED) {
            next.countDead();
        }
    }

    void intend(StepEntry step, Runnable change) {
        if (step.isOffered()) {
            withdraw(step);
        }
        troubled.remove(step);
        change.run();
        open.add(step);
        if (step.isBehindNoReturn()) {
            noReturn.add(step);
        }
    }

    void settle(StepEntry step, Fact.Settled outcome) {
        boolean counted = isCounted(step);
        step.settle(outcome);
        open.remove(step);
        troubled.remove(step);
        if (outcome.state() == StepState.FAILED || outcome.state() == StepState.INDETERMINATE) {
            troubled.add(step);
        }
        if (outcome.undo()) {
            return;
        }
        unsettled -= counted ? 1 : 0;
        if (outcome.output().isPresent()) {
            done.add(step);
        }
        if (step.state().satisfies()) {
            for (StepEntry next : step.next()) {
                next.countSatisfied();
                offer(next);
            }
        }
    }

    void retry(StepEntry step) {
        troubled.remove(step);
        step.retry();
        unsettled++;
        offer(step);
    }

    /** Gives a step up, and with it those behind it that cannot be begun without it. */
    void skip(StepEntry step) {
        Deque<StepEntry> given = new ArrayDeque<>(List.of(step));
        while (!given.isEmpty()) {
            StepEntry next = given.remove();
            if (next.state() == StepState.SKIPPED) {
                continue;
            }
            if (isCounted(next)) {
                unsettled--;
            }
            if (next.isOffered()) {
                withdraw(next);
            }
            troubled.remove(next);
            next.skip();
            for (StepEntry behind : next.next()) {
                behind.countDead();
                if (behind.isHopeless()) {
                    given.add(behind);
                }
            }
        }
    }

    void settleUndo(StepEntry step, StepEntry.Undo undo) {
        troubled.remove(step);
        step.undo(undo);
    }

    /** Returns what is to be undone next, newest first; null if there is nothing, or something is in the way. */
    @Nullable
    StepEntry nextToUndo() {
        while (!done.isEmpty()) {
            StepEntry newest = done.get(done.size() - 1);
            if (newest.isToBeUndone()) {
                return newest;
            }
            boolean failed = newest.undo() != StepEntry.Undo.NONE && troubled.contains(newest);
            if (failed || newest.isInFlight()) {
                return null;
            }
            done.remove(done.size() - 1);
        }
        return null;
    }

    /** Returns what stops the run: a step nobody can tell about, or a failure that no alternative can make up for. */
    Optional<StepEntry> blocker() {
        return troubled.stream().filter(step -> !isTolerated(step)).findFirst();
    }

    /** Tells whether everything was reached that was to be. */
    boolean isReached() {
        return steps.stream().allMatch(step -> step.state().satisfies() || isMadeUpFor(step));
    }

    private boolean isTolerated(StepEntry step) {
        return step.state() == StepState.FAILED
                && step.undo() == StepEntry.Undo.NONE
                && !step.next().isEmpty()
                && step.next().stream().allMatch(next -> hasAlternative(next, step));
    }

    private boolean hasAlternative(StepEntry next, StepEntry failed) {
        return next.outline().join() == Join.ANY
                && (next.satisfied() > 0
                        || next.outline().after().stream()
                                .map(this::step)
                                .anyMatch(other -> other != failed && other.canStillSucceed()));
    }

    private static boolean isMadeUpFor(StepEntry step) {
        return (step.state() == StepState.FAILED || step.state() == StepState.SKIPPED)
                && !step.next().isEmpty()
                && step.next().stream()
                        .allMatch(next -> next.state() == StepState.SKIPPED
                                || (next.outline().join() == Join.ANY && next.satisfied() > 0));
    }

    private void offer(StepEntry step) {
        if (step.isReady() && !step.isOffered()) {
            step.offered(true);
            offers.add(step);
            ready++;
            readyBehindGates += step.outline().gate().isPresent() ? 1 : 0;
        }
    }

    private void withdraw(StepEntry step) {
        step.offered(false);
        ready--;
        readyBehindGates -= step.outline().gate().isPresent() ? 1 : 0;
    }

    private void skipIfHopeless(StepEntry step) {
        if (step.isHopeless()) {
            skip(step);
        }
    }

    private static boolean isCounted(StepEntry step) {
        return step.state() == StepState.PENDING || step.state() == StepState.RUNNING;
    }
}
