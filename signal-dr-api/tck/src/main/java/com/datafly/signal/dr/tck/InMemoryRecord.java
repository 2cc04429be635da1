package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a log.
 *
 * @param event what stands there
 * @param marker whether it ends a transaction, and is no event
 * @param transaction the transaction that it belongs to, if any
 */
record InMemoryRecord(
        EventRecord event, boolean marker, @Nullable InMemoryTransaction transaction) {

    long offset() {
        return event.offset();
    }

    boolean isAborted() {
        return transaction != null && transaction.state() == InMemoryTransaction.State.ABORTED;
    }

    /** Tells whether a reader gets it, below the offset up to which that one may read. */
    boolean isVisible(boolean committedOnly) {
        return !marker && !(committedOnly && isAborted());
    }

    /** Returns how much room it takes; what a cluster adds of its own is not counted. */
    long bytes() {
        return length(event.key())
                + length(event.value())
                + event.headers().stream().mapToLong(InMemoryRecord::length).sum();
    }

    boolean hasKey(byte @Nullable [] key) {
        return Arrays.equals(event.key(), key);
    }

    private static long length(EventHeader header) {
        return header.key().length() + length(header.value());
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
