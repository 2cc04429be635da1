package com.datafly.signal.dr.events;

/**
 * The headers that a redelivered event carries beside its own and {@link ReplayHeaders}, as text.
 *
 * @since 0.1
 */
public final class RedeliveryHeaders {

    /** How often it was redelivered. Whoever puts it among the dead letters again must keep it. */
    public static final String ATTEMPTS = "signal-dr-redelivery-attempts";

    /** Why it was parked; only parked events have it. */
    public static final String PARKED = "signal-dr-parked-because";

    private RedeliveryHeaders() {}
}
