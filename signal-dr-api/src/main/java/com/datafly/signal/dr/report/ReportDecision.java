package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person, or a process in somebody's name, decided about a run. Immutable.
 *
 * @since 0.1
 */
public final class ReportDecision {

    /**
     * What was decided. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** The run was started. */
        STARTED,
        /** A step, or the whole plan, was approved. */
        APPROVED,
        /** Approvals and guards were passed. */
        BROKE_GLASS,
        /** Nothing more was to begin. */
        PAUSED,
        /** The run was to go on. */
        RESUMED,
        /** Another process took the run over. */
        TOOK_OVER,
        /** A step's work was taken for done. */
        ADOPTED,
        /** A step was to be tried again. */
        RETRIED,
        /** A step, or the run, was given up. */
        ABANDONED,
        /** The run was to end before its end. */
        CANCELLED,
        /** The run was to go on by another definition. */
        MIGRATED
    }

    private final Instant at;
    private final Kind kind;
    private final String by;
    private final @Nullable String step;
    private final String reason;

    private ReportDecision(Instant at, Kind kind, String by, @Nullable String step, String reason) {
        this.at = requireNonNull(at, "at");
        this.kind = requireNonNull(kind, "kind");
        this.by = requireNonNull(by, "by");
        this.step = step;
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * Describes a decision about the whole run.
     *
     * @param reason why, or an empty text
     */
    public static ReportDecision ofRun(Instant at, Kind kind, String by, String reason) {
        return new ReportDecision(at, kind, by, null, reason);
    }

    /**
     * Describes a decision about a step.
     *
     * @param step the step's id
     * @param reason why, or an empty text
     */
    public static ReportDecision ofStep(Instant at, Kind kind, String by, String step, String reason) {
        return new ReportDecision(at, kind, by, requireNonNull(step, "step"), reason);
    }

    /** Returns when, by the wall clock. */
    public Instant at() {
        return at;
    }

    /** Returns what was decided. */
    public Kind kind() {
        return kind;
    }

    /** Returns who decided. */
    public String by() {
        return by;
    }

    /** Returns the step that it is about; empty if it is about the run. */
    public Optional<String> step() {
        return Optional.ofNullable(step);
    }

    /** Returns why, or an empty text. */
    public String reason() {
        return reason;
    }
}
