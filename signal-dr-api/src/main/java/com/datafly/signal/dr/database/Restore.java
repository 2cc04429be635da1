package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultRestore;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.function.Consumer;

/**
 * A restore being described: nothing happens until {@link #start()}.
 *
 * <p>Defaults: a generated name, a key of its own, the provider's defaults for the profile. Immutable: each method
 * returns a new description.
 *
 * @since 0.1
 */
public sealed interface Restore permits DefaultRestore {

    /** Names the new database: 1 to 63 lower-case letters, digits and single hyphens between them, a letter first. */
    Restore as(String name);

    /** Sets how the new database is to be configured where that differs from its source. */
    Restore profile(Consumer<TargetProfile.Builder> profile);

    /**
     * Sets the key. Repeating a start with the same key adopts what the first one began, in any process; only work that
     * failed with effect {@code NONE} is begun anew. Any other failure is reported again, for it may have left traces.
     */
    Restore key(OperationKey key);

    /**
     * Starts to make the new database.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a bad name, {@code UNSUPPORTED} if this database cannot
     *     recover so, {@code FAILED_PRECONDITION} with the restorable window if the target lies outside of it,
     *     {@code CONFLICT} if the name is taken by a database that this key did not make; effect {@code NONE} in all of
     *     these
     */
    Operation<Database> start();
}
