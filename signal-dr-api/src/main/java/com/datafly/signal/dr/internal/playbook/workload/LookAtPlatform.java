package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.PlatformSeen;
import java.util.List;
import java.util.Set;

/** Keeps how the workloads are, whatever that is. */
public final class LookAtPlatform extends BuiltIn<HealthInput, PlatformSeen> {

    /** Makes the action. */
    public LookAtPlatform() {
        super("look-at-platform", HealthInput.class, PlatformSeen.class);
    }

    @Override
    public PlatformSeen act(StepContext context, HealthInput input) {
        HealthReport report = context.platform().health().report(input.query(context));
        return PlatformSeen.of(report);
    }

    @Override
    public Set<String> uses(HealthInput input) {
        return input.uses();
    }

    @Override
    public List<String> byHand(StepContext context, HealthInput input) {
        return List.of(Kubectl.of(context).pods(input.labels()), "kubectl get nodes");
    }
}
