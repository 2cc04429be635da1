package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.FlowProbed;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.Optional;

/** Whether events were seen to flow. */
public final class Flows {

    private Flows() {}

    /** Looks at what a probe of this run found, and how long ago that was. */
    public static GuardResult proven(StepContext context, String flowStep, Duration maxAge) {
        Optional<FlowProbed> probed = context.output(flowStep, FlowProbed.class);
        if (probed.isEmpty()) {
            return GuardResult.unproven("the step '" + flowStep + "' has not probed the event flow yet");
        }
        FlowProbed found = probed.get();
        String detail = "the marker " + found.marker() + " of " + found.startedAt() + " from " + found.front();
        if (found.verdict() != Verdict.PASSED) {
            return GuardResult.unproven(detail + " did not come out everywhere");
        }
        Duration age = Duration.between(found.startedAt(), context.clock().instant());
        return age.compareTo(maxAge) > 0
                ? GuardResult.unproven(detail + " came out, more than " + maxAge + " ago: probe again")
                : GuardResult.passed(detail + " came out everywhere");
    }
}
