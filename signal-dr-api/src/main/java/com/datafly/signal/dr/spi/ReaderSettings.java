package com.datafly.signal.dr.spi;

import java.util.OptionalInt;

/**
 * How events are read.
 *
 * @since 0.1
 */
public final class ReaderSettings {

    private final boolean committedOnly;
    private final int maxRecords;
    private final int bytesPerPartition;

    private ReaderSettings(boolean committedOnly, int maxRecords, int bytesPerPartition) {
        this.committedOnly = committedOnly;
        this.maxRecords = maxRecords;
        this.bytesPerPartition = bytesPerPartition;
    }

    /** Reads what was committed, up to the last stable offset; at most 5,000 events a call. */
    public static ReaderSettings committed() {
        return new ReaderSettings(true, 5_000, 0);
    }

    /** Reads everything up to the log's end, also what a transaction may still abort; at most 5,000 events a call. */
    public static ReaderSettings uncommitted() {
        return new ReaderSettings(false, 5_000, 0);
    }

    /** Returns these settings with another limit of events a call. */
    public ReaderSettings maxRecords(int maxRecords) {
        return new ReaderSettings(committedOnly, maxRecords, bytesPerPartition);
    }

    /**
     * Returns these settings with a hint of how much of each partition is wanted at a time, as where the next event of
     * many partitions is looked at, and no more. A larger event is read even so.
     */
    public ReaderSettings bytesPerPartition(int bytesPerPartition) {
        return new ReaderSettings(committedOnly, maxRecords, bytesPerPartition);
    }

    /** Tells whether only committed events are read. */
    public boolean committedOnly() {
        return committedOnly;
    }

    /** Returns how many events a call may return. */
    public int maxRecords() {
        return maxRecords;
    }

    /** Returns how many bytes of each partition are wanted at a time; empty for as many as suits the driver. */
    public OptionalInt bytesPerPartition() {
        return bytesPerPartition > 0 ? OptionalInt.of(bytesPerPartition) : OptionalInt.empty();
    }
}
