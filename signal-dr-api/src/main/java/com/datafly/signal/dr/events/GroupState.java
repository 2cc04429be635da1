package com.datafly.signal.dr.events;

/**
 * Whether somebody consumes.
 *
 * @since 0.1
 */
public enum GroupState {
    /** Its members consume. */
    STABLE,
    /** Its members are being assigned partitions. */
    REBALANCING,
    /** It has offsets and no member. */
    EMPTY,
    /** It has neither, or does not exist. */
    DEAD,
    /** The cluster did not say. */
    UNKNOWN;

    /** Tells whether its offsets may be moved: nobody consumes who would not notice. */
    public boolean idle() {
        return this == EMPTY || this == DEAD;
    }
}
