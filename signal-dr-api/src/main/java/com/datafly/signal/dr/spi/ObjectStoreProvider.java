package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.store.ObjectStore;

/**
 * Opens object stores of one kind. Found by {@link java.util.ServiceLoader}, so implementations have a public
 * constructor without parameters; they hold no state.
 *
 * @since 0.1
 */
public interface ObjectStoreProvider {

    /** Returns the scheme of the addresses that this provider opens, in lower case, as in {@code s3}. */
    String scheme();

    /**
     * Opens a store.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a location or an option that it cannot use
     */
    ObjectStore open(ResourceAddress address, DriverContext context);
}
