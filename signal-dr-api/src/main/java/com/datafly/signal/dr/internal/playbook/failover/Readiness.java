package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.spi.EventStreamDriver;

/** What is better known before groups are moved than after. */
public final class Readiness {

    private Readiness() {}

    /** Tells whether a mark can be set: another run's that is open would be lost. */
    public static GuardResult noCutOverOpen(StepContext context) {
        return CutOvers.at(context)
                .openOfAnother(context)
                .map(cut -> GuardResult.failed(CutOvers.described(cut) + ". " + CutOvers.REMEDY))
                .orElseGet(() -> GuardResult.passed("nobody has still to go back"));
    }

    /** Tells whether the old cluster can be fenced; one that does not answer takes no events either. */
    public static GuardResult fenceable(StepContext context) {
        StreamResource old = Clusters.old(context);
        try {
            old.read("ask what " + old.address() + " can do", Fence.PATIENCE, EventStreamDriver::capabilities)
                    .require(EventCapability.CHANGE_ACLS, context.stepId());
        } catch (DrException e) {
            if (Clusters.silent(e)) {
                return GuardResult.passed(old.address() + " does not answer: it is fenced when it is back");
            }
            return GuardResult.failed(
                    e.problem() + e.hint().map(hint -> ". " + hint).orElse(""));
        }
        return GuardResult.passed(old.address() + " has access rules");
    }
}
