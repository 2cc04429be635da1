package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationStatus;
import java.util.Optional;

/**
 * Copies snapshots of one database to other places, as in another region. What holds for a {@link DatabaseDriver} holds
 * here too.
 *
 * @since 0.1
 */
public interface SnapshotCopyDriver {

    /**
     * Starts a copy and returns without waiting for it. Repeating the call with the same key adopts the first one's.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such snapshot, {@code INVALID_ARGUMENT} for a place or
     *     an encryption key that cannot be used; effect {@code NONE} in both
     */
    void startCopy(SnapshotCopyRequest request);

    /**
     * Asks what became of the copy that was started under the request's key, by this process or another.
     *
     * @return its status, whose result is the copy's id; empty if the place shows no trace of it <em>yet</em>
     */
    Optional<OperationStatus> findCopy(SnapshotCopyRequest request);

    /** Looks up what the request's key made; empty if the place does not show it <em>yet</em>. */
    Optional<Snapshot> copied(SnapshotCopyRequest request);
}
