package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Something that changed while somebody watched a platform.
 *
 * @param at when it was seen, by the clock of whoever watched
 * @param type whether a trouble came or went
 * @param subject of what, as in {@code pod/management-api-0}; of the platform itself, its address
 * @param detail what was seen
 * @since 0.1
 */
public record HealthEvent(Instant at, Type type, String subject, String detail) {

    /** Refuses null. */
    public HealthEvent {
        requireNonNull(at, "at");
        requireNonNull(type, "type");
        requireNonNull(subject, "subject");
        requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return type + " " + subject + ": " + detail;
    }

    /** Whether a trouble came or went. */
    public enum Type {
        /** It was not seen before. */
        CAME,
        /** It was seen before in another way, as when there are more restarts. */
        CHANGED,
        /** It is not seen any more. */
        WENT,
        /** It seems healthy, but was started again or replaced since it first did, so the wait for it begins anew. */
        UNSTEADY,
        /** The platform did not answer, so nobody knows. */
        UNSEEN,
        /** The platform answers again. */
        SEEN_AGAIN
    }
}
