package com.datafly.signal.dr.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What a store knows of one object.
 *
 * @since 0.1
 */
public final class ObjectInfo {

    private final String key;
    private final long size;
    private final String version;
    private final Instant modified;

    private ObjectInfo(String key, long size, String version, Instant modified) {
        this.key = requireNonNull(key, "key");
        this.size = size;
        this.version = requireNonNull(version, "version");
        this.modified = requireNonNull(modified, "modified");
    }

    /** Describes an object. */
    public static ObjectInfo of(String key, long size, String version, Instant modified) {
        return new ObjectInfo(key, size, version, modified);
    }

    /** Returns the object's key. */
    public String key() {
        return key;
    }

    /** Returns the object's size in bytes. */
    public long size() {
        return size;
    }

    /** Returns an opaque token that changes with every write of the object: an ETag, a generation, a hash. */
    public String version() {
        return version;
    }

    /** Returns when the object was written, by the store's clock. */
    public Instant modified() {
        return modified;
    }

    @Override
    public String toString() {
        return key + " (" + size + " bytes, version " + version + ")";
    }
}
