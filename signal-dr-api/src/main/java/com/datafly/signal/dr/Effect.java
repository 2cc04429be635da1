package com.datafly.signal.dr;

/**
 * Whether a failed operation changed anything.
 *
 * @since 0.1
 */
public enum Effect {
    /** Nothing was changed. */
    NONE,
    /** The change happened, wholly or in the part that the message names. */
    APPLIED,
    /** Nobody can tell yet; look for the work by its key before anything is repeated. */
    UNKNOWN
}
