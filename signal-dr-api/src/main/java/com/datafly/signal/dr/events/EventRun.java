package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replay.DefaultEventRun;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.time.Duration;

/**
 * Events being written by this process, on a thread of its own. Where the run stands is kept with what it wrote, so
 * that another process can go on with it at any moment. Thread-safe.
 *
 * @param <R> how it ended
 * @since 0.1
 */
public sealed interface EventRun<R> permits DefaultEventRun {

    /** Returns the name under which it goes on in another process. */
    String runId();

    /** Tells whether it has ended, well or not. */
    boolean done();

    /** Returns how far it has come, as last committed. Its total is an estimate: not each offset holds an event. */
    Progress progress();

    /** Registers a listener for progress, called on the run's thread. Returns this run. */
    EventRun<R> onProgress(ProgressListener listener);

    /** Ends it soon, what was read so far being committed. It can go on later. Harmless if it has ended. */
    void stop();

    /** Waits for the end; see {@link #await(Duration)}. */
    R await();

    /**
     * Waits for the end. Calling it again gives the same answer.
     *
     * @throws DrException the run's own failure: {@code FENCED} if another runner went on with it,
     *     {@code FAILED_PRECONDITION} if the source lost events before they were read; {@code DEADLINE_EXCEEDED} with
     *     effect {@code UNKNOWN} when the time is over, {@code CANCELLED} when the thread was interrupted (in both the
     *     run goes on and can be awaited again)
     */
    R await(Duration timeout);
}
