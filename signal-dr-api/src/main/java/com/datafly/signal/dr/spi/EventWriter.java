package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;

/**
 * Writes events, together or not at all where the cluster has transactions: {@code begin}, any number of
 * {@code append}, {@code commit}. Opening a transactional writer ends what an earlier one of the same identity left
 * open, and fences that one off. Not thread-safe.
 *
 * @since 0.1
 */
public interface EventWriter extends AutoCloseable {

    /** Begins a transaction. Without transactions it does nothing. */
    void begin();

    /**
     * Appends an event. It is sent in the background: a failure may show itself in a later call.
     *
     * @param appended hears where it stands, on another thread, before {@link #flush} or {@link #commit} returns
     */
    void append(NewEvent event, Appended appended);

    /** Appends an event whose place nobody asks for. */
    default void append(NewEvent event) {
        append(event, (partition, offset) -> {});
    }

    /**
     * Waits until everything appended is acknowledged by all replicas in sync.
     *
     * @throws DrException with the first failure of an append, {@code FENCED} if another writer of the same identity
     *     took over
     */
    void flush();

    /**
     * Makes what was appended since {@code begin} visible to readers of committed events, all of it; without
     * transactions it is a {@link #flush}.
     *
     * @throws DrException as {@link #flush} does; with effect {@code UNKNOWN} if the answer was lost
     */
    void commit();

    /** Drops what was appended since {@code begin}; without transactions it stays. */
    void abort();

    /** Drops what was not committed, and releases the connection. */
    @Override
    void close();

    /**
     * Hears where an event stands.
     *
     * @since 0.1
     */
    @FunctionalInterface
    interface Appended {

        /** The event was acknowledged at this place. It must return at once. */
        void at(PartitionId partition, long offset);
    }
}
