package com.datafly.signal.dr.operation;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultOperation;
import java.time.Duration;

/**
 * Work that takes long and was started: it goes on whether anybody waits or not.
 *
 * <p>Thread-safe.
 *
 * @param <T> what the work makes
 * @since 0.1
 */
public sealed interface Operation<T> permits DefaultOperation {

    /** Returns the name under which this work can be found again, in this process or another. */
    OperationKey key();

    /** Returns what is being done and on what, as in {@code snapshot datafly-postgres}. */
    String description();

    /**
     * Asks the provider once where the work stands, and goes on with work that {@linkplain OperationStatus#needsCall()
     * needs a call}, as {@code await} does.
     *
     * @throws DrException if the provider cannot be asked
     */
    OperationStatus status();

    /** Waits as long as {@code SignalDr}'s operation deadline allows; see {@link #await(Duration)}. */
    T await();

    /**
     * Waits until the work is done. Calling it again, after success or failure, gives the same answer.
     *
     * @throws DrException the work's own failure; {@code DEADLINE_EXCEEDED} with effect {@code UNKNOWN} when the time
     *     is over, {@code CANCELLED} when the thread was interrupted (in both the work goes on and can be awaited
     *     again), {@code INDETERMINATE} when its state cannot be read
     */
    T await(Duration timeout);

    /** Registers a listener for progress seen by {@code await}. Returns this operation. */
    Operation<T> onProgress(ProgressListener listener);
}
