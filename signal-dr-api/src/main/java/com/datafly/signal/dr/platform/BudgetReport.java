package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How budgets guard the workloads of a platform. Immutable.
 *
 * @since 0.1
 */
public final class BudgetReport {

    private final Instant at;
    private final List<DisruptionBudget> budgets;
    private final List<BudgetFinding> findings;

    private BudgetReport(Instant at, List<DisruptionBudget> budgets, List<BudgetFinding> findings) {
        this.at = at;
        this.budgets = budgets;
        this.findings = findings;
    }

    /** Describes it; takes copies. */
    public static BudgetReport of(Instant at, List<DisruptionBudget> budgets, List<BudgetFinding> findings) {
        return new BudgetReport(requireNonNull(at, "at"), List.copyOf(budgets), List.copyOf(findings));
    }

    /** Returns when somebody looked, by his clock. */
    public Instant at() {
        return at;
    }

    /** Returns the budgets. */
    public List<DisruptionBudget> budgets() {
        return budgets;
    }

    /** Returns what is wrong. */
    public List<BudgetFinding> findings() {
        return findings;
    }

    /** Returns what is wrong of one kind. */
    public List<BudgetFinding> findings(BudgetFinding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    @Override
    public String toString() {
        return budgets.size() + " budgets"
                + findings.stream().map(finding -> "; " + finding).collect(Collectors.joining());
    }
}
