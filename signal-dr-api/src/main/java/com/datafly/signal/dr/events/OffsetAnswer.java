package com.datafly.signal.dr.events;

/**
 * An offset that was asked for.
 *
 * @param offset the offset
 * @param timestampMillis the timestamp of the record there, in milliseconds since 1970 in UTC; -1 where it was not
 *     asked for by time
 * @since 0.1
 */
public record OffsetAnswer(long offset, long timestampMillis) {}
