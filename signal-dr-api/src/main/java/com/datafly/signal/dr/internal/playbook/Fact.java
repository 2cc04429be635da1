package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run's journal says, one record each. The names and components are the durable format: {@link Facts} says under
 * which type each is kept.
 */
sealed interface Fact {

    /**
     * The first record: what is to be done, and by whose order.
     *
     * @param sizeBytes the size of the target's data when the run was planned, where the target told it
     */
    record Planned(
            String playbook,
            String definitionHash,
            String planHash,
            String initiator,
            String target,
            Optional<Long> sizeBytes,
            Optional<Instant> expiresAt,
            FailurePolicy onFailure,
            boolean pauseAtDeadline,
            List<String> leases,
            Times times,
            Optional<String> library)
            implements Fact {}

    /** The objectives, and the time before the run as far as it is known. */
    record Times(
            Optional<Duration> rpo,
            Optional<Duration> rto,
            Optional<Instant> disruptedAt,
            Optional<Instant> detectedAt,
            Optional<Instant> declaredAt) {}

    /** A piece of the definition's JSON: a record's size is limited. */
    record Defined(String json) implements Fact {}

    /** Some of the steps, in the order of the definition. */
    record Outlined(List<StepOutline> steps) implements Fact {}

    /** How long something was expected to take: half of the times at most, and nine times of ten at most. */
    record Expected(Duration median, Duration p90) {}

    /** How long the plan said that the whole takes. */
    record Forecasted(Expected took, List<String> criticalPath, List<String> withoutHistory) implements Fact {}

    /** How long the plan said that some of the steps take. */
    record Predicted(List<Outlook.Foretold> steps) implements Fact {}

    /** A runner began to interpret the run. */
    record Started(String holder) implements Fact {}

    /** Somebody consented to a step, or to the whole plan where the step is empty. */
    record Approved(String step, String principal, String planHash, Instant at) implements Fact {}

    /** Somebody passed approvals and some guards. */
    record GlassBroken(String reason, String principal, Instant at, Duration ttl) implements Fact {}

    /** A step's action, or its undo, is about to be called. */
    record Intended(String step, boolean undo, int generation, OperationKey key) implements Fact {}

    /** The provider's name for a step's work was seen. */
    record Observed(String step, String operation) implements Fact {}

    /** A step, or its undo, came to rest. */
    record Settled(
            String step,
            boolean undo,
            StepState state,
            Duration took,
            Optional<String> output,
            Optional<Failure> failure,
            List<Evidence> evidence,
            List<String> notes)
            implements Fact {}

    /** What a step put into the run's evidence. */
    record Evidence(
            String name,
            Verdict verdict,
            String summary,
            Map<String, String> details,
            Duration duration,
            boolean provesData) {}

    /** A person, or the deadline, stopped the run. */
    record Paused(String by, String reason) implements Fact {}

    /** A person let it go on. */
    record Resumed(String by) implements Fact {}

    /** A person decided about a step. */
    record Decided(String step, Decision.Kind kind, String by, String why) implements Fact {}

    /** A person ends the run before its end. */
    record CancelAsked(CancelPolicy policy, String by, String reason) implements Fact {}

    /** A failure undoes what was done. */
    record UndoBegun(String reason) implements Fact {}

    /** The wall clock jumped against the time that really passed. */
    record ClockJumped(Duration jump) implements Fact {}

    /** The time that the objectives leave is over. */
    record DeadlinePassed(Duration budget) implements Fact {}

    /** The run is pinned to another definition, whose parts follow. */
    record Migrated(String definitionHash, String planHash, FailurePolicy onFailure, String by, String why)
            implements Fact {}

    /** A message of another process was read, and refused where there is a failure. */
    record MessageRead(long number, Optional<Failure> refusal) implements Fact {}

    /** The run can never go on. */
    record Finished(RunState state, String reason, List<String> orphans) implements Fact {}
}
