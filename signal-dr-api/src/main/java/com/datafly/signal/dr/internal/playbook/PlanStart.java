package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The last look at a plan before it becomes a run. */
final class PlanStart {

    private final Planner planner;
    private final DefaultPlan plan;
    private final String operation;
    private final Instant now;

    PlanStart(Planner planner, DefaultPlan plan) {
        this.planner = planner;
        this.plan = plan;
        this.operation = "start " + plan.playbook().name();
        this.now = planner.host().clock().instant();
    }

    /** Refuses a plan that is too old, was made of another target, or has problems now. */
    void require(String initiator) {
        if (initiator.isBlank()) {
            throw refusal(
                    ErrorCode.INVALID_ARGUMENT, "the initiator is '" + initiator + "'", "Name whoever starts it.");
        }
        if (!now.isBefore(plan.expiresAt())) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "the plan expired at " + plan.expiresAt(),
                    "Plan it again and look at the plan: what it says may have changed.");
        }
        Findings findings = new Findings();
        TargetFacts facts = planner.inspect(plan.planned().draft(), findings);
        requireSameTarget(facts);
        List<PlanProblem> problems = new ArrayList<>(findings.problems());
        boolean broken = plan.glass().filter(glass -> glass.holds(now)).isPresent();
        problems.removeIf(problem -> broken && problem.passedByBreakGlass());
        if (!broken) {
            plan.playbook().steps().forEach(step -> gate(step, initiator).ifPresent(problems::add));
        }
        if (!problems.isEmpty()) {
            throw refusal(problems);
        }
    }

    RunOrder order(String initiator) {
        BoundTarget target = plan.target();
        return RunOrder.of(plan.runId(), plan.playbook(), target, order -> {
            order.plan(plan.hash(), initiator).objectives(plan.objectives()).outlook(plan.steps(), plan.forecast());
            order.size(plan.planned().facts().sizeBytes());
            target.expiry().ifPresent(expiry -> order.drill(now.plus(expiry)));
            plan.resources().forEach(order::lease);
            plan.approvals().forEach(order::approval);
            plan.incident().ifPresent(order::incident);
            plan.glass().ifPresent(order::breakGlass);
            if (plan.playbook().pausesAtDeadline()) {
                order.pauseAtDeadline();
            }
        });
    }

    private void requireSameTarget(TargetFacts facts) {
        Optional<String> planned = plan.systemIdentifier();
        Optional<String> found = facts.systemIdentifier();
        if (planned.isPresent() && found.isPresent() && !planned.equals(found)) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    "the target's system identifier is " + found.get() + "; when this was planned it was "
                            + planned.get(),
                    "Find out which database is meant, and plan again.");
        }
    }

    /** A gate that the initiator's exclusion leaves too few for would wait for ever. */
    private static Optional<PlanProblem> gate(Step step, String initiator) {
        ApprovalGate gate = step.approval().orElse(null);
        if (gate == null || gate.principals().isEmpty()) {
            return Optional.empty();
        }
        long able = gate.principals().stream()
                .filter(principal -> !gate.initiatorExcluded() || !principal.equals(initiator))
                .count();
        return able >= gate.quorum()
                ? Optional.empty()
                : Optional.of(PlanProblem.ofStep(
                        step.id(),
                        "it needs " + gate.quorum() + " approvals of " + gate.principals()
                                + ", and whoever starts the run, " + initiator + ", may not approve",
                        "Let somebody else start it."));
    }

    private DrException refusal(List<PlanProblem> problems) {
        String problem = problems.stream()
                .map(one -> one.step().map(step -> "step " + step + ": ").orElse("") + one.problem())
                .collect(Collectors.joining("; "));
        String remedies = problems.stream().map(PlanProblem::remedy).distinct().collect(Collectors.joining(" "));
        return DrException.create(ErrorCode.FAILED_PRECONDITION, operation, problem, failure -> {
            failure.hint(remedies);
            for (int i = 0; i < problems.size(); i++) {
                failure.detail("problem " + (i + 1), problems.get(i));
            }
        });
    }

    private DrException refusal(ErrorCode code, String problem, String hint) {
        return DrException.create(code, operation, problem, failure -> failure.hint(hint));
    }
}
