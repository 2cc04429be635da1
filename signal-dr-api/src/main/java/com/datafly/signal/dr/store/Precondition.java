package com.datafly.signal.dr.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of an object for a write or a deletion to take place.
 *
 * @since 0.1
 */
public final class Precondition {

    private static final Precondition NONE = new Precondition(false, null);
    private static final Precondition ABSENT = new Precondition(true, null);

    private final boolean absent;
    private final @Nullable String version;

    private Precondition(boolean absent, @Nullable String version) {
        this.absent = absent;
        this.version = version;
    }

    /** Nothing: the write replaces whatever is there. */
    public static Precondition none() {
        return NONE;
    }

    /** No object of that key exists. */
    public static Precondition absent() {
        return ABSENT;
    }

    /** The object is still the one whose {@link ObjectInfo#version()} was {@code version}. */
    public static Precondition version(String version) {
        return new Precondition(false, requireNonNull(version, "version"));
    }

    /** Tells whether no object may exist. */
    public boolean requiresAbsence() {
        return absent;
    }

    /** Returns the version that the object must have. */
    public Optional<String> requiredVersion() {
        return Optional.ofNullable(version);
    }

    @Override
    public String toString() {
        return absent ? "absent" : version == null ? "none" : "version " + version;
    }
}
