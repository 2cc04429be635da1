package com.datafly.signal.dr.database;

/**
 * How commits reach a standby. More kinds may be added.
 *
 * @since 0.1
 */
public enum Replication {
    /** A commit waits until the standby has it. */
    SYNCHRONOUS,
    /** A commit waits until one of several standbys has it. */
    SEMISYNCHRONOUS,
    /** A commit does not wait: what the standby lacks is lost with the primary. */
    ASYNCHRONOUS,
    /** There is no standby. */
    NONE,
    /** It could not be found out. */
    UNKNOWN
}
