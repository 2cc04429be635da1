package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.TopicRetentionPlanned;

/** Finds out how topics differ from a policy of retention. */
public final class PlanTopicRetention extends BuiltIn<TopicRetentionInput, TopicRetentionPlanned> {

    /** Makes the action. */
    public PlanTopicRetention() {
        super("plan-topic-retention", TopicRetentionInput.class, TopicRetentionPlanned.class);
    }

    @Override
    public TopicRetentionPlanned act(StepContext context, TopicRetentionInput input) {
        return TopicRetentionPlanned.of(context.events().retention().plan(input.policy()));
    }
}
