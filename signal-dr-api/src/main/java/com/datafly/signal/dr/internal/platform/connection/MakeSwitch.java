package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ConnectionSwitched;
import java.util.List;
import java.util.Set;

/** Gives a secret the values that were prepared, by one patch that marks it too. Its undo is the whole way back. */
public final class MakeSwitch extends BuiltIn<MakeSwitch.Input, ConnectionSwitched> {

    /** Makes the action. */
    public MakeSwitch() {
        super("switch-connection", Input.class, ConnectionSwitched.class);
    }

    /**
     * What to switch.
     *
     * @param prepareStep the step that prepared it
     */
    public record Input(String prepareStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.prepareStep());
    }

    @Override
    public ConnectionSwitched act(StepContext context, Input input) {
        Transaction switched = Transaction.of(context, input.prepareStep());
        return switched.change(live -> decide(switched, live));
    }

    private static ConnectionSwitched decide(Transaction switched, LiveSecret live) {
        if (isMade(switched, live)) {
            return made(switched, live.marks().changedBy());
        }
        // An owner that was told first may have written the new values by itself: they lack only the mark then.
        boolean known = switched.hasFormer(live) || switched.hasNewer(live);
        if (live.marks().underWay() || !known) {
            throw switched.conflict(
                    Effect.NONE,
                    live.marks().underWay()
                            ? "another switch of it is under way since "
                                    + live.marks().changedBy()
                            : "it was changed since the switch was prepared",
                    "Cancel this run with an undo, look at the secret, and plan again.");
        }
        switched.consumers()
                .requireKept(
                        switched.resource(),
                        "switch secret/" + live.name(),
                        switched.terms().elsewhere());
        SwitchValues kept = switched.backup().read(switched.key());
        OtherKeys.of(live, kept).require(switched.resource(), switched.terms().formerAccepted());
        String mark = switched.context().key().value();
        live.change(kept.newer(), switched.marks(SwitchState.OPEN, mark));
        return made(switched, mark);
    }

    @Override
    public Sighting<ConnectionSwitched> find(StepContext context, Input input) {
        try {
            Transaction switched = Transaction.of(context, input.prepareStep());
            LiveSecret live = switched.live();
            if (switched.isOurs(live)) {
                switched.requireKey();
            }
            return isMade(switched, live)
                    ? Sighting.done(made(switched, live.marks().changedBy()), live + " is marked by this switch")
                    : Sighting.notStarted(
                            live + " is not marked by this switch, and a patch is made from the state that"
                                    + " was seen alone");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    private static boolean isMade(Transaction switched, LiveSecret live) {
        return switched.isOurs(live) && live.marks().state() != SwitchState.RETURNING && switched.hasNewer(live);
    }

    /** Notes which pods may have begun before; asked for behind the change alone, so that none is left out. */
    private static ConnectionSwitched made(Transaction switched, String mark) {
        return new ConnectionSwitched(
                switched.prepared().secret(), mark, switched.consumers().residents());
    }

    @Override
    public void undo(StepContext context, Input input, ConnectionSwitched output) {
        new Restoration(Transaction.of(context, input.prepareStep())).run();
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("gives the secret of step '" + input.prepareStep()
                + "' its new values; the undo brings back the former ones, and restarts every pod that took the new");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("kubectl edit secret NAME  # of step '" + input.prepareStep()
                + "': from now on pods that start take the new values, and the others keep the former");
    }
}
