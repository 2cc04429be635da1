package com.datafly.signal.dr.playbook;

/**
 * What happens to work in flight when a run is cancelled.
 *
 * @since 0.1
 */
public enum CancelPolicy {
    /** It is let finish; what was done stays. */
    WAIT,
    /** It is left alone, and listed as orphaned. */
    ABANDON,
    /** It is let finish, and then everything is undone, newest first. Refused behind a point of no return. */
    UNDO
}
