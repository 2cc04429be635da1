package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * What a running container holds of a secret, without telling it.
 *
 * @param verdict whether anybody could look
 * @param sha256 the hash of what it holds, in hexadecimal; empty where nobody could look, or it holds nothing
 * @param detail why nobody could look
 * @since 0.1
 */
public record HeldValue(Verdict verdict, String sha256, String detail) {

    /** Refuses null. */
    public HeldValue {
        requireNonNull(verdict, "verdict");
        requireNonNull(sha256, "sha256");
        requireNonNull(detail, "detail");
    }

    /** Whether anybody could look. */
    public enum Verdict {
        /** The hash is of what the container's first process holds. */
        SEEN,
        /** The container's first process has no such variable or file. */
        ABSENT,
        /** The container has no tool to look with, or the credential in use may not look. */
        UNKNOWN
    }
}
