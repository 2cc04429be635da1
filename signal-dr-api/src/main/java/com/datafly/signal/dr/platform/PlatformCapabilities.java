package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.DeclaredCapabilities;
import java.util.Map;

/**
 * What one platform can do, as it is configured now. A capability that nobody declared is unsupported.
 *
 * @since 0.1
 */
public final class PlatformCapabilities extends DeclaredCapabilities<PlatformCapability> {

    private PlatformCapabilities(Map<PlatformCapability, CapabilityStatus> statuses) {
        super(statuses, "the platform");
    }

    /** Takes a copy of {@code statuses}. */
    public static PlatformCapabilities of(Map<PlatformCapability, CapabilityStatus> statuses) {
        return new PlatformCapabilities(statuses);
    }
}
