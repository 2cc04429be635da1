package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.internal.events.DefaultEventStream;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * A cluster that keeps the product's events in topics.
 *
 * <p>Opening one asks the cluster nothing, for it may be the one that is lost. Reads are repeated while that helps, for
 * up to a minute. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface EventStream extends AutoCloseable permits DefaultEventStream {

    /** Returns the address that opened it. */
    ResourceAddress address();

    /**
     * Returns the name that the cluster gave itself, which no other cluster has.
     *
     * @throws DrException with {@code UNAVAILABLE}, {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED}
     */
    String clusterId();

    /** Asks what the cluster can do for the credential in use; fails as {@link #clusterId()} does. */
    EventCapabilities capabilities();

    /** Asks how the cluster is, and looks at every partition; fails as {@link #clusterId()} does. */
    StreamHealth health();

    /** Lists all topics, the cluster's own too; fails as {@link #clusterId()} does. */
    List<Topic> topics();

    /** Returns the way to how long topics keep their events. */
    TopicRetention retention();

    /** Returns the way to what consumer groups have not read yet. */
    ConsumerLag lag();

    /** Returns the way to write events into this cluster again that it, or another one, still has. */
    EventReplay replay();

    /**
     * Returns an archive of this stream's topics.
     *
     * @param store where its objects are; whoever gave it closes it
     * @param prefix the beginning of its objects' keys, as in {@code events}; empty for none
     * @throws DrException with {@code INVALID_ARGUMENT} if no key can begin so
     */
    EventArchive archive(ObjectStore store, String prefix);

    /** Returns the way to events that consumers could not process. */
    DeadLetters deadLetters();

    /** Returns the way to find out whether the product's events flow. */
    EventFlow flow();

    /**
     * Compares this standby with the stream that is copied to it: topics, partitions, settings, access rules. Names are
     * those that this stream's options give to copies; without such options they are the same at both.
     *
     * @throws DrException with {@code UNAVAILABLE} if one of the two does not answer
     */
    ClusterDrift driftFrom(EventStream source);

    /**
     * Returns how topics are copied to this cluster from another one; called on the standby. The source is asked
     * nothing: it may be the one that is lost.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if this cluster's options name no source
     */
    EventReplication replicationFrom(EventStream source);

    /** Returns the software's own client, if it is a {@code T}. Whoever asked does not close it. */
    <T> Optional<T> unwrap(Class<T> type);

    /** Releases connections and threads. The {@code SignalDr} that opened it does so too. */
    @Override
    void close();
}
