package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.operation.OperationKey;

/**
 * A snapshot to be made.
 *
 * @since 0.1
 */
public final class SnapshotRequest {

    private final OperationKey key;
    private final String name;

    private SnapshotRequest(OperationKey key, String name) {
        this.key = requireNonNull(key, "key");
        this.name = requireNonNull(name, "name");
    }

    /** Makes a request. */
    public static SnapshotRequest of(OperationKey key, String name) {
        return new SnapshotRequest(key, name);
    }

    /** Returns the key to be kept with the snapshot. */
    public OperationKey key() {
        return key;
    }

    /** Returns the caller's name for the snapshot; not unique. */
    public String name() {
        return name;
    }
}
