package com.datafly.signal.dr.operation;

/**
 * Hears of progress. Called on the thread that works or waits, so it should return soon; what it throws is logged and
 * disturbs nothing.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ProgressListener {

    /** Takes the newest state; calls may be skipped, and the amount may be corrected downwards. */
    void progressed(Progress progress);
}
