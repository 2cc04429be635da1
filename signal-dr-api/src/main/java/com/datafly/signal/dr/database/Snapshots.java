package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultSnapshots;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots of one database. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Snapshots permits DefaultSnapshots {

    /** Starts a snapshot under a key of its own; see {@link #create(String, OperationKey)}. */
    Operation<Snapshot> create(String name);

    /**
     * Starts a snapshot. Repeating the call with the same key adopts what the first call began, in any process.
     *
     * @param name 1 to 63 lower-case letters, digits and single hyphens between them, beginning with a letter; need not
     *     be unique
     * @throws DrException with {@code INVALID_ARGUMENT} for a bad name, {@code UNSUPPORTED}, {@code CONFLICT} if
     *     another snapshot is being made, {@code QUOTA}; effect {@code NONE} in all of these
     */
    Operation<Snapshot> create(String name, OperationKey key);

    /** Lists all snapshots of this database, automated ones included, oldest first. */
    List<Snapshot> list();

    /** Looks a snapshot up. */
    Optional<Snapshot> find(String id);

    /**
     * Begins a restore of a snapshot into a new database.
     *
     * @throws DrException with {@code NOT_FOUND} at {@link Restore#start()} if there is no such snapshot
     */
    Restore restore(String id);

    /**
     * Begins a copy of a snapshot to another place, as in another region.
     *
     * @throws DrException with {@code NOT_FOUND} at {@link SnapshotCopy#start()} if there is no such snapshot
     */
    SnapshotCopy copy(String id);

    /**
     * Removes a snapshot, for good.
     *
     * @throws DrException with {@code NOT_FOUND}; with {@code FAILED_PRECONDITION} if it is held, automated, or an
     *     incident freeze is on; effect {@code NONE} in all of these
     */
    Operation<Void> delete(String id);

    /**
     * Notes on a snapshot what a verification of its restore found. Retention never removes the last one that passed; a
     * pass is revoked by {@link Verdict#FAILED} alone, while {@link Verdict#UNPROVEN} and {@link Verdict#ERROR} are
     * noted beside it. Repetition does no harm.
     *
     * @throws DrException with {@code NOT_FOUND}, {@code UNSUPPORTED} if this database takes no annotations; effect
     *     {@code NONE} in both
     */
    void recordVerdict(String id, Verdict verdict, Instant verifiedAt);
}
