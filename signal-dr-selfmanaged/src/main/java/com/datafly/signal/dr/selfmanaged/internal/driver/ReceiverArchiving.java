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
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The receiver of one opened database. */
public final class ReceiverArchiving implements WalArchiving {

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
        String operation = "archive the WAL of " + endpoint;
        options.repository(operation);
        Path spool = options.spool(operation);
        Duration interval = options.archiveInterval();
        OptionalLong slotRetentionLimit = options.slotRetentionLimit();
        OptionalLong spoolLimit = options.spoolLimit();
        try {
            Repository repository = access.openOrCreate(operation);
            String own = Long.toUnsignedString(repository.systemIdentifier()) + "-" + options.slot();
            receiver = start(repository, ReceiverOptions.create(options.slot(), spool.resolve(own), more -> {
                more.tailInterval(interval);
                slotRetentionLimit.ifPresent(more::retentionLimit);
                spoolLimit.ifPresent(more::spoolLimit);
            }));
        } catch (DrException e) {
            throw ReceiverStart.explain(e, endpoint);
        }
    }

    private WalReceiver start(Repository repository, ReceiverOptions settings) {
        WalReceiver started = WalReceiver.start(endpoint, repository, settings);
        try {
            ReceiverStart.await(started);
            return started;
        } catch (DrException e) {
            started.close();
            throw e;
        }
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
