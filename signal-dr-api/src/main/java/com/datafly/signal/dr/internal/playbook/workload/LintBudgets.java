package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.BudgetsSeen;
import java.util.List;

/** Keeps how budgets guard workloads, whatever that is. */
public final class LintBudgets extends BuiltIn<LintBudgets.Input, BudgetsSeen> {

    /** Makes the action. */
    public LintBudgets() {
        super("lint-budgets", Input.class, BudgetsSeen.class);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public BudgetsSeen act(StepContext context, Input input) {
        return BudgetsSeen.of(context.platform().budgets().lint());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of(Kubectl.of(context).budgets());
    }
}
