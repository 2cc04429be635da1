package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.StepContext;

/** What earlier steps left. */
final class Outputs {

    private Outputs() {}

    /** Returns the output of a step that has to be done by now. */
    static <O> O require(StepContext context, String stepId, Class<O> type) {
        return context.output(stepId, type).orElseThrow(() -> missing(context, stepId));
    }

    static DrException missing(StepContext context, String stepId) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                context.stepId(),
                "the step '" + stepId + "', whose output it needs, has none",
                failure -> failure.hint("Put it behind '" + stepId
                        + "'; a drill leaves the action of a step on the source out, and so its output."));
    }
}
