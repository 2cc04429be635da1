package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.WalArchivingStatus;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverOptions;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalReceiver;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The receiver of one opened database. */
public final class ReceiverArchiving implements WalArchiving {

    private static final Duration START = Duration.ofSeconds(30);

    private final DriverOptions options;
    private final PostgresEndpoint endpoint;
    private final RepositoryAccess access;
    private @Nullable WalReceiver receiver;

    ReceiverArchiving(DriverOptions options, PostgresEndpoint endpoint, RepositoryAccess access) {
        this.options = options;
        this.endpoint = endpoint;
        this.access = access;
    }

    @Override
    public synchronized void start() {
        if (receiver != null) {
            return;
        }
        Repository repository = access.openOrCreate("archive the WAL of " + endpoint);
        ReceiverOptions settings = ReceiverOptions.create(
                options.slot(),
                options.spool().resolve(Long.toUnsignedString(repository.systemIdentifier()) + "-" + options.slot()),
                more -> more.tailInterval(options.archiveInterval()));
        WalReceiver started = WalReceiver.start(endpoint, repository, settings);
        try {
            started.awaitStreaming(START);
        } catch (DrException e) {
            started.close();
            throw e;
        }
        receiver = started;
    }

    @Override
    public WalArchivingStatus status() {
        return new ReceiverArchivingStatus(require().status());
    }

    @Override
    public void awaitArchived(Lsn position, Duration timeout) {
        require().awaitArchived(position, timeout);
    }

    @Override
    public synchronized void stop() {
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
    }

    /** Tells a running receiver that a backup ends the importance of what came before it. */
    synchronized void backupTaken(Lsn start) {
        if (receiver != null) {
            receiver.backupTaken(start);
        }
    }

    private synchronized WalReceiver require() {
        if (receiver == null) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "ask for the WAL archiving of " + endpoint,
                    "nothing receives",
                    failure -> failure.hint("Call start() first."));
        }
        return receiver;
    }
}
