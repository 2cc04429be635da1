package com.datafly.signal.dr.selfmanaged.internal.recovery;

import java.time.Duration;

/**
 * Follows a recovery. What a listener throws is logged and disturbs nothing. Called by the recovering thread, or by its
 * workers.
 */
public interface RecoveryListener {

    /** Returns a listener that does nothing. */
    static RecoveryListener none() {
        return new RecoveryListener() {};
    }

    /** A phase has begun. */
    default void phaseStarted(RecoveryPhase phase) {}

    /** A phase has come further; both numbers are bytes, of files or of the log. */
    default void progressed(RecoveryPhase phase, long done, long total) {}

    /** A phase has ended well. */
    default void phaseFinished(RecoveryPhase phase, Duration duration) {}
}
