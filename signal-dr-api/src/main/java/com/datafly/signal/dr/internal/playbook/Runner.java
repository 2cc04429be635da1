package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;

/** The way into the engine: begins runs, takes them over, looks at them. */
public final class Runner {

    private Runner() {}

    /** Takes the leases, writes the journal's first records, and begins. */
    public static Run start(RunOrder order, RunEnvironment environment) {
        throw new IllegalStateException("not there yet: " + order.runId() + environment.holder());
    }

    /** Takes over a run whose runner is gone: verifies its journal, reconciles what is open, and goes on. */
    public static Run resume(String runId, Playbook playbook, RunTarget target, RunEnvironment environment) {
        throw new IllegalStateException("not there yet: " + runId + playbook + target + environment.holder());
    }

    /** Like {@link #resume}, with a changed definition, which the run is pinned to from then on. */
    public static Run migrate(String runId, Migration migration, RunTarget target, RunEnvironment environment) {
        throw new IllegalStateException("not there yet: " + runId + migration + target + environment.holder());
    }

    /** Returns a run of another process, or of none, to look at and to control. */
    public static Run attach(String runId, RunEnvironment environment) {
        throw new IllegalStateException("not there yet: " + runId + environment.holder());
    }

    /** Returns where a run stands, by its journal. */
    public static RunStatus status(String runId, RunEnvironment environment) {
        throw new IllegalStateException("not there yet: " + runId + environment.holder());
    }

    /**
     * A definition that changed under a run.
     *
     * @param planHash the hash of a plan of the new definition; approvals of the old one do not count any more
     */
    public record Migration(Playbook playbook, String planHash, String by, String why) {}
}
