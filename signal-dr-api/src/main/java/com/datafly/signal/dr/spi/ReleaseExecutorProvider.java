package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;

/**
 * Opens executors for the platforms of one kind. Found by {@link java.util.ServiceLoader}, so implementations have a
 * public constructor without parameters; they hold no state. Where several serve a platform, the host names one by the
 * platform's option {@code releases-by}.
 *
 * @since 0.1
 */
public interface ReleaseExecutorProvider {

    /** Returns the scheme of the platforms that it serves, as in {@code k8s}. */
    String scheme();

    /** Returns its own name, as in {@code helm}. */
    String name();

    /**
     * Makes an executor for the namespace that {@code address} names, with the options and secrets that its platform
     * was given. Starts nothing yet.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an option that it cannot use
     */
    ReleaseExecutor open(ResourceAddress address, DriverContext context);
}
