package com.datafly.signal.dr.drill;

/**
 * How much a drill rehearses. More may be added.
 *
 * @since 0.1
 */
public enum DrillLevel {
    /** A restore into a copy whose data are checked. */
    RESTORE,
    /** The whole recovery: restore, deployment, events that flow from end to end. */
    FULL
}
