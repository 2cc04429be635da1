package com.datafly.signal.dr.platform;

/**
 * How many pods a workload wants and has, as its controller counted them last.
 *
 * @param desired how many there should be; of a DaemonSet, on how many nodes
 * @param current how many there are, old and new; of a DaemonSet, on how many nodes that should have one
 * @param updated how many of them have the newest template
 * @param ready how many are ready
 * @param available how many have been ready for long enough
 * @since 0.1
 */
public record ReplicaCounts(int desired, int current, int updated, int ready, int available) {}
