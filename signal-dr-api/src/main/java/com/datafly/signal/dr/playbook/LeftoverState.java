package com.datafly.signal.dr.playbook;

/**
 * Whether something that a drill left goes in a sweep, and if not, why. More may be added.
 *
 * @since 0.1
 */
public enum LeftoverState {
    /** It has expired, it is the drill's beyond doubt, and nobody needs it. */
    DUE,
    /** Its time has not come. */
    NOT_EXPIRED,
    /** Its run is not over, and its process is, or may be, alive. */
    IN_USE,
    /** The provider is still making it. */
    BEING_MADE,
    /** It is held, or removals are frozen, or it is the only snapshot. */
    PROTECTED,
    /** Another operation made it than the drill's: only the name is the same, or the tags say so. */
    FOREIGN,
    /** The provider or the journal does not tell. */
    UNCLEAR
}
