package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.playbook.DefaultPlaybooks;
import com.datafly.signal.dr.journal.JournalAudit;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way to plans and runs: what a {@code SignalDr} with a journal offers.
 *
 * <p>A drill and the real thing share one definition and differ by the type of their target, so that the compiler keeps
 * them apart: {@link #plan} takes a {@link LiveTarget}, {@link #rehearse} a {@link DrillTarget}.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Playbooks permits DefaultPlaybooks {

    /** Returns the guide's playbook for the failure of a database, as {@link Scenarios#databaseFailure} has it. */
    default BoundPlaybook databaseFailure() {
        return databaseFailure(scenario -> {});
    }

    /** Returns the guide's playbook for the failure of a database, with the host's checks, guards and cutover. */
    default BoundPlaybook databaseFailure(Consumer<Scenarios.DatabaseFailure> more) {
        return of(Scenarios.databaseFailure(more));
    }

    /** Returns the guide's checklist before an upgrade, as {@link Scenarios#preUpgrade} has it. */
    default BoundPlaybook preUpgrade() {
        return preUpgrade(scenario -> {});
    }

    /** Returns the guide's checklist before an upgrade, with the host's checks and the upgrade itself. */
    default BoundPlaybook preUpgrade(Consumer<Scenarios.PreUpgrade> more) {
        return of(Scenarios.preUpgrade(more));
    }

    /** Returns the guide's monthly test of the backups, as {@link Scenarios#restoreTest} has it. */
    default BoundPlaybook restoreTest() {
        return restoreTest(scenario -> {});
    }

    /** Returns the guide's monthly test of the backups, with the host's checks. */
    default BoundPlaybook restoreTest(Consumer<Scenarios.RestoreTest> more) {
        return of(Scenarios.restoreTest(more));
    }

    /** Joins a playbook of the host's own with this way to plan it. */
    default BoundPlaybook of(Playbook playbook) {
        return new BoundPlaybook(this, playbook);
    }

    /**
     * Finds out what a live run would do. Reads only.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the definition holds one of the host's secrets; what forbids
     *     the start is no exception but among the {@linkplain Plan#problems() problems}
     */
    Plan plan(Playbook playbook, LiveTarget target);

    /** Like {@link #plan(Playbook, LiveTarget)}, with the {@code SignalDr}'s own database, or none. */
    Plan plan(Playbook playbook);

    /** Finds out what a drill would do. Reads only. */
    Plan rehearse(Playbook playbook, DrillTarget target);

    /** Like {@link #rehearse(Playbook, DrillTarget)}, with the {@code SignalDr}'s own database, or none. */
    Plan rehearse(Playbook playbook);

    /**
     * Takes over a run whose process is gone, or that was stopped in this one: reads its journal, finds out what became
     * of work in flight, and goes on. It works on the {@code SignalDr}'s own database, live or as a drill, as it began.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such run; {@code FAILED_PRECONDITION} if it has ended,
     *     its target is another, or its definition is another ({@link #migrate} and {@link Run#abandon} are the ways
     *     out); {@code CONFLICT} if its runner is alive; {@code INTEGRITY_FAILED} if its journal was changed
     */
    Run resume(String runId, Playbook playbook);

    /** Like {@link #resume(String, Playbook)}, of a live run on another target. */
    Run resume(String runId, Playbook playbook, LiveTarget target);

    /** Like {@link #resume(String, Playbook)}, of a drill on another target. */
    Run resume(String runId, Playbook playbook, DrillTarget target);

    /**
     * Takes over a run with a changed definition, which it is pinned to from then on. Approvals of the old one do not
     * count any more.
     *
     * @param by who decides
     * @param why the reason, for the journal
     * @throws DrException as {@link #resume(String, Playbook)} does, and with {@code FAILED_PRECONDITION} if the new
     *     definition does not have what was done already
     */
    Run migrate(String runId, Playbook changed, String by, String why);

    /**
     * Returns a run to look at and to control, whichever process does the work: approve, pause, decide, cancel.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none
     */
    Run run(String runId);

    /** Returns where all runs of this journal stand, the newest first. */
    List<RunStatus> runs();

    /**
     * Looks for all that drills of the {@code SignalDr}'s own database made and did not remove, by this journal: what a
     * {@link #sweep} would remove, and what it would leave, each with the reason. Changes nothing.
     *
     * <p>Of every run that has ended, drill or not, it also knows what programs left in their folders of records on
     * this machine; what is left of one that nobody ended stays until somebody abandons it.
     *
     * <p>Of steps that the host wrote it knows nothing: what they make they have to find again themselves.
     */
    List<Leftover> leftovers();

    /**
     * Removes what such drills left, once it has expired: copies and snapshots of steps that succeeded, failed, or were
     * never heard of again. A thing is removed only if its name and its key are those that the journal says, and its
     * tags too where the provider keeps tags. Left are things of a run whose process may be alive, that are still being
     * made, or whose tag {@code signal-dr:expires} was set to a later time; and snapshots that are held, or the only
     * one, or any of them while removals are frozen. A freeze does not keep copies.
     *
     * <p>Repeating it does no harm, and any number of processes may. It waits for the removals up to ten minutes, and
     * for 45 seconds more where it has to find out whether a process on another machine is alive.
     *
     * @return what it did about each thing whose time has come; what fails does not stop the rest, and is in here
     * @throws DrException with {@code CANCELLED} when the thread was interrupted, or as the journal reports it;
     *     removals that were begun go on
     */
    List<Swept> sweep();

    /** Checks a run's journal, record by record: whether anything was changed, removed, reordered or cut off. */
    JournalAudit verify(String runId);
}
