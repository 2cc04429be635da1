package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;
import java.util.Optional;

/**
 * A snapshot to be copied to another place.
 *
 * @since 0.1
 */
public final class SnapshotCopyRequest {

    private final OperationKey key;
    private final String snapshotId;
    private final String name;
    private final String place;
    private final Optional<String> encryptionKey;

    private SnapshotCopyRequest(
            OperationKey key, String snapshotId, String name, String place, Optional<String> encryptionKey) {
        this.key = requireNonNull(key, "key");
        this.snapshotId = requireNonNull(snapshotId, "snapshotId");
        this.name = requireNonNull(name, "name");
        this.place = requireNonNull(place, "place");
        this.encryptionKey = requireNonNull(encryptionKey, "encryptionKey");
    }

    /** Makes a request. */
    public static SnapshotCopyRequest of(
            OperationKey key, String snapshotId, String name, String place, Optional<String> encryptionKey) {
        return new SnapshotCopyRequest(key, snapshotId, name, place, encryptionKey);
    }

    /** Returns the key to be kept with the copy. */
    public OperationKey key() {
        return key;
    }

    /** Returns the id of the snapshot to be copied. */
    public String snapshotId() {
        return snapshotId;
    }

    /** Returns the caller's name for the copy; not unique. */
    public String name() {
        return name;
    }

    /** Returns where the copy is to lie, by the provider's own name, as in {@code eu-central-1}. */
    public String place() {
        return place;
    }

    /** Returns the name of the key that encrypts the copy there; empty for what the provider does by itself. */
    public Optional<String> encryptionKey() {
        return encryptionKey;
    }
}
