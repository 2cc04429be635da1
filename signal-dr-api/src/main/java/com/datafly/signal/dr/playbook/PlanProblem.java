package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a plan cannot be started as things stand, and what to do about it.
 *
 * @since 0.1
 */
public final class PlanProblem {

    private final @Nullable String step;
    private final String problem;
    private final String remedy;
    private final boolean passedByBreakGlass;

    private PlanProblem(@Nullable String step, String problem, String remedy, boolean passedByBreakGlass) {
        this.step = step;
        this.problem = requireNonNull(problem, "problem");
        this.remedy = requireNonNull(remedy, "remedy");
        this.passedByBreakGlass = passedByBreakGlass;
    }

    /** Describes a problem of the whole plan. */
    public static PlanProblem of(String problem, String remedy) {
        return new PlanProblem(null, problem, remedy, false);
    }

    /** Describes a problem of one step. */
    public static PlanProblem ofStep(String step, String problem, String remedy) {
        return new PlanProblem(requireNonNull(step, "step"), problem, remedy, false);
    }

    /** Describes a precheck that does not hold. */
    public static PlanProblem ofGuard(String step, Guard guard, GuardResult result) {
        return new PlanProblem(
                requireNonNull(step, "step"),
                "the precheck '" + guard.name() + "' is " + result.verdict() + ": " + result.detail(),
                guard.kind().passedByBreakGlass()
                        ? "Make it hold, or break the glass, which passes guards of " + guard.kind() + "."
                        : "Make it hold: no break-glass passes a guard of " + guard.kind() + ".",
                guard.kind().passedByBreakGlass());
    }

    /** Returns the step; empty if it is a problem of the whole plan. */
    public Optional<String> step() {
        return Optional.ofNullable(step);
    }

    /** Returns what is wrong. */
    public String problem() {
        return problem;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }

    /** Tells whether {@link Plan#breakGlass} passes it. */
    public boolean passedByBreakGlass() {
        return passedByBreakGlass;
    }

    @Override
    public String toString() {
        return (step == null ? "" : "step " + step + ": ") + problem + ". " + remedy;
    }
}
