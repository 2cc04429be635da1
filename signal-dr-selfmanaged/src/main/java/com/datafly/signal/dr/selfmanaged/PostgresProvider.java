package com.datafly.signal.dr.selfmanaged;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.selfmanaged.internal.driver.SelfManagedDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DatabaseProvider;
import com.datafly.signal.dr.spi.DriverContext;

/**
 * Opens PostgreSQL servers that their owner runs, as {@code postgres:HOST:PORT/DATABASE}, as
 * {@code postgres:/SOCKET/DIRECTORY:PORT/DATABASE}, or as libpq's
 * {@code postgres://USER@HOST:PORT/DATABASE?sslmode=MODE}.
 *
 * <p>Options: {@code user} (default {@code postgres}), {@code sslmode} and {@code sslrootcert} as libpq's;
 * {@code repository}, the address of the object store for backups and WAL; {@code restores}, the directory for restored
 * databases (default {@code .signal-dr/restores} in the home of the account that runs this; made with access for that
 * account alone, as each copy is in any case); {@code postgres}, the directory of PostgreSQL's programs for restored
 * databases (default: binaries on the class path, else those of the machine); {@code spool}, the directory for WAL on
 * its way to the repository, on a local disk that survives a restart of the machine (no default:
 * {@link WalArchiving#start()} refuses without it); {@code slot}, the replication slot (default {@code signal_dr});
 * {@code archive-interval}, how far the repository may be behind while WAL comes in (default {@code PT10S});
 * {@code slot-retention-limit}, how many bytes of WAL the server may hold for the slot before
 * {@link WalArchivingStatus#retentionAlarm()} (default 10 GiB); {@code spool-limit}, how many bytes of complete
 * segments may wait in the spool (default 4 GiB). Secret: {@code password}. {@code unwrap} gives {@link WalArchiving},
 * {@link BackupRepository} and {@link PostgresEndpoint}.
 *
 * @since 0.1
 */
public final class PostgresProvider implements DatabaseProvider {

    /** For {@link java.util.ServiceLoader}. */
    public PostgresProvider() {}

    @Override
    public String scheme() {
        return "postgres";
    }

    /**
     * Makes a driver without talking to the server, so that the backups of a server that is gone can be reached.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an address or an option of another form
     */
    @Override
    public DatabaseDriver open(ResourceAddress address, DriverContext context) {
        return SelfManagedDriver.open(address, context);
    }
}
