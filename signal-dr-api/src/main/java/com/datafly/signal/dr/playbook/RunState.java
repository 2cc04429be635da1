package com.datafly.signal.dr.playbook;

/**
 * Where a run stands. More states may be added.
 *
 * @since 0.1
 */
public enum RunState {
    /** Steps are being done. */
    RUNNING,
    /** Nothing can go on before somebody approves. */
    WAITING_FOR_APPROVAL,
    /** Stopped by a person or by a failed step; can be resumed. */
    PAUSED,
    /** Stopped because nobody can tell whether a step's effect happened; a person decides. */
    INDETERMINATE,
    /** All steps are done. */
    SUCCEEDED,
    /** Ended because it could not go on, what could be undone having been undone where that was asked for. */
    FAILED,
    /** Ended by a person. */
    CANCELLED,
    /** Given up by a person, with what it left behind listed. */
    ABANDONED,
    /** Another process took over: this one does no more. The run itself goes on there. */
    LOST;

    /** Tells whether the run can never go on. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED || this == ABANDONED;
    }
}
