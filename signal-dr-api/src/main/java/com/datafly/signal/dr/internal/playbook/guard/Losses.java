package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import java.util.Optional;

/** What a standby was found to lack. */
public final class Losses {

    private Losses() {}

    /** Tells whether surely no more than {@code most} events are lost. */
    public static GuardResult atMost(StepContext context, String lossStep, long most) {
        Optional<LossDeclared> found = context.output(lossStep, LossDeclared.class);
        if (found.isEmpty()) {
            return GuardResult.unproven("the step '" + lossStep + "' has not found out yet what is lost");
        }
        LossDeclared loss = found.get();
        if (!loss.proven()) {
            return GuardResult.unproven(loss.detail());
        }
        return loss.events() <= most ? GuardResult.passed(loss.detail()) : GuardResult.failed(loss.detail());
    }
}
