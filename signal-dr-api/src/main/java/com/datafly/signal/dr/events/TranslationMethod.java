package com.datafly.signal.dr.events;

/**
 * How an offset was translated, the best first.
 *
 * @since 0.1
 */
public enum TranslationMethod {
    /** The position is the true one: nothing is read again, nothing missed. */
    EXACT,
    /** The best position that is surely not behind the true one, by pairs of offsets; the bound says how far off. */
    FLOOR,
    /** The record that the group stood at, found by time and content where no pair of offsets is known before it. */
    TIMESTAMP,
    /** Nothing is known but the log's start: everything that is still there is read again. */
    EARLIEST,
    /** The log's start, for retention at the target has removed what the group would have read next, or some of it. */
    EXPIRED
}
