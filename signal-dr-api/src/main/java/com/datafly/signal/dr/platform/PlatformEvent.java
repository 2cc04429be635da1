package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Something that the platform noted about one of its objects.
 *
 * @param at when it happened last
 * @param object about what, as in {@code pod/management-api-0}
 * @param reason in the platform's own word, as in {@code BackOff}
 * @param message what it says more
 * @param count how often it happened
 * @since 0.1
 */
public record PlatformEvent(Instant at, String object, String reason, String message, int count) {

    /** Refuses null. */
    public PlatformEvent {
        requireNonNull(at, "at");
        requireNonNull(object, "object");
        requireNonNull(reason, "reason");
        requireNonNull(message, "message");
    }
}
