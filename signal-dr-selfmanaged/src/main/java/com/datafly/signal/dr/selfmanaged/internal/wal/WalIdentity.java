package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

/**
 * Whose write-ahead log it is: what every page header of it must agree with.
 *
 * @param systemIdentifier the cluster's system identifier
 * @param segmentSize the cluster's segment size in bytes
 * @param timelines the timeline and its ancestors
 */
public record WalIdentity(long systemIdentifier, int segmentSize, TimelineHistory timelines) {

    /** Refuses null and a segment size that PostgreSQL does not know. */
    public WalIdentity {
        requireNonNull(timelines, "timelines");
        SegmentName.requireSize(segmentSize);
    }
}
