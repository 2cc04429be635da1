package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Protection;
import java.util.List;
import java.util.Set;

/** Ends the freeze of topics' retention that an earlier step set, and no other. */
public final class UnfreezeTopicRetention extends BuiltIn<UnfreezeTopicRetention.Input, Protection> {

    /** Makes the action. */
    public UnfreezeTopicRetention() {
        super("unfreeze-topic-retention", Input.class, Protection.class);
    }

    /**
     * What to end.
     *
     * @param freezeStep the step that set it
     */
    public record Input(String freezeStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.freezeStep());
    }

    @Override
    public Protection act(StepContext context, Input input) {
        Protection set = set(context, input);
        FreezeTopicRetention.end(context, set);
        return set;
    }

    @Override
    public Sighting<Protection> find(StepContext context, Input input) {
        try {
            Protection set = set(context, input);
            boolean there = set.changed()
                    && context.events()
                            .retention()
                            .frozen()
                            .filter(set.reason()::equals)
                            .isPresent();
            return there
                    ? Sighting.notStarted("it is there still")
                    : Sighting.done(set, "it is not there, or not this run's to end");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, Protection output) {
        TopicRetention retention = context.events().retention();
        if (output.changed() && retention.frozen().isEmpty()) {
            retention.freeze(output.reason());
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("ends the freeze that the step '" + input.freezeStep() + "' set");
    }

    private static Protection set(StepContext context, Input input) {
        return Outputs.require(context, input.freezeStep(), Protection.class);
    }
}
