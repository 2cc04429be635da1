package com.datafly.signal.dr.database;

/**
 * Something that can be done with a database. More may be added.
 *
 * @since 0.1
 */
public enum Capability {
    /** Snapshots can be made, listed and found. */
    SNAPSHOT,
    /** Snapshots can be deleted. */
    SNAPSHOT_DELETE,
    /** A snapshot can be restored into a new database. */
    SNAPSHOT_RESTORE,
    /** Recovery to an instant within the restorable window. */
    RECOVER_TO_INSTANT,
    /** Recovery to a position in the write-ahead log. */
    RECOVER_TO_LSN,
    /** Recovery to the newest provable point. */
    RECOVER_TO_LATEST,
    /** A copy of the present state can be made. */
    CLONE,
    /** Annotations can be kept with snapshots and the database: holds, verdicts, the incident freeze. */
    ANNOTATE,
    /** Restored databases can be discarded. */
    DISCARD,
    /** The provider's own backups can be switched on, off, and to another window. */
    AUTOMATED_BACKUPS,
    /** Snapshots can be copied to other places. */
    SNAPSHOT_COPY,
    /** The database can be handed over to its standby. */
    FAILOVER,
    /** This database follows another and can be made one of its own. */
    PROMOTE,
    /** The database answers SQL through this library. */
    SQL
}
