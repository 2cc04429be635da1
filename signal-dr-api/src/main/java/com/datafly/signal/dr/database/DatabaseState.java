package com.datafly.signal.dr.database;

/**
 * Whether a database can be used. More states may be added.
 *
 * @since 0.1
 */
public enum DatabaseState {
    /** It accepts connections. */
    AVAILABLE,
    /** The provider is changing it; it may or may not accept connections. */
    CHANGING,
    /** It was stopped on purpose. */
    STOPPED,
    /** It does not work, or cannot be reached. */
    FAILED,
    /** The provider shows a state that this library has no name for. */
    UNKNOWN
}
