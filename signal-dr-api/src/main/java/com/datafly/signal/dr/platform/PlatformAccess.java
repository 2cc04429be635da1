package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.access.DefaultPlatformAccess;
import java.util.Collection;
import java.util.Set;

/**
 * What the credential in use may do at a platform: asked before anything else is done, not found out halfway.
 *
 * @since 0.1
 */
public sealed interface PlatformAccess permits DefaultPlatformAccess {

    /**
     * Asks the platform, request by request, for all that the actions need. That something is denied is an answer, no
     * failure.
     *
     * @throws DrException with {@code UNAVAILABLE} or {@code UNAUTHENTICATED} if it cannot be asked,
     *     {@code UNSUPPORTED} if it cannot tell
     */
    AccessReport preflight(Set<PlatformAction> actions);

    /** Asks for single things; else as {@link #preflight}. */
    AccessReport ask(Collection<AccessRequest> requests);
}
