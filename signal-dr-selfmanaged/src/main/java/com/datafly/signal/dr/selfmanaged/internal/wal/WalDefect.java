package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;

/**
 * Why a verifier stopped.
 *
 * @param kind whether bytes are missing or wrong
 * @param at the record or page that could not be verified
 * @param reason what is wrong with it, in lower case and without a final stop
 */
public record WalDefect(Kind kind, Lsn at, String reason) {

    /** Whether bytes are missing or wrong. */
    public enum Kind {
        /** Nothing but zeros follows: the log was written no further, or its end is torn off. */
        ZEROS,
        /** The log does not go on from what came before: something is missing between, or it is another server's. */
        UNLINKED,
        /** The bytes are not what PostgreSQL wrote. */
        CORRUPT
    }

    /** Returns the reason with its position. */
    @Override
    public String toString() {
        return reason + " at " + at;
    }
}
