package com.datafly.signal.dr.playbook;

/**
 * Whether a recovery is likely to be done in time. More may be added.
 *
 * @since 0.1
 */
public enum Reachability {
    /** Nine earlier recoveries of ten would have been. */
    YES,
    /** Half of the earlier recoveries would not have been, or the time is over already. */
    NO,
    /** There is not enough history to tell, or it tells neither way. */
    UNKNOWN
}
