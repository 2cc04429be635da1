package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;

/**
 * Opens databases of one kind. Found by {@link java.util.ServiceLoader}, so implementations have a public constructor
 * without parameters; they hold no state.
 *
 * @since 0.1
 */
public interface DatabaseProvider {

    /** Returns the scheme of the addresses that this provider opens, in lower case, as in {@code aws-rds}. */
    String scheme();

    /**
     * Makes a driver for one database. Checks the address and the options; whether it talks to the database is its own
     * affair.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a location or an option that it cannot use,
     *     {@code NOT_FOUND} where it can tell that there is no such database
     */
    DatabaseDriver open(ResourceAddress address, DriverContext context);
}
