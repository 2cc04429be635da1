package com.datafly.signal.dr.playbook;

/**
 * When a step that comes after several others is ready.
 *
 * @since 0.1
 */
public enum Join {
    /** When all of them succeeded. */
    ALL,
    /** When the first of them succeeded; the others are let finish. It fails when none can succeed any more. */
    ANY
}
