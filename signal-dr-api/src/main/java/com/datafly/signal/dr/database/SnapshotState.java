package com.datafly.signal.dr.database;

/**
 * Whether a snapshot can be restored. More states may be added.
 *
 * @since 0.1
 */
public enum SnapshotState {
    /** It is being made. */
    CREATING,
    /** It can be restored. */
    AVAILABLE,
    /** It is being removed. */
    DELETING,
    /** It cannot be restored, and will not get better. */
    FAILED,
    /** The provider shows a state that this library has no name for. */
    UNKNOWN
}
