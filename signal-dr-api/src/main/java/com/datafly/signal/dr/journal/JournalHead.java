package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

/**
 * Where a journal ends: whoever keeps it elsewhere can prove later that nothing before it was changed or cut off.
 *
 * @param sequence the number of the last record; 0 if there is none
 * @param epoch the epoch of the last record
 * @param hash the hash of the last record, in lower-case hexadecimal digits; 64 zeros if there is none
 * @since 0.1
 */
public record JournalHead(long sequence, long epoch, String hash) {

    private static final JournalHead EMPTY = new JournalHead(0, 0, "0".repeat(64));

    /** Checks that the hash is given. */
    public JournalHead {
        requireNonNull(hash, "hash");
    }

    /** Returns the head of a journal without a record. */
    public static JournalHead empty() {
        return EMPTY;
    }

    @Override
    public String toString() {
        return sequence + "@" + epoch + " " + hash;
    }
}
