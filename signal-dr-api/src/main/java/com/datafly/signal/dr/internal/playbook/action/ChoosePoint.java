package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.PointChosen;
import java.util.Set;

/** Makes sure that a point can be recovered, before anything is begun. */
public final class ChoosePoint extends BuiltIn<ChoosePoint.Input, PointChosen> {

    /** Makes the action. */
    public ChoosePoint() {
        super("choose-point", Input.class, PointChosen.class);
    }

    /**
     * What to choose.
     *
     * @param target the point
     */
    public record Input(RecoveryTarget target) {}

    @Override
    public PointChosen act(StepContext context, Input input) {
        RestorableWindow window = context.database()
                .pointInTimeRecovery()
                .window()
                .orElseThrow(() -> refusal(
                        context, "no point can be recovered yet", "Take a snapshot, and let the WAL be archived."));
        if (!Points.isWithin(window, input.target()).orElse(true)) {
            throw refusal(
                    context,
                    input.target() + " lies outside of what can be recovered: " + window,
                    "Choose a point within it.");
        }
        return new PointChosen(input.target(), window.earliest(), window.latest());
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(CopyOrigin.capability(input.target()));
    }

    private static DrException refusal(StepContext context, String problem, String hint) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                context.stepId(),
                problem,
                failure -> failure.resource(context.database().address().toString())
                        .hint(hint));
    }
}
