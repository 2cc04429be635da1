package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * Something in an archive that is not as it was written.
 *
 * @param object the key of the object that is concerned
 * @param problem what is wrong with it
 * @since 0.1
 */
public record ArchiveFinding(String object, String problem) {

    /** Refuses null. */
    public ArchiveFinding {
        requireNonNull(object, "object");
        requireNonNull(problem, "problem");
    }

    @Override
    public String toString() {
        return object + ": " + problem;
    }
}
