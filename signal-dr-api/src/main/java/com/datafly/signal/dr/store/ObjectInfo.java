package com.datafly.signal.dr.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of one object.
 *
 * <p>Some stores tell a part of it only in answer to another call, which is made, once, when somebody asks for that
 * part. It is not repeated if it fails, and fails as {@link ObjectStore#find(String)} does. Thread-safe.
 *
 * @since 0.1
 */
public final class ObjectInfo {

    private final String key;
    private final long size;
    private final Late<String> version;
    private final Late<Instant> modified;

    private ObjectInfo(String key, long size, Late<String> version, Late<Instant> modified) {
        this.key = requireNonNull(key, "key");
        this.size = size;
        this.version = version;
        this.modified = modified;
    }

    /** Describes an object. */
    public static ObjectInfo of(String key, long size, String version, Instant modified) {
        requireNonNull(version, "version");
        requireNonNull(modified, "modified");
        return new ObjectInfo(key, size, Late.known(version), Late.known(modified));
    }

    /** Describes an object that was listed, whose version costs another call. */
    public static ObjectInfo listed(String key, long size, Supplier<String> version, Instant modified) {
        requireNonNull(modified, "modified");
        return new ObjectInfo(key, size, Late.of(version), Late.known(modified));
    }

    /** Describes an object that was written, whose time costs another call. */
    public static ObjectInfo written(String key, long size, String version, Supplier<Instant> modified) {
        requireNonNull(version, "version");
        return new ObjectInfo(key, size, Late.known(version), Late.of(modified));
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
        return version.get();
    }

    /** Returns when the object was written, by the store's clock. */
    public Instant modified() {
        return modified.get();
    }

    @Override
    public String toString() {
        return key + " (" + size + " bytes, version " + version + ")";
    }

    /** A value that is known, or is asked for once. */
    private static final class Late<T> {
        private final Supplier<T> source;
        private @Nullable T value;

        private Late(@Nullable T value, Supplier<T> source) {
            this.value = value;
            this.source = source;
        }

        static <T> Late<T> known(T value) {
            return new Late<>(value, () -> value);
        }

        static <T> Late<T> of(Supplier<T> source) {
            return new Late<>(null, requireNonNull(source, "source"));
        }

        synchronized T get() {
            T known = value;
            if (known == null) {
                known = source.get();
                value = known;
            }
            return known;
        }

        @Override
        public synchronized String toString() {
            return value == null ? "not asked for" : value.toString();
        }
    }
}
