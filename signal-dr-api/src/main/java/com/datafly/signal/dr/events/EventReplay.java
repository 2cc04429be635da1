package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replay.DefaultEventReplay;

/**
 * Writes events into a cluster again that this or another one still has, or an archive. Thread-safe.
 *
 * <p>Where the cluster has transactions, each event is written exactly once, as consumers that read committed events
 * see it, whatever happens to the process. Elsewhere a crash may repeat some, and the plan and the result say so. Each
 * event carries {@link ReplayHeaders}.
 *
 * @since 0.1
 */
public sealed interface EventReplay permits DefaultEventReplay {

    /**
     * Finds out what a replay would write, and writes nothing. Where the request chooses events by more than topic,
     * partition and time, or reads an archive, the events are read and counted; else their number is taken from the
     * offsets.
     *
     * @throws DrException as {@link #start} does, and with {@code INTEGRITY_FAILED} for a damaged segment of an archive
     */
    ReplayPlan plan(ReplayRequest request);

    /**
     * Starts a replay, or goes on with the one of {@linkplain ReplayRequest.Builder#runId the same id}: what it reads
     * was settled when it first began. A replay that was done is done at once. Of two runners of one replay, the later
     * goes on.
     *
     * <p>Of an archive, every segment that is to be read is compared with its hash before anything is written, on the
     * run's own thread: a damaged one ends the run with {@code INTEGRITY_FAILED}, effect {@code NONE} and the detail
     * {@code object}.
     *
     * @throws DrException with effect {@code NONE}: {@code NOT_FOUND} if no topic of the source matches or a topic to
     *     write to is missing; {@code FAILED_PRECONDITION} if it would loop, if a topic to write to has too few
     *     partitions, or if it begins before what the logs still hold, or an archive has a gap there, without
     *     {@link ReplayRequest.Builder#whatIsLeft()}; {@code INVALID_ARGUMENT} if an archive has several topics of a
     *     name and none was chosen; {@code CONFLICT} if the id belongs to another replay; {@code INTEGRITY_FAILED} if
     *     an archive's chain is broken; {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED}
     */
    EventRun<ReplayResult> start(ReplayRequest request);

    /**
     * Goes on with a replay by what is kept of it, at its rate.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none of that id; {@code FAILED_PRECONDITION} if it reads
     *     from elsewhere or chooses events by the host's code: {@link #start} its request again then; else as
     *     {@link #start} does
     */
    EventRun<ReplayResult> resume(String runId);
}
