package com.datafly.signal.dr.internal.events.lag;

/**
 * The first record at or after an offset.
 *
 * @param offset where it stands, or the end that was looked up to if there is none
 * @param timestampMillis its timestamp, or -1 if it has none or is not there
 */
record NextRecord(long offset, long timestampMillis) {

    static final long NO_TIME = -1;
}
