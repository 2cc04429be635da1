package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.playbook.BoundPlaybook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.report.Report;
import java.util.function.Function;

/**
 * Carries a drill out, as the host wants it.
 *
 * <pre>{@code
 * DrillJob job = DrillJob.rehearsing(dr.playbooks().restoreTest());
 * DrillJob other = (drill, runId) -> dr.drill().verify(checks).canary(writer).run();
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

    /** Rehearses the same playbook in every drill; see {@link #rehearsing(Function)}. */
    static DrillJob rehearsing(BoundPlaybook playbook) {
        requireNonNull(playbook, "playbook");
        return rehearsing(drill -> playbook);
    }

    /**
     * Rehearses a playbook on the {@code SignalDr}'s own database: plans, starts, waits up to the drill's limit, and
     * reports.
     *
     * <p>A rehearsal that stands still, because a step failed or somebody has to approve, is reported as it stands, and
     * proves nothing. Its run can be resumed, and what it made is swept when it has expired.
     *
     * @param playbook chooses by the drill, as by its {@linkplain ScheduledDrill#level() level}
     */
    static DrillJob rehearsing(Function<ScheduledDrill, BoundPlaybook> playbook) {
        requireNonNull(playbook, "playbook");
        return (drill, runId) -> {
            try (Run run = playbook.apply(drill).rehearse().start()) {
                RunStatus unused = run.await(drill.limit());
                return run.report();
            }
        };
    }
}
