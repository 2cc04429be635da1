package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import java.util.Optional;

/**
 * Looks at the standbys of one database, and lets one take over. What holds for a {@link DatabaseDriver} holds here
 * too.
 *
 * @since 0.1
 */
public interface HighAvailabilityDriver {

    /** Asks how the data reach a standby, and what proves it. Works whatever the capabilities say. */
    HighAvailabilityStatus status();

    /**
     * Starts to hand the database over to its standby, under the same address. Repeating the call with the same key
     * never hands it over twice.
     *
     * @throws DrException with effect {@code NONE} and {@code UNSUPPORTED}, as the capabilities say, or
     *     {@code FAILED_PRECONDITION} if there is no standby to take over
     */
    void startFailover(OperationKey key);

    /**
     * Asks what became of the failover that was started under {@code key}, by this process or another.
     *
     * @return its status; empty if the provider shows no trace of it <em>yet</em>
     */
    Optional<OperationStatus> findFailover(OperationKey key);

    /**
     * Starts to make this database, which follows another, one of its own; it never follows again. Repeating the call
     * with the same key is harmless.
     *
     * @throws DrException with effect {@code NONE} and {@code UNSUPPORTED}, as the capabilities say, or
     *     {@code FAILED_PRECONDITION} if it follows no other
     */
    void startPromotion(OperationKey key);

    /**
     * Asks what became of the promotion that was started under {@code key}, by this process or another.
     *
     * @return its status; empty if the provider shows no trace of it <em>yet</em>
     */
    Optional<OperationStatus> findPromotion(OperationKey key);
}
