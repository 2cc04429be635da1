package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;

/**
 * Opens platforms of one kind. Found by {@link java.util.ServiceLoader}, so implementations have a public constructor
 * without parameters; they hold no state.
 *
 * @since 0.1
 */
public interface PlatformProvider {

    /** Returns the scheme of the addresses that this provider opens, in lower case, as in {@code k8s}. */
    String scheme();

    /**
     * Makes a driver for one namespace of one platform. Checks the address and the options without asking the platform
     * anything: it may be the one that is down.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a location or an option that it cannot use,
     *     {@code FAILED_PRECONDITION} if there is no configuration that says where the platform is
     */
    PlatformDriver open(ResourceAddress address, DriverContext context);
}
