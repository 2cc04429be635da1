package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How events are written.
 *
 * @since 0.1
 */
public final class WriterSettings {

    private final @Nullable String identity;

    private WriterSettings(@Nullable String identity) {
        this.identity = identity;
    }

    /** Writes each event by itself, without duplicates where the cluster can prevent them. */
    public static WriterSettings plain() {
        return new WriterSettings(null);
    }

    /** Writes in transactions under a name: of two writers with the same name the later one goes on alone. */
    public static WriterSettings transactional(String identity) {
        return new WriterSettings(requireNonNull(identity, "identity"));
    }

    /** Returns the name under which transactions are written; empty if there are none. */
    public Optional<String> identity() {
        return Optional.ofNullable(identity);
    }
}
