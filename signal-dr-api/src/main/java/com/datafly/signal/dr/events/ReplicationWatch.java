package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.replication.DefaultReplicationWatch;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps at the target what a failover needs when the source is gone: pairs of offsets as runs, what groups committed,
 * ends and ids of topics. Several processes may watch; one of them writes at a time, the one that began last. The
 * others stand by, with the trouble {@code FENCED}, and take over once it has kept nothing new for five intervals.
 * Thread-safe.
 *
 * @since 0.1
 */
public sealed interface ReplicationWatch extends AutoCloseable permits DefaultReplicationWatch {

    /**
     * Looks now, on the caller's thread, beside the looks at intervals; fails as the calls to the target do. What the
     * source does not answer is {@link #trouble}: the rest is read and kept all the same.
     */
    void look();

    /**
     * Returns when this watch last read and kept everything; empty before the first time. A look at which the source, a
     * partition or a group did not answer does not count.
     */
    Optional<Instant> lastLook();

    /** Returns why the last look failed, or what it could not read; empty if it read and kept everything. */
    Optional<DrException> trouble();

    /** Stops looking. */
    @Override
    void close();
}
