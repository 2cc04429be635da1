package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.internal.playbook.DefaultPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run of a playbook would do to one target, as things stand: found out by reading only.
 *
 * <p>A plan is good for an hour, for the world moves. Approvals are bound to its {@link #hash()}, which changes with
 * the definition, its inputs, the identity of the target, and between drill and live. Immutable: each method that sets
 * something returns a new plan of the same run.
 *
 * @since 0.1
 */
public sealed interface Plan permits DefaultPlan {

    /** Returns the playbook. */
    Playbook playbook();

    /** Tells whether it is a drill. */
    boolean drill();

    /** Returns the id that the run will have. */
    String runId();

    /** Returns what approvals have to name: SHA-256 in hexadecimal. */
    String hash();

    /** Returns when it was made. */
    Instant plannedAt();

    /** Returns from when on it is not started any more. */
    Instant expiresAt();

    /** Returns what the run will be graded against. */
    RecoveryObjectives objectives();

    /** Returns PostgreSQL's identifier of the database that is meant; empty if nobody could tell it. */
    Optional<String> systemIdentifier();

    /** Returns the names of what no other run may work on meanwhile. */
    List<String> resources();

    /** Returns the steps in an order in which each comes after those it waits for. */
    List<PlannedStep> steps();

    /** Returns the steps behind which nothing can be taken back. */
    List<PlannedStep> irreversible();

    /** Returns what forbids the start, each with its remedy. */
    List<PlanProblem> problems();

    /** Returns what a person should know before the start. */
    List<String> warnings();

    /** Returns how long the whole is likely to take. */
    Forecast forecast();

    /** Returns how much of the recovery time objective is left, what went by since the disruption being spent. */
    Duration timeLeft();

    /** Tells whether the recovery time objective is likely to be met. */
    Reachability reachesRto();

    /** Returns the approvals that it carries. */
    List<Approval> approvals();

    /** Returns a runbook: what a person can follow when there is no JVM left to run this. */
    String markdown();

    /**
     * Adds somebody's consent to what this plan shows. Approving twice changes nothing.
     *
     * @throws DrException with {@code PERMISSION_DENIED} if every gate names principals and this one is not among them
     */
    Plan approve(String principal);

    /** Sets when the disaster struck, was noticed and declared: time that is spent already. */
    Plan incident(Incident incident);

    /**
     * Decides to go on without approvals, and past prechecks and guards whose
     * {@linkplain GuardKind#passedByBreakGlass() kind} allows it, for a time.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if nobody or no reason is named, or {@code ttl} is not positive
     */
    Plan breakGlass(String reason, String who, Duration ttl);

    /** Starts the run in the name of the {@code SignalDr}'s principal; see {@link #start(String)}. */
    Run start();

    /**
     * Looks once more whether all that must hold does, and starts the run.
     *
     * @param initiator who starts it, and so may not approve where a gate says so
     * @throws DrException with effect {@code NONE} and {@code FAILED_PRECONDITION} if there are problems (the message
     *     has all of them), the plan has expired, or the target is not what it was; {@code CONFLICT} if another run
     *     holds a resource; {@code ALREADY_EXISTS} if this plan was started before
     */
    Run start(String initiator);
}
