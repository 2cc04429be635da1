package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.PartitionId;

/**
 * A question for the first committed record of a partition from an offset on.
 *
 * @param partition the partition
 * @param from where the look begins
 * @param end where it ends: an end of the log
 */
record Probe(PartitionId partition, long from, long end) {}
