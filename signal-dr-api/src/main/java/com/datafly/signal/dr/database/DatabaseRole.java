package com.datafly.signal.dr.database;

/**
 * What a database server is to its replicas. More roles may be added.
 *
 * @since 0.1
 */
public enum DatabaseRole {
    /** It accepts writes. */
    PRIMARY,
    /** It follows a primary. */
    STANDBY,
    /** It could not be found out. */
    UNKNOWN
}
