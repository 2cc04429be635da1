package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;

/** Does nothing: the step's guards and its approval are the point. */
public final class Gate extends BuiltIn<Gate.Input, Done> {

    /** Makes the action. */
    public Gate() {
        super("gate", Input.class, Done.class);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public Done act(StepContext context, Input input) {
        return new Done("passed");
    }
}
