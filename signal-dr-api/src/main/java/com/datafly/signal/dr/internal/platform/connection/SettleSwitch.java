package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.release.ReleaseInStep;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notes at the secret that every pod was accounted for, and a release of Helm that writes it too. The former values
 * stay kept.
 */
public final class SettleSwitch extends BuiltIn<SettleSwitch.Input, Done> {

    /** Makes the action. */
    public SettleSwitch() {
        super("settle-connection-switch", Input.class, Done.class);
    }

    /**
     * What to settle.
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
        return switched.change(live -> {
            boolean remade = switched.isRemade(live);
            if (remade || switched.requireSwitched(live).marks().state() != SwitchState.SETTLED) {
                ReleaseInStep.require(
                        context, live.owners(), live.name(), switched.prepared().keys());
                Marks former =
                        remade ? switched.marks(SwitchState.OPEN, context.key().value()) : live.marks();
                live.change(Map.of(), former.in(SwitchState.SETTLED));
            }
            return new Done("secret/" + live.name() + " is marked as settled");
        });
    }

    @Override
    public Sighting<Done> find(StepContext context, Input input) {
        try {
            Transaction switched = Transaction.of(context, input.prepareStep());
            LiveSecret live = switched.live();
            return switched.isOurs(live) && live.marks().state() == SwitchState.SETTLED
                    ? Sighting.done(new Done("secret/" + live.name() + " is marked as settled"), "its mark says so")
                    : Sighting.notStarted("its mark does not say so");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    /** Opens the switch again, for what is undone next lets pods differ. */
    @Override
    public void undo(StepContext context, Input input, Done output) {
        Transaction switched = Transaction.of(context, input.prepareStep());
        switched.change(live -> {
            if (switched.isOurs(live) && live.marks().state() == SwitchState.SETTLED) {
                live.change(Map.of(), live.marks().in(SwitchState.OPEN));
            }
            return live;
        });
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("marks the secret of step '" + input.prepareStep()
                + "' as settled, once the values of the release that writes it, if one does, lead to the same place");
    }
}
