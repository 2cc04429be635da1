package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.PartitionId;

/**
 * A gap that is still to be explained.
 *
 * @param partition the partition at the source
 * @param gap the offsets
 * @param fresh whether it came about since the look before; else the source may have removed records there later
 */
record FoundGap(PartitionId partition, SourceGap gap, boolean fresh) {}
