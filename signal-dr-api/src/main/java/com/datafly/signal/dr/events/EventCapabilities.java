package com.datafly.signal.dr.events;

import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.DeclaredCapabilities;
import java.util.Map;

/**
 * What one cluster can do, as it is configured now. A capability that nobody declared is unsupported.
 *
 * @since 0.1
 */
public final class EventCapabilities extends DeclaredCapabilities<EventCapability> {

    private EventCapabilities(Map<EventCapability, CapabilityStatus> statuses) {
        super(statuses, "the cluster");
    }

    /** Takes a copy of {@code statuses}. */
    public static EventCapabilities of(Map<EventCapability, CapabilityStatus> statuses) {
        return new EventCapabilities(statuses);
    }
}
