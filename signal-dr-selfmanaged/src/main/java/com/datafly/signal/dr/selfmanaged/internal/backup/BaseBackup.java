package com.datafly.signal.dr.selfmanaged.internal.backup;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.BaseBackupResult;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.protocol.SystemIdentity;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.PackWriter;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One base backup of a server into a repository.
 *
 * <p>The backup contains the WAL that makes it consistent, and a temporary slot keeps that WAL on the server meanwhile.
 * The slot's name is the same for everybody, so that the server itself lets only one backup run. The backup exists when
 * {@link #run()} returns; before that, whatever happens, it does not: its manifest is written after the server has
 * confirmed that all pages were sound, after every file has been compared with the server's own manifest, and after the
 * WAL has been verified record by record.
 */
public final class BaseBackup {

    /** The slot that a running backup holds. */
    public static final String SLOT = "signal_dr_base_backup";

    private static final Logger LOG = LoggerFactory.getLogger(BaseBackup.class);
    private static final int LONGEST_NAME = 63;

    private final PostgresEndpoint endpoint;
    private final Repository repository;
    private final BaseBackupRequest request;
    private final String operation;
    private volatile boolean cancelled;
    private volatile @Nullable ReplicationConnection connection;

    /** Prepares a backup; nothing happens yet. */
    public BaseBackup(PostgresEndpoint endpoint, Repository repository, BaseBackupRequest request) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        this.repository = requireNonNull(repository, "repository");
        this.request = requireNonNull(request, "request");
        this.operation = "back up " + endpoint + " as " + request.backupId();
    }

    /** Prepares and runs a backup, see {@link #run()}. */
    public static BackupManifest run(PostgresEndpoint endpoint, Repository repository, BaseBackupRequest request) {
        return new BaseBackup(endpoint, repository, request).run();
    }

    /**
     * Runs the backup in this thread. An interrupt stops it.
     *
     * <p>Every failure leaves no backup, and removes what was stored as far as the store allows.
     *
     * @throws DrException with {@code ALREADY_EXISTS} if there is a backup of that id, {@code FAILED_PRECONDITION} if
     *     the repository belongs to another system, {@code CONFLICT} if another backup of the server runs,
     *     {@code QUOTA} if no slot or WAL sender is free or the store is full, {@code INTEGRITY_FAILED} if the server
     *     found a damaged page or what came is not what it sent, {@code CANCELLED}, {@code UNAVAILABLE}; the effect is
     *     {@code NONE}, or {@code UNKNOWN} if the store's answer to the very last write was lost
     */
    public BackupManifest run() {
        requireNew();
        try (ReplicationConnection session =
                ReplicationConnection.open(endpoint, applicationName(request.backupId()))) {
            connection = session;
            if (cancelled) {
                session.abort();
            }
            return run(session);
        } catch (DrException e) {
            throw cancelled && e.effect() == Effect.NONE ? Cancellation.requested(operation, e) : e;
        } finally {
            connection = null;
        }
    }

    /** Stops the backup from another thread; {@link #run()} then fails with {@code CANCELLED}. */
    public void cancel() {
        cancelled = true;
        ReplicationConnection session = connection;
        if (session != null) {
            session.abort();
        }
    }

    private BackupManifest run(ReplicationConnection session) {
        SystemIdentity identity = session.identify();
        requireSameSystem(identity);
        SourceServer source = SourceServer.ask(endpoint);
        WalIdentity wal = new WalIdentity(
                identity.systemIdentifier(), source.walSegmentSize(), history(session, identity.timeline()));
        holdWal(session);
        try (PackWriter packs = new PackWriter(repository.store(), request.backupId());
                ChunkPipeline pipeline = new ChunkPipeline(packs, request.compressionLevel(), request.workers())) {
            BackupReceiver receiver = new BackupReceiver(pipeline, wal, source, request.progress());
            BaseBackupResult result = stream(session, receiver);
            BackupManifest manifest = receiver.finish(identity, result, request, packs);
            add(manifest, packs);
            return manifest;
        }
    }

    private BaseBackupResult stream(ReplicationConnection session, BackupReceiver receiver) {
        try {
            return session.baseBackup(request.options(), receiver);
        } finally {
            releaseWal(session);
        }
    }

    /** The slot would go with the session, but only some time after this method has returned. */
    private void releaseWal(ReplicationConnection session) {
        try {
            session.dropSlot(SLOT);
        } catch (DrException e) {
            LOG.debug("slot {} ends with its session", SLOT, e);
        }
    }

    private void requireNew() {
        if (repository.backup(request.backupId()).isPresent()) {
            throw DrException.create(
                    ErrorCode.ALREADY_EXISTS,
                    operation,
                    "a backup of that id exists",
                    failure -> failure.hint("Use another id, or take the backup that exists."));
        }
    }

    private void requireSameSystem(SystemIdentity identity) {
        if (identity.systemIdentifier() != repository.systemIdentifier()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the server is system " + Long.toUnsignedString(identity.systemIdentifier())
                            + ", but the repository belongs to system "
                            + Long.toUnsignedString(repository.systemIdentifier()),
                    failure -> failure.hint("Use another repository for this server."));
        }
    }

    private static TimelineHistory history(ReplicationConnection session, int timeline) {
        return timeline == 1
                ? TimelineHistory.of(1)
                : TimelineHistory.parse(
                        timeline, session.timelineHistory(timeline).content());
    }

    private void holdWal(ReplicationConnection session) {
        try {
            session.createSlot(SLOT, true, true);
        } catch (DrException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                throw anotherRuns(e);
            }
            if (e.code() == ErrorCode.QUOTA || e.code() == ErrorCode.FAILED_PRECONDITION) {
                throw noSlot(session.show("max_replication_slots"), e);
            }
            throw e;
        }
    }

    private DrException anotherRuns(DrException cause) {
        String holder = SourceServer.holderOf(SLOT, endpoint).orElse("a session that this role may not see");
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                "another backup is running: " + holder,
                failure -> failure.hint(
                                "Wait for it. If its client is gone, end the session that holds slot " + SLOT + ".")
                        .retry(RetryAdvice.SAFE)
                        .cause(cause));
    }

    private DrException noSlot(String slots, DrException cause) {
        return DrException.create(
                ErrorCode.QUOTA,
                operation,
                "no replication slot is free to hold the WAL: max_replication_slots is " + slots,
                failure -> failure.hint("Drop a slot that nobody needs, or raise max_replication_slots and restart.")
                        .cause(cause));
    }

    private void add(BackupManifest manifest, PackWriter packs) {
        try {
            repository.add(manifest);
            packs.keep();
        } catch (DrException e) {
            if (e.effect() == Effect.UNKNOWN) {
                // Nobody knows whether the manifest was written, so what it refers to must stay.
                packs.keep();
            }
            throw e;
        }
    }

    /** Returns the name under which the server shows the session of a backup. */
    public static String applicationName(String backupId) {
        String name = "signal-dr backup " + backupId;
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }
}
