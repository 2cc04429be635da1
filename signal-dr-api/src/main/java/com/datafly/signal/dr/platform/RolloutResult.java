package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What became of one workload's rollout.
 *
 * @param workload which one
 * @param outcome how far it came
 * @param detail the same in words, with what hinders it
 * @param took how long it was waited for
 * @since 0.1
 */
public record RolloutResult(WorkloadId workload, Outcome outcome, String detail, Duration took) {

    /** Refuses null. */
    public RolloutResult {
        requireNonNull(workload, "workload");
        requireNonNull(outcome, "outcome");
        requireNonNull(detail, "detail");
        requireNonNull(took, "took");
    }

    @Override
    public String toString() {
        return workload + " " + outcome + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** How far a rollout came. More may be added. */
    public enum Outcome {
        /** All pods have the newest template and are available. */
        COMPLETE,
        /** Its new pods cannot run, its controller gave up, or somebody replaced its template. */
        FAILED,
        /** It was still going on, or could not be looked at, when the time was over. */
        TIMED_OUT,
        /** It was not begun, for one before it did not complete. */
        NOT_BEGUN,
        /** There is no such workload any more. */
        GONE
    }
}
