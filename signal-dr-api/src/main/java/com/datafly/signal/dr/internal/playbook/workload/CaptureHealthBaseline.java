package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.List;

/** Notes what runs now. */
public final class CaptureHealthBaseline extends BuiltIn<HealthInput, HealthBaseline> {

    /** Makes the action. */
    public CaptureHealthBaseline() {
        super("capture-restart-baseline", HealthInput.class, HealthBaseline.class);
    }

    @Override
    public HealthBaseline act(StepContext context, HealthInput input) {
        return context.platform().health().baseline(input.query());
    }

    @Override
    public List<String> byHand(StepContext context, HealthInput input) {
        return List.of(Kubectl.of(context).pods(input.labels()) + "  # note RESTARTS");
    }
}
