package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * The point to which a database is recovered. Always explicit: there is no default target. More kinds may be added.
 *
 * @since 0.1
 */
public sealed interface RecoveryTarget {

    /** The newest point that the provider can prove. */
    static RecoveryTarget latest() {
        return new Latest();
    }

    /** The state of the database after the last transaction that committed at or before {@code instant}. */
    static RecoveryTarget at(Instant instant) {
        return new AtInstant(instant);
    }

    /**
     * Like {@link #at(Instant)}, from ISO 8601 text with a zone, as in {@code 2025-01-15T10:30:00Z}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the text has no zone or offset, or is no time
     */
    static RecoveryTarget at(String isoInstant) {
        try {
            return new AtInstant(OffsetDateTime.parse(isoInstant).toInstant());
        } catch (DateTimeParseException e) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "set the recovery target",
                    "instant is '" + isoInstant + "'",
                    failure -> failure.hint(
                                    "Write ISO 8601 with a zone, as in 2025-01-15T10:30:00Z or 2025-01-15T11:30:00+01:00;"
                                            + " a time without a zone could mean several instants.")
                            .cause(e));
        }
    }

    /** The state of the database when its write-ahead log ended at {@code lsn}. */
    static RecoveryTarget at(Lsn lsn) {
        return new AtLsn(lsn);
    }

    /** The state that a snapshot holds. */
    static RecoveryTarget snapshot(String snapshotId) {
        return new AtSnapshot(snapshotId);
    }

    /**
     * The newest provable point.
     *
     * @since 0.1
     */
    record Latest() implements RecoveryTarget {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * A moment on the database's clock.
     *
     * @param instant the last moment whose commits are kept
     * @since 0.1
     */
    record AtInstant(Instant instant) implements RecoveryTarget {
        /** Refuses null. */
        public AtInstant {
            requireNonNull(instant, "instant");
        }

        @Override
        public String toString() {
            return instant.toString();
        }
    }

    /**
     * A position in the write-ahead log.
     *
     * @param lsn the end of the log to be replayed: every record that begins before it is applied
     * @since 0.1
     */
    record AtLsn(Lsn lsn) implements RecoveryTarget {
        /** Refuses null. */
        public AtLsn {
            requireNonNull(lsn, "lsn");
        }

        @Override
        public String toString() {
            return "LSN " + lsn;
        }
    }

    /**
     * A snapshot's own state.
     *
     * @param snapshotId the snapshot's id
     * @since 0.1
     */
    record AtSnapshot(String snapshotId) implements RecoveryTarget {
        /** Refuses null. */
        public AtSnapshot {
            requireNonNull(snapshotId, "snapshotId");
        }

        @Override
        public String toString() {
            return "snapshot " + snapshotId;
        }
    }
}
