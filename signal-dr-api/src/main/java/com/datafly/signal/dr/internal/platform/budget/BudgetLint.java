package com.datafly.signal.dr.internal.platform.budget;

import com.datafly.signal.dr.platform.BudgetFinding;
import com.datafly.signal.dr.platform.BudgetFinding.Kind;
import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Compares budgets with workloads. */
final class BudgetLint {

    private final List<Workload> workloads;
    private final List<DisruptionBudget> budgets;

    BudgetLint(List<Workload> workloads, List<DisruptionBudget> budgets) {
        this.workloads = workloads.stream().filter(BudgetLint::isDrained).toList();
        this.budgets = budgets;
    }

    private static boolean isDrained(Workload workload) {
        WorkloadKind kind = workload.id().kind();
        return (kind == WorkloadKind.DEPLOYMENT || kind == WorkloadKind.STATEFUL_SET) && desired(workload) > 0;
    }

    List<BudgetFinding> findings() {
        return Stream.concat(
                        workloads.stream().map(this::ofWorkload),
                        budgets.stream().map(this::ofBudget))
                .flatMap(List::stream)
                .toList();
    }

    private List<BudgetFinding> ofWorkload(Workload workload) {
        List<String> guards = budgets.stream()
                .filter(budget -> guards(budget, workload))
                .map(DisruptionBudget::name)
                .toList();
        String subject = workload.id().toString();
        List<BudgetFinding> findings = new ArrayList<>();
        if (desired(workload) == 1) {
            findings.add(new BudgetFinding(
                    Kind.SINGLE_REPLICA, subject, "it wants one pod, so nothing serves while that one is replaced"));
        } else if (guards.isEmpty()) {
            findings.add(
                    new BudgetFinding(Kind.MISSING, subject, "no budget guards its " + desired(workload) + " pods"));
        }
        if (guards.size() > 1) {
            findings.add(new BudgetFinding(
                    Kind.OVERLAPPING,
                    subject,
                    "its pods are never evicted, for several budgets guard them: " + guards));
        }
        return findings;
    }

    private List<BudgetFinding> ofBudget(DisruptionBudget budget) {
        int pods = workloads.stream()
                .filter(workload -> guards(budget, workload))
                .mapToInt(BudgetLint::desired)
                .sum();
        return trouble(budget, pods).map(finding -> List.of(finding)).orElse(List.of());
    }

    private static Optional<BudgetFinding> trouble(DisruptionBudget budget, int pods) {
        if (pods == 0 && budget.expected() == 0) {
            return found(Kind.MATCHES_NOTHING, budget, "no workload's pods have " + budget.selector());
        }
        OptionalInt most = mostToGo(budget, Math.max(pods, budget.expected()));
        if (most.isPresent() && most.getAsInt() <= 0) {
            return found(Kind.BLOCKING, budget, "it lets no pod go even when all are ready: " + rule(budget));
        }
        if (!budget.observed()) {
            return found(Kind.NOT_OBSERVED, budget, "nobody has counted what its newest form allows");
        }
        return budget.allowed() <= 0
                ? found(
                        Kind.EXHAUSTED,
                        budget,
                        "it lets no pod go now: " + budget.healthy() + " of " + budget.expected()
                                + " pods are ready, and " + rule(budget))
                : Optional.empty();
    }

    /** Returns how many pods the budget lets go when all are ready; empty if it cannot be told by its rule. */
    private static OptionalInt mostToGo(DisruptionBudget budget, int pods) {
        Optional<Integer> most = budget.maxUnavailable()
                .flatMap(amount -> share(amount, pods))
                .or(() -> budget.minAvailable()
                        .flatMap(amount -> share(amount, pods).map(least -> pods - least)));
        return most.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Reads a number or a percentage, which the platform rounds up. */
    private static Optional<Integer> share(String amount, int whole) {
        try {
            return Optional.of(
                    amount.endsWith("%")
                            ? (int) ((long) whole * Integer.parseInt(amount.substring(0, amount.length() - 1)) + 99)
                                    / 100
                            : Integer.parseInt(amount));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String rule(DisruptionBudget budget) {
        return budget.maxUnavailable()
                .map(most -> "at most " + most + " may be missing")
                .or(() -> budget.minAvailable().map(least -> "at least " + least + " must stay"))
                .orElse("it has no rule");
    }

    private static Optional<BudgetFinding> found(Kind kind, DisruptionBudget budget, String detail) {
        return Optional.of(new BudgetFinding(kind, "budget/" + budget.name(), detail));
    }

    private static boolean guards(DisruptionBudget budget, Workload workload) {
        return budget.selector().chooses(workload.templateLabels());
    }

    private static int desired(Workload workload) {
        return workload.rollout().counts().desired();
    }
}
