package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a run. Secrets are masked. More kinds may be added.
 *
 * @since 0.1
 */
public sealed interface RunEvent {

    /** Returns the run's id. */
    String run();

    /** Returns when it happened, by the runner's clock. */
    Instant at();

    /**
     * An event of one step.
     *
     * @since 0.1
     */
    sealed interface OfStep extends RunEvent {
        /** Returns the step's id. */
        String step();
    }

    /**
     * The run began, or a process took it over.
     *
     * @param playbook the playbook's name
     * @param epoch the number of the runner: 1 for the first
     * @since 0.1
     */
    record RunStarted(String run, Instant at, String playbook, boolean drill, long epoch) implements RunEvent {}

    /**
     * A step's intent is in the journal and its action begins.
     *
     * @param action the action's name
     * @param generation the number of the attempt, from 0
     * @param undo whether it is being undone
     * @since 0.1
     */
    record StepStarted(String run, Instant at, String step, String action, int generation, boolean undo)
            implements OfStep {}

    /**
     * The provider's own name for a step's work was seen.
     *
     * @since 0.1
     */
    record StepObserved(String run, Instant at, String step, String operation) implements OfStep {}

    /**
     * A step came further. Calls may be skipped.
     *
     * @since 0.1
     */
    record StepProgressed(String run, Instant at, String step, Progress progress) implements OfStep {}

    /**
     * A step came to rest: done, failed, indeterminate, rehearsed, skipped or undone.
     *
     * @param failure what went wrong, where something did
     * @since 0.1
     */
    record StepFinished(
            String run,
            Instant at,
            String step,
            String action,
            StepState state,
            Duration duration,
            Optional<String> failure)
            implements OfStep {}

    /**
     * A step waits for consent.
     *
     * @param planHash what an approval has to name
     * @since 0.1
     */
    record ApprovalNeeded(String run, Instant at, String step, ApprovalGate gate, String planHash) implements OfStep {}

    /**
     * Somebody approved.
     *
     * @since 0.1
     */
    record ApprovalGiven(String run, Instant at, String step, String principal) implements OfStep {}

    /**
     * Nothing more is begun until somebody acts: the run is paused, indeterminate or waits for approval.
     *
     * @since 0.1
     */
    record RunStopped(String run, Instant at, RunState state, String reason) implements RunEvent {}

    /**
     * The run ended.
     *
     * @since 0.1
     */
    record RunFinished(String run, Instant at, RunState state, Duration duration) implements RunEvent {}

    /**
     * What the run achieved was measured. Comes before the run's end; empty is what nothing was measured of.
     *
     * @param recoveryPoint the time whose data is lost
     * @param recoveryTime from the disruption to the verified recovery
     * @since 0.1
     */
    record RunMeasured(
            String run, Instant at, Verdict verdict, Optional<Duration> recoveryPoint, Optional<Duration> recoveryTime)
            implements RunEvent {}

    /**
     * Another process took over, or the lease could not be kept: this process does no more.
     *
     * @since 0.1
     */
    record RunLost(String run, Instant at, String reason) implements RunEvent {}

    /**
     * The wall clock jumped against the time that really passed.
     *
     * @param jump positive if the clock went forward
     * @since 0.1
     */
    record ClockJumped(String run, Instant at, Duration jump) implements RunEvent {}

    /**
     * The time that the objectives leave for the recovery is over. The run goes on: late is better than never.
     *
     * @since 0.1
     */
    record DeadlinePassed(String run, Instant at, Duration budget) implements RunEvent {}

    /**
     * This listener was too slow for the events before this one.
     *
     * @param count how many it missed
     * @since 0.1
     */
    record EventsMissed(String run, Instant at, long count) implements RunEvent {}
}
