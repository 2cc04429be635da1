package com.datafly.signal.dr.operation;

/**
 * Where a piece of work stands. More states may be added.
 *
 * @since 0.1
 */
public enum OperationState {
    /** The provider works on it. */
    RUNNING,
    /** Done; the result exists. */
    SUCCEEDED,
    /** Ended without its result. */
    FAILED,
    /** The provider shows a state that this library cannot read as one of the others; a person has to look. */
    INDETERMINATE
}
