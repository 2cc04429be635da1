package com.datafly.signal.dr.playbook;

/**
 * What a guard protects against, which decides whether break-glass may pass it. More may be added.
 *
 * @since 0.1
 */
public enum GuardKind {
    /** The resource is the one that is meant. Never passed by break-glass. */
    IDENTITY(false),
    /** What was replaced can do no harm any more. Never passed by break-glass. */
    FENCING(false),
    /** Some proof is recent enough. */
    FRESHNESS(true),
    /** A rule of the organisation. */
    POLICY(true),
    /** A fact that the step needs. Never passed by break-glass: the step would not work. */
    CONDITION(false);

    private final boolean passedByBreakGlass;

    GuardKind(boolean passedByBreakGlass) {
        this.passedByBreakGlass = passedByBreakGlass;
    }

    /** Tells whether break-glass passes a guard of this kind that does not hold. */
    public boolean passedByBreakGlass() {
        return passedByBreakGlass;
    }
}
