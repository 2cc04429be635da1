package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * Whether somebody may do something.
 *
 * @param request what
 * @param allowed whether the platform lets the credential in use do it
 * @param reason why, as far as the platform says
 * @since 0.1
 */
public record AccessAnswer(AccessRequest request, boolean allowed, String reason) {

    /** Refuses null. */
    public AccessAnswer {
        requireNonNull(request, "request");
        requireNonNull(reason, "reason");
    }
}
