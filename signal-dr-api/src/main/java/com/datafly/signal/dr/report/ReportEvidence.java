package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that the journal holds about a step, for whoever wants to look it up. Immutable.
 *
 * @since 0.1
 */
public final class ReportEvidence {

    /**
     * Where it comes from. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A precheck, guard or postcondition. */
        GUARD,
        /** The provider's own name for the work. */
        OPERATION,
        /** What the step gave to later ones. */
        OUTPUT,
        /** What became of work whose outcome was not known. */
        SIGHTING
    }

    private final Instant at;
    private final Kind kind;
    private final String step;
    private final String finding;
    private final @Nullable Verdict verdict;

    private ReportEvidence(Instant at, Kind kind, String step, String finding, @Nullable Verdict verdict) {
        this.at = requireNonNull(at, "at");
        this.kind = requireNonNull(kind, "kind");
        this.step = requireNonNull(step, "step");
        this.finding = requireNonNull(finding, "finding");
        this.verdict = verdict;
    }

    /** Describes a fact. */
    public static ReportEvidence of(Instant at, Kind kind, String step, String finding) {
        return new ReportEvidence(at, kind, step, finding, null);
    }

    /** Describes what was looked at and judged. */
    public static ReportEvidence judged(Instant at, Kind kind, String step, String finding, Verdict verdict) {
        return new ReportEvidence(at, kind, step, finding, requireNonNull(verdict, "verdict"));
    }

    /** Returns when it was noted, by the wall clock. */
    public Instant at() {
        return at;
    }

    /** Returns where it comes from. */
    public Kind kind() {
        return kind;
    }

    /** Returns the step's id. */
    public String step() {
        return step;
    }

    /** Returns what was found. */
    public String finding() {
        return finding;
    }

    /** Returns the verdict, where something was judged. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }
}
