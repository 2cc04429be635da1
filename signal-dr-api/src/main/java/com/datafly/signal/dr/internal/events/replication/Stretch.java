package com.datafly.signal.dr.internal.events.replication;

/**
 * A stretch of a log.
 *
 * @param start its first offset
 * @param end the offset behind its last one
 */
record Stretch(long start, long end) {}
