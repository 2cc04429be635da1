package com.datafly.signal.dr.internal.program;

/** What may be done about a program of which nobody knows how it ended. */
public enum Repetition {
    /** Nothing but to ask a person. */
    ONCE,
    /** It may be run again, also where it was cut off or has done its work. */
    REPEATABLE,
    /** Another program says whether the work is done, and where it is not, it may be run again. */
    LOOKED_UP
}
