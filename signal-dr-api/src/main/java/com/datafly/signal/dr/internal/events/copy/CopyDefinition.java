package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.PartitionId;
import java.util.Map;

/**
 * What a copy was defined to be when it first began.
 *
 * @param text the caller's own words
 * @param ranges what is copied of each partition
 */
public record CopyDefinition(String text, Map<PartitionId, CopyRange> ranges) {

    /** Takes a copy. */
    public CopyDefinition {
        ranges = Map.copyOf(ranges);
    }
}
