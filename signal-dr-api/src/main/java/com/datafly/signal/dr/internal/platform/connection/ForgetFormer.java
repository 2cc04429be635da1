package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;
import java.util.List;
import java.util.Set;

/** Removes the former values of a settled switch, and its marks: from then on nobody brings them back. */
public final class ForgetFormer extends BuiltIn<ForgetFormer.Input, Done> {

    /** Makes the action. */
    public ForgetFormer() {
        super("forget-former-connection", Input.class, Done.class);
    }

    /**
     * What to forget.
     *
     * @param prepareStep the step that prepared the switch
     */
    public record Input(String prepareStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.prepareStep());
    }

    @Override
    public Done act(StepContext context, Input input) {
        Transaction switched = Transaction.of(context, input.prepareStep());
        switched.change(live -> clear(switched, live));
        switched.backup().remove();
        return new Done("secret/" + switched.prepared().backup() + " is removed");
    }

    private static LiveSecret clear(Transaction switched, LiveSecret live) {
        if (switched.isOurs(live)) {
            if (live.marks().state() != SwitchState.SETTLED) {
                throw switched.conflict(
                        Effect.NONE,
                        "its switch is not settled: " + live.marks().state(),
                        "Settle it, or cancel the run with an undo.");
            }
            live.clear();
        }
        return live;
    }

    @Override
    public Sighting<Done> find(StepContext context, Input input) {
        return Sighting.notStarted("to forget again is harmless");
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("removes the former values that step '" + input.prepareStep() + "' kept");
    }
}
