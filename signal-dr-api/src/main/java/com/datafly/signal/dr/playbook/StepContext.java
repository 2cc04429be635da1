package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.verify.CheckResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a step's action and guards get from the run: who they are, what they work on, what came before.
 *
 * <p>While a plan is made there is no run yet: {@link #runId()} is the id that the run will have, and outputs are
 * empty. Thread-safe.
 *
 * @since 0.1
 */
public interface StepContext {

    /** Returns the run's id. */
    String runId();

    /** Returns the step's id. */
    String stepId();

    /** Returns the number of the attempt, from 0; raised only after an attempt is known to have failed. */
    int generation();

    /** Returns the name of this attempt's work, always the same for the same run, step, generation and input. */
    OperationKey key();

    /** Tells whether this is a drill. */
    boolean drill();

    /**
     * Returns the database that the run's target names.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the target has none
     */
    Database database();

    /**
     * Returns the event stream of the {@code SignalDr} that runs this. By default there is none.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it has none
     */
    default EventStream events() {
        throw DrException.of(ErrorCode.FAILED_PRECONDITION, "use the event stream", "none was given");
    }

    /**
     * Returns the standby's event stream of the {@code SignalDr} that runs this. By default there is none.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it has none
     */
    default EventStream standbyEvents() {
        throw DrException.of(ErrorCode.FAILED_PRECONDITION, "use the standby's event stream", "none was given");
    }

    /**
     * Returns where the product of the {@code SignalDr} that runs this runs. By default that is not known.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it is not
     */
    default Platform platform() {
        throw DrException.of(ErrorCode.FAILED_PRECONDITION, "use the platform", "none was given");
    }

    /**
     * Returns the database that an earlier step made. It is open as long as the run is.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if that step made none yet, {@code NOT_FOUND} if it is gone
     */
    Database copy(String stepId);

    /**
     * Returns the output of an earlier step, in this process or one before it.
     *
     * @return empty if that step has not succeeded
     * @throws DrException with {@code INVALID_ARGUMENT} if there is no such step or its output is of another type
     */
    <O> Optional<O> output(String stepId, Class<O> type);

    /** Returns a name for what this step makes: {@code base} and a part that only this run has. */
    String resourceName(String base);

    /** Returns what everything that a run makes is tagged with: the run, and in a drill the expiry. */
    Map<String, String> tags();

    /**
     * Returns one of the host's secrets by name. The run closes it.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if the host gave none of that name
     */
    Secret secret(String name);

    /**
     * Returns when this attempt was begun, by the wall clock: the instant of its intent in the journal, so the same
     * after a crash. By default it is now, as in a context that no journal stands behind.
     */
    default Instant startedAt() {
        return clock().instant();
    }

    /** Returns the time that this step has left, by its own timeout. */
    Duration remaining();

    /** Returns the clock for instants. */
    Clock clock();

    /** Returns how durations are measured and spent. */
    TimeSource time();

    /** Notes in the journal, durably, under what name the provider does the work. */
    void observed(String operation);

    /** Puts a check's result into the run's evidence. */
    void evidence(CheckResult result);

    /** Returns who hears of this step's progress. */
    ProgressListener progress();
}
