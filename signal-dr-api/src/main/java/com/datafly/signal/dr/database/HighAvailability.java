package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultHighAvailability;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;

/**
 * The standby of one database: what proves that it loses nothing, and how it takes over. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface HighAvailability permits DefaultHighAvailability {

    /**
     * Asks how commits reach the standby.
     *
     * @throws DrException with {@code UNSUPPORTED} if the provider tells nothing of standbys
     */
    HighAvailabilityStatus status();

    /** Starts a failover under a key of its own; see {@link #failover(OperationKey)}. */
    Operation<Void> failover();

    /**
     * Starts to hand the database over to its standby, under the same address: connections break off. Repeating the
     * call with the same key adopts what the first call began, in any process.
     *
     * @throws DrException with {@code UNSUPPORTED}, {@code FAILED_PRECONDITION} if there is no standby to take over;
     *     effect {@code NONE} in both
     */
    Operation<Void> failover(OperationKey key);

    /** Starts a promotion under a key of its own; see {@link #promote(OperationKey)}. */
    Operation<Void> promote();

    /**
     * Starts to make this database, which follows another, one of its own. It never follows again; what it has not
     * received of the other is missing. Repeating the call with the same key adopts what the first call began, in any
     * process.
     *
     * @throws DrException with {@code UNSUPPORTED} if it follows no other; effect {@code NONE}
     */
    Operation<Void> promote(OperationKey key);
}
