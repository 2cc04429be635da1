package com.datafly.signal.dr.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a {@link Verification} found. Immutable.
 *
 * @since 0.1
 */
public final class VerificationReport {

    private final Verdict verdict;
    private final List<CheckResult> results;
    private final Instant startedAt;
    private final Duration duration;
    private final Instant expiresAt;

    VerificationReport(List<CheckResult> results, Instant startedAt, Duration duration, Instant expiresAt) {
        this.verdict = verdictOf(results);
        this.results = List.copyOf(results);
        this.startedAt = startedAt;
        this.duration = duration;
        this.expiresAt = expiresAt;
    }

    /**
     * Returns the verdict on a list of results: their combination, and {@link Verdict#UNPROVEN} at best if none that
     * passed looked at data.
     */
    public static Verdict verdictOf(List<CheckResult> results) {
        Verdict combined =
                Verdict.combine(results.stream().map(CheckResult::verdict).toList());
        boolean dataSeen =
                results.stream().anyMatch(result -> result.verdict() == Verdict.PASSED && result.provesData());
        return dataSeen ? combined : combined.and(Verdict.UNPROVEN);
    }

    /** Returns the verdict as it was when the verification ended. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns the verdict as of {@code instant}: a pass that has expired is {@link Verdict#UNPROVEN}. */
    public Verdict verdictAt(Instant instant) {
        return verdict == Verdict.PASSED && !instant.isBefore(expiresAt) ? Verdict.UNPROVEN : verdict;
    }

    /** Returns the results, in the order of the checks. */
    public List<CheckResult> results() {
        return results;
    }

    /** Returns when the verification began. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns how long it took. */
    public Duration duration() {
        return duration;
    }

    /** Returns from when on a pass no longer counts. */
    public Instant expiresAt() {
        return expiresAt;
    }

    @Override
    public String toString() {
        return verdict + " " + results;
    }
}
