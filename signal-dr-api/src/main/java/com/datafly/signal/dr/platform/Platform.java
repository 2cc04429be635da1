package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.internal.platform.DefaultPlatform;
import java.util.Optional;

/**
 * Where the product runs: one namespace of a cluster.
 *
 * <p>Opening one asks the cluster nothing, for it may be the one that is lost. Reads are repeated while that helps, for
 * up to a minute. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface Platform extends AutoCloseable permits DefaultPlatform {

    /** Returns the address that opened it. */
    ResourceAddress address();

    /**
     * Returns the name that no other cluster has.
     *
     * @throws DrException with {@code UNAVAILABLE}, {@code UNAUTHENTICATED}, {@code PERMISSION_DENIED} or
     *     {@code NOT_FOUND}, if there is no such namespace
     */
    String clusterId();

    /** Asks what the credential in use may do; fails as {@link #clusterId()} does. */
    PlatformCapabilities capabilities();

    /** Returns what the credential in use may do, request by request. */
    PlatformAccess access();

    /** Returns whether what should run really does. */
    PlatformHealth health();

    /** Returns whether nodes can be drained without taking the product down. */
    DisruptionBudgets budgets();

    /** Returns what really runs, by digest. */
    PlatformImages images();

    /** Returns what containers write. */
    PlatformLogs logs();

    /** Returns the releases of the product, as Helm makes them. */
    Releases releases();

    /** Returns the way to restart workloads and to wait until they are new. */
    Rollouts rollouts();

    /** Returns the secrets by which workloads find their database and their event stream. */
    Connections connections();

    /** Returns the software's own client, if it is a {@code T}. Whoever asked does not close it. */
    <T> Optional<T> unwrap(Class<T> type);

    /** Releases connections and threads. The {@code SignalDr} that opened it does so too. */
    @Override
    void close();
}
