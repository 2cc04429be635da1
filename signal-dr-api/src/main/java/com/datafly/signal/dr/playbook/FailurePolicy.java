package com.datafly.signal.dr.playbook;

/**
 * What a run does when a step has failed and what was in flight has finished.
 *
 * @since 0.1
 */
public enum FailurePolicy {
    /** It pauses, and a person decides. */
    PAUSE,
    /** It undoes what it did, newest first, and ends; behind a point of no return it pauses. */
    UNDO
}
