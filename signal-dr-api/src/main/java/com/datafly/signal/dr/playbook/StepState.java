package com.datafly.signal.dr.playbook;

/**
 * Where a step stands. More states may be added.
 *
 * @since 0.1
 */
public enum StepState {
    /** Not begun. */
    PENDING,
    /** Ready but for somebody's consent. */
    WAITING_FOR_APPROVAL,
    /** Its intent is in the journal, its outcome is not. */
    RUNNING,
    /** Done. */
    SUCCEEDED,
    /** A drill went through its guards and left its action out. */
    REHEARSED,
    /** Will not be done: what it waited for cannot succeed any more, or a person decided so. */
    SKIPPED,
    /** Known to have failed. */
    FAILED,
    /** Nobody can tell whether its effect happened. */
    INDETERMINATE,
    /** Was done, and was undone. */
    UNDONE;

    /** Tells whether steps that come after this one may go on. */
    public boolean satisfies() {
        return this == SUCCEEDED || this == REHEARSED;
    }
}
