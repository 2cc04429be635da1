package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.playbook.AttachedRun;
import com.datafly.signal.dr.internal.playbook.DefaultRun;
import com.datafly.signal.dr.report.Report;
import java.time.Duration;

/**
 * One execution of a playbook, in this process or another.
 *
 * <p>What is asked of a run is checked by its runner, and is in the journal when the call returns. To a run of another
 * process it is sent over the place of the journal, and the call waits, for a time, until the runner took or refused
 * it. Who asks is taken at their word: who may write the journal's place may speak for anybody.
 *
 * <p>Every control may throw {@link DrException} with {@code FAILED_PRECONDITION} if the run has ended or does not
 * stand where the control makes sense, {@code INVALID_ARGUMENT} for a step that the playbook has not, {@code FENCED} if
 * another process took the run over, and {@code UNAVAILABLE} with effect {@code UNKNOWN} if the runner gave no answer.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Run extends AutoCloseable permits DefaultRun, AttachedRun {

    /** Returns the run's id. */
    String id();

    /** Returns where the run stands, by its journal. */
    RunStatus status();

    /**
     * Waits until the run has come to rest: it ended, nothing goes on before a person acts, or this process lost it.
     *
     * @throws DrException with {@code DEADLINE_EXCEEDED} if it goes on after {@code timeout}, {@code CANCELLED} if the
     *     waiting thread is interrupted: the run itself goes on in both cases
     */
    RunStatus await(Duration timeout);

    /**
     * Gives consent to a step that has an approval gate.
     *
     * @param planHash what the approver saw: {@link RunStatus#planHash()}
     * @throws DrException with {@code PERMISSION_DENIED} if this principal may not approve, or started the run;
     *     {@code ALREADY_EXISTS} if they did already; {@code FAILED_PRECONDITION} if the approval is of another plan,
     *     has expired, or the step has begun
     */
    void approve(String step, String principal, String planHash);

    /**
     * Passes approvals, and guards whose {@linkplain GuardKind#passedByBreakGlass() kind} allows it, for a time. The
     * report begins with it.
     */
    void breakGlass(BreakGlass glass);

    /** Begins nothing more; what is in flight is let finish. Pausing twice changes nothing. */
    void pause(String by, String reason);

    /**
     * Goes on after a {@link #pause}.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it is not paused by a person, or a step needs a
     *     {@linkplain #decide decision} first
     */
    void resume(String by);

    /**
     * Decides about a step that failed or whose outcome nobody can tell.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the step stands otherwise, if it is to be tried again and
     *     its last attempt still runs in the runner's process, or if it is adopted and its output cannot be found
     */
    void decide(String step, Decision decision);

    /**
     * Ends the run before its end. Repeating it changes nothing; a stricter policy replaces a milder one.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if everything is to be undone behind a point of no return,
     *     or while nobody can tell a step's outcome
     */
    void cancel(CancelPolicy policy, String by, String reason);

    /**
     * Gives the run up as it is. What it may have left behind is listed by {@link RunStatus#orphans()}. In a run of
     * another process it works also if that process is dead.
     */
    void abandon(String by, String reason);

    /** Returns what there is to say about the run so far. */
    Report report();

    /**
     * Stops this process's work on the run, which any process may resume later. What is in flight is interrupted; the
     * next runner finds out what became of it. Of a run of another process only this handle is closed.
     */
    @Override
    void close();
}
