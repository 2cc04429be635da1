package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.LagMeasured;

/** Finds out what consumer groups have not read. */
public final class MeasureLag extends BuiltIn<LagInput, LagMeasured> {

    /** Makes the action. */
    public MeasureLag() {
        super("measure-lag", LagInput.class, LagMeasured.class);
    }

    @Override
    public LagMeasured act(StepContext context, LagInput input) {
        return LagMeasured.of(context.events().lag().measure(input.query()));
    }
}
