package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RetentionPlan;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.RetentionPlanned;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.List;
import java.util.Set;

/** Finds out what a retention policy would remove. */
public final class PlanRetention extends BuiltIn<RetentionInput, RetentionPlanned> {

    /** Makes the action. */
    public PlanRetention() {
        super("plan-retention", RetentionInput.class, RetentionPlanned.class);
    }

    @Override
    public RetentionPlanned act(StepContext context, RetentionInput input) {
        RetentionPlan plan = context.database().retention().plan(input.policy(input.maximumRemovals()));
        List<SnapshotSeen> removals =
                plan.removals().stream().map(SnapshotSeen::of).toList();
        return new RetentionPlanned(plan.plannedAt(), removals, plan.decisions().size() - removals.size());
    }

    @Override
    public Set<Capability> requires(RetentionInput input) {
        return Set.of(Capability.SNAPSHOT);
    }
}
