package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.PartitionId;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far a copy has come, as it was last committed.
 *
 * @param totals what it has done
 * @param positions the offset of each partition of the source that is read next
 * @param left the offsets up to the ends; empty while some partition has none. Not each need hold an event
 */
public record CopyProgress(CopyTotals totals, Map<PartitionId, Long> positions, OptionalLong left) {

    /** Takes a copy. */
    public CopyProgress {
        positions = Map.copyOf(positions);
    }
}
