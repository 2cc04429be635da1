package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.operation.Operation;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A PostgreSQL database and all that can be done to make it recoverable, whoever runs it.
 *
 * <p>No operation overwrites a database: restores, point-in-time recoveries and clones make new ones.
 *
 * <p>Thread-safe. Every method may throw {@link DrException} with {@code UNAUTHENTICATED}, {@code PERMISSION_DENIED},
 * {@code THROTTLED} or {@code UNAVAILABLE}.
 *
 * @since 0.1
 */
public sealed interface Database extends AutoCloseable permits DefaultDatabase {

    /** Returns the address that this database was opened by, or that it got when it was restored. */
    ResourceAddress address();

    /** Asks for the database's present state. */
    DatabaseStatus status();

    /** Asks what can be done with this very database, as it is configured now. */
    Capabilities capabilities();

    /** Returns the snapshots of this database. */
    Snapshots snapshots();

    /** Returns the way to a recovery to a point in time. */
    PointInTimeRecovery pointInTimeRecovery();

    /** Returns the way to a copy of the present state. */
    Clones clones();

    /** Returns the retention of this database's snapshots. */
    Retention retention();

    /** Returns the backups that the provider makes by its own schedule. */
    AutomatedBackups automatedBackups();

    /** Returns this database's standby. */
    HighAvailability highAvailability();

    /**
     * Returns how this database came into being, where this library made it.
     *
     * @return empty for a database that was merely opened
     */
    Optional<Provenance> provenance();

    /** Returns ordinary SQL access, where the provider's credentials allow it. */
    Optional<DataSource> sql();

    /**
     * Removes this database with all its data, if this library restored or cloned it.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and effect {@code NONE} if this library did not make it
     */
    Operation<Void> discard();

    /** Returns the provider's own object of that type, where there is one. */
    <T> Optional<T> unwrap(Class<T> type);

    /** Releases connections and threads. The database itself stays as it is. */
    @Override
    void close();
}
