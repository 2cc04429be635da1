package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot that a step made or found.
 *
 * @param id the provider's name for it
 * @param name the caller's name for it
 * @param createdAt the instant whose state it holds, as near as the provider tells
 * @param key the key of the operation that made it, where this library did
 * @since 0.1
 */
public record SnapshotSeen(String id, String name, Instant createdAt, Optional<String> key) {

    /** Keeps what identifies {@code snapshot}. */
    public static SnapshotSeen of(Snapshot snapshot) {
        return new SnapshotSeen(
                snapshot.id(),
                snapshot.name(),
                snapshot.createdAt(),
                snapshot.key().map(OperationKey::value));
    }

    /** Tells whether {@code snapshot} is this one, and not another that took its id. */
    public boolean is(Snapshot snapshot) {
        return snapshot.id().equals(id)
                && (key.isEmpty() || snapshot.key().map(OperationKey::value).equals(key));
    }
}
