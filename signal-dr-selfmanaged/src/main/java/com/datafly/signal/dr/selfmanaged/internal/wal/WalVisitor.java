package com.datafly.signal.dr.selfmanaged.internal.wal;

/** Sees every record that a verifier has found sound, in the order of the log. */
@FunctionalInterface
public interface WalVisitor {

    /** Takes note of a record. */
    void record(WalRecord record);

    /** Returns a visitor that shows each record to this one and then to {@code next}. */
    default WalVisitor then(WalVisitor next) {
        return record -> {
            record(record);
            next.record(record);
        };
    }
}
