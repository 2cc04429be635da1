package com.datafly.signal.dr.selfmanaged.internal.recovery;

/** The steps of a recovery, in their order. */
public enum RecoveryPhase {
    /** The newest backup that can reach the target is chosen. */
    CHOOSE,
    /**
     * The log from the backup to the target is read, verified and laid ready. Until here nothing exists of the copy.
     */
    PROVE_WAL,
    /** The backup's files are written and checked. */
    RESTORE_FILES,
    /** The server is started on its new data directory. */
    START,
    /** The server replays the log. */
    REPLAY,
    /** The server opens its own timeline and takes writes. */
    PROMOTE,
    /** What was reached is compared with what was proven, and the copy's isolation is asserted. */
    PROVE_TARGET
}
