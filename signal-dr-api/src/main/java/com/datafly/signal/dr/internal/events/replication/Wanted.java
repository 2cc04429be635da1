package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;

/**
 * An offset that is to be translated.
 *
 * @param group the group that committed it
 * @param source the partition at the source
 * @param committed the offset
 */
record Wanted(String group, PartitionId source, GroupOffset committed) {}
