package com.datafly.signal.dr.internal.events.replication;

/**
 * Where one record stands at both clusters.
 *
 * @param source its offset at the source
 * @param target its offset at the target
 */
record OffsetPair(long source, long target) {}
