package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventRun;
import com.datafly.signal.dr.playbook.StepContext;
import java.time.Duration;

/** Runs that write events, as steps. */
final class EventRuns {

    private EventRuns() {}

    /** Waits for the end, as long as the step may take; a run that nobody awaits any more is stopped. */
    static <R> R await(StepContext context, EventRun<R> run) {
        context.observed(run.runId());
        Duration remaining = context.remaining();
        try {
            return run.onProgress(context.progress()).await(remaining.isNegative() ? Duration.ZERO : remaining);
        } catch (DrException e) {
            run.stop();
            throw e;
        }
    }
}
