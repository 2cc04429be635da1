package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.connection.DefaultConnections;

/**
 * The secrets by which workloads find their database and their event stream. They are switched by the steps of
 * {@code ConnectionSteps}, so that a crash in the middle leaves nothing unknown; here they are looked at. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Connections permits DefaultConnections {

    /**
     * Looks who writes and who uses a secret, what every pod holds of it, and whether a switch is under way. Needs no
     * journal: it is what tells where a switch stands whose runner and journal are gone.
     *
     * @param keys the keys to ask pods for; none for all of them
     * @throws DrException with {@code NOT_FOUND} if there is no such secret, or it has no such key
     */
    ConnectionReport look(String secret, String... keys);
}
