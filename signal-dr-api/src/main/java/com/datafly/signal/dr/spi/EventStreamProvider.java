package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;

/**
 * Opens event streams of one kind. Found by {@link java.util.ServiceLoader}, so implementations have a public
 * constructor without parameters; they hold no state.
 *
 * @since 0.1
 */
public interface EventStreamProvider {

    /** Returns the scheme of the addresses that this provider opens, in lower case, as in {@code kafka}. */
    String scheme();

    /**
     * Makes a driver for one cluster. Checks the address and the options without asking the cluster anything: it may be
     * the one that is down.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a location or an option that it cannot use
     */
    EventStreamDriver open(ResourceAddress address, DriverContext context);
}
