package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.Done;
import java.util.List;
import java.util.Set;

/** Removes a copy that an earlier step made. Repetition does no harm. */
public final class DiscardCopy extends BuiltIn<DiscardCopy.Input, Done> {

    /** Makes the action. */
    public DiscardCopy() {
        super("discard", Input.class, Done.class);
    }

    /**
     * What to remove.
     *
     * @param copyStep the step that made it
     */
    public record Input(String copyStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.copyStep());
    }

    @Override
    public Done act(StepContext context, Input input) {
        return new Done(Copies.discard(context, Outputs.require(context, input.copyStep(), CopyMade.class)));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("removes " + name(context, input) + " with all its data");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return context.output(input.copyStep(), CopyMade.class)
                .map(made -> ByHand.of(context.database().address()).discard(made.name()))
                .orElseGet(() -> List.of("# remove " + name(context, input) + ", and nothing but that"));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.DISCARD);
    }

    private static String name(StepContext context, Input input) {
        return context.output(input.copyStep(), CopyMade.class)
                .map(made -> "the database " + made.name())
                .orElse("the copy of the step '" + input.copyStep() + "'");
    }
}
