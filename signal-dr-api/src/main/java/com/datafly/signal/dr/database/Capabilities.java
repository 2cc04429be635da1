package com.datafly.signal.dr.database;

import java.util.Map;

/**
 * What one database can do, as it is configured now. A capability that nobody declared is unsupported.
 *
 * @since 0.1
 */
public final class Capabilities extends DeclaredCapabilities<Capability> {

    private Capabilities(Map<Capability, CapabilityStatus> statuses) {
        super(statuses, "the provider");
    }

    /** Takes a copy of {@code statuses}. */
    public static Capabilities of(Map<Capability, CapabilityStatus> statuses) {
        return new Capabilities(statuses);
    }
}
