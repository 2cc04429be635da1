package com.datafly.signal.dr.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.report.Report;

/**
 * Carries a drill out, as the host wants it.
 *
 * <pre>{@code
 * DrillJob job = (drill, runId) -> dr.drill().verify(checks).canary(writer).run();
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DrillJob {

    /**
     * Runs a drill to its end. A recovery that fails is a report, and so is a check that fails; what is thrown counts
     * as {@link com.datafly.signal.dr.verify.Verdict#ERROR}.
     *
     * @param runId names this run in the schedule's results; no other run ever has it
     * @throws DrException with {@code CANCELLED} when the thread was interrupted: it is noted, and then thrown on
     */
    Report run(ScheduledDrill drill, String runId);
}
