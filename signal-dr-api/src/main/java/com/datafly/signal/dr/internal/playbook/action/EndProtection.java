package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Protection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ends the hold or the freeze that an earlier step set, and no other. */
public final class EndProtection extends BuiltIn<EndProtection.Input, Protection> {

    private final Protections kind;

    private EndProtection(String name, Protections kind) {
        super(name, Input.class, Protection.class);
        this.kind = kind;
    }

    /** Ends a hold. */
    public static EndProtection release() {
        return new EndProtection("release", Protections.HOLD);
    }

    /** Ends a freeze. */
    public static EndProtection unfreeze() {
        return new EndProtection("unfreeze", Protections.FREEZE);
    }

    /**
     * What to end.
     *
     * @param protectStep the step that set it
     */
    public record Input(String protectStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.protectStep());
    }

    @Override
    public Protection act(StepContext context, Input input) {
        Protection set = set(context, input);
        if (isPresent(context, set)) {
            kind.end(context.database(), set.subject());
        }
        return set;
    }

    @Override
    public Sighting<Protection> find(StepContext context, Input input) {
        try {
            Protection set = set(context, input);
            return isPresent(context, set)
                    ? Sighting.notStarted("it is there still")
                    : Sighting.done(set, "it is not there any more");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    /** Sets it again, unless another has come in its place. */
    @Override
    public void undo(StepContext context, Input input, Protection output) {
        Optional<String> present = kind.reason(context, output.subject());
        if (output.changed() && present.isEmpty()) {
            kind.set(context.database(), output.subject(), output.reason());
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("lets snapshots be removed again that the step '" + input.protectStep() + "' protected");
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.ANNOTATE);
    }

    private static Protection set(StepContext context, Input input) {
        return Outputs.require(context, input.protectStep(), Protection.class);
    }

    private boolean isPresent(StepContext context, Protection set) {
        return set.changed()
                && kind.reason(context, set.subject())
                        .filter(set.reason()::equals)
                        .isPresent();
    }
}
