package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.verify.Verdict;

/**
 * What a guard found. Only {@link Verdict#PASSED} lets a step go on: what is not proven does not hold.
 *
 * @since 0.1
 */
public final class GuardResult {

    private final Verdict verdict;
    private final String detail;

    private GuardResult(Verdict verdict, String detail) {
        this.verdict = requireNonNull(verdict, "verdict");
        this.detail = requireNonNull(detail, "detail");
    }

    /** The guard holds; {@code detail} says what was seen. */
    public static GuardResult passed(String detail) {
        return new GuardResult(Verdict.PASSED, detail);
    }

    /** The guard does not hold; {@code detail} says what was seen and what to do. */
    public static GuardResult failed(String detail) {
        return new GuardResult(Verdict.FAILED, detail);
    }

    /** Nothing shows whether the guard holds; {@code detail} says what is missing. */
    public static GuardResult unproven(String detail) {
        return new GuardResult(Verdict.UNPROVEN, detail);
    }

    /** The guard could not be asked; {@code detail} says why. */
    public static GuardResult error(String detail) {
        return new GuardResult(Verdict.ERROR, detail);
    }

    /** Tells whether the step may go on. */
    public boolean holds() {
        return verdict == Verdict.PASSED;
    }

    /** Returns what was found. */
    public Verdict verdict() {
        return verdict;
    }

    /** Returns what was seen, and what to do where the guard does not hold. */
    public String detail() {
        return detail;
    }

    @Override
    public String toString() {
        return verdict + ": " + detail;
    }
}
