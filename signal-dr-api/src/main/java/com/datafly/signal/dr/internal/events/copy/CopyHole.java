package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.events.PartitionId;

/**
 * Offsets that were gone from the source before they were read.
 *
 * @param partition the source's partition
 * @param from the first offset
 * @param to the first offset that was still there
 */
public record CopyHole(PartitionId partition, long from, long to) {}
