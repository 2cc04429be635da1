package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What one pod holds of a secret.
 *
 * @param pod its name
 * @param state whether that is what the secret has now
 * @param ending whether it was told to end
 * @param restartedBy the restart of this library that made it
 * @param detail what was seen, without any value
 * @since 0.1
 */
public record PodHolding(String pod, State state, boolean ending, Optional<String> restartedBy, String detail) {

    /** Refuses null. */
    public PodHolding {
        requireNonNull(pod, "pod");
        requireNonNull(state, "state");
        requireNonNull(restartedBy, "restartedBy");
        requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return "pod/" + pod + " " + state + (ending ? ", ending" : "") + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    /** Whether a pod holds what its secret has now. */
    public enum State {
        /** Everything that it was asked for. */
        CURRENT,
        /** Something else, or nothing. */
        OTHER,
        /** Nobody could look. */
        UNKNOWN
    }
}
