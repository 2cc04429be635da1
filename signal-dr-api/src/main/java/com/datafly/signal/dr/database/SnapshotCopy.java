package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultSnapshotCopy;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;

/**
 * A copy of a snapshot being described: nothing happens until {@link #start()}.
 *
 * <p>Defaults: a generated name, the provider's own encryption, a key of its own. Immutable: each method returns a new
 * description.
 *
 * @since 0.1
 */
public sealed interface SnapshotCopy permits DefaultSnapshotCopy {

    /** Sets where the copy is to lie, by the provider's own name, as in {@code eu-central-1}. It has to be set. */
    SnapshotCopy to(String place);

    /** Names the copy: 1 to 63 lower-case letters, digits and single hyphens between them, a letter first. */
    SnapshotCopy as(String name);

    /** Sets the key, of that place, that encrypts the copy; a snapshot's own key is seldom known elsewhere. */
    SnapshotCopy encryptedWith(String encryptionKey);

    /** Sets the key of the operation. Repeating a start with the same key adopts the first one's copy. */
    SnapshotCopy key(OperationKey key);

    /**
     * Starts to copy.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a bad name, place or encryption key, {@code UNSUPPORTED},
     *     {@code NOT_FOUND} if there is no such snapshot, {@code FAILED_PRECONDITION} if it cannot be restored, as one
     *     that is still being made; effect {@code NONE} in all of these
     */
    Operation<Snapshot> start();
}
