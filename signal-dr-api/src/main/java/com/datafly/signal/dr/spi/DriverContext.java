package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider gets from the host besides the address.
 *
 * @since 0.1
 */
public interface DriverContext {

    /** Returns the clock for instants. Durations are measured by {@code System.nanoTime}. */
    Clock clock();

    /** Returns an option that the host set for this resource. */
    Optional<String> option(String name);

    /** Returns the names of all options that the host set, so that a provider can refuse those it does not know. */
    Set<String> optionNames();

    /** Returns a secret that the host set for this resource. Whoever made it closes it. */
    Optional<Secret> secret(String name);

    /**
     * Opens an object store by its address. It is closed with the {@code SignalDr} that made this context.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no provider knows the scheme; the message names the artifact
     */
    ObjectStore store(String address);
}
