package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.ReplicationConnection;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalMessage.TimelineEnd;
import com.datafly.signal.dr.selfmanaged.internal.protocol.WalStream;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects, streams, and connects again, until the receiver is closed or a person is needed. */
final class ReceiverLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiverLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration STABLE = Duration.ofSeconds(5);
    private static final String SQL_STATE = "sqlState";
    private static final String FILE_REMOVED = "58P01";
    private static final String SLOT_INVALID = "55000";

    private final PostgresEndpoint endpoint;
    private final ReceiverOptions options;
    private final Place place;
    private final ReceiverMonitor monitor;
    private volatile Duration statusInterval;
    private volatile @Nullable ReplicationConnection connection;
    private volatile @Nullable StreamSession session;
    private @Nullable Thread archiver;
    private @Nullable Attachment attachment;
    private Duration pause = FIRST_PAUSE;

    ReceiverLoop(PostgresEndpoint endpoint, ReceiverOptions options, Place place) {
        this.endpoint = endpoint;
        this.options = options;
        this.place = place;
        this.monitor = place.monitor();
        this.statusInterval = shorter(options.statusInterval(), options.tailInterval());
    }

    /** Where WAL goes, as far as it is known before the server was asked for its segment size. */
    record Place(Repository repository, Spool spool, ReceiverMonitor monitor, DurableSteps steps) {

        StreamGround ground(int segmentSize) {
            return new StreamGround(spool, WalArchive.of(repository, segmentSize), monitor, steps);
        }
    }

    /** Runs until the receiver is closed or fails, and gives up the spool once nothing of it uses it any more. */
    @Override
    public void run() {
        try {
            takeUpSpool();
            while (!monitor.isClosing()) {
                long begun = System.nanoTime();
                attempt();
                boolean stable = System.nanoTime() - begun > STABLE.toNanos();
                pause = stable ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                monitor.pause(pause);
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            monitor.receivingEnded();
            awaitArchiver();
            place.spool().close();
        }
    }

    /** Tells the server again and again where we are, whatever the disk or the repository makes the others wait for. */
    void beat() {
        try {
            while (!monitor.isClosing()) {
                monitor.pause(statusInterval);
                sendStatus();
                if (monitor.isFull()) {
                    probe();
                }
            }
        } catch (Throwable e) {
            fail(e);
            abort();
        }
    }

    private void sendStatus() {
        StreamSession current = session;
        if (current != null) {
            try {
                current.sendStatus(true);
            } catch (DrException e) {
                LOG.debug("no status was sent: {}", e.getMessage());
            }
        }
    }

    /** While the stream waits for room, another connection tells how much WAL piles up on the server. */
    private void probe() {
        try (ReplicationConnection other = ReplicationConnection.open(endpoint, options.applicationName() + " probe")) {
            monitor.serverAt(other.identify().position());
        } catch (DrException e) {
            LOG.warn("cannot see how much WAL waits on the server: {}", e.getMessage());
        }
    }

    /** Ends whatever waits for the server. */
    void abort() {
        ReplicationConnection open = connection;
        if (open != null) {
            open.abort();
        }
    }

    /** What an earlier receiver left is archived even if the server never comes back. */
    private void takeUpSpool() {
        for (SegmentName name : place.spool().complete()) {
            monitor.completed(name);
            startArchiver(place.ground(name.segmentSize()));
        }
        for (SegmentName name : place.spool().partial()) {
            StreamGround ground = place.ground(name.segmentSize());
            startArchiver(ground);
            rememberGap(ground.archive());
            try {
                ground.archiveBeginning(name);
            } catch (DrException e) {
                LOG.warn("{} waits in the spool: {}", name, e.getMessage());
                monitor.archiving(e);
            }
        }
    }

    private void attempt() {
        try (ReplicationConnection open = ReplicationConnection.open(endpoint, options.applicationName())) {
            connection = open;
            follow(open);
        } catch (DrException e) {
            judge(e);
        } finally {
            connection = null;
        }
    }

    private void follow(ReplicationConnection open) {
        int segmentSize = ServerSettings.bytes("wal_segment_size", open.show("wal_segment_size"));
        Duration patience = ServerSettings.duration("wal_sender_timeout", open.show("wal_sender_timeout"));
        if (!patience.isZero()) {
            statusInterval = shorter(statusInterval, patience.dividedBy(3));
        }
        StreamGround ground = place.ground(segmentSize);
        startArchiver(ground);
        Attachment attached = attachment == null ? new Attachment(options.slot(), ground) : attachment;
        attachment = attached;
        Optional<StreamStart> start = Optional.of(attached.start(open));
        while (start.isPresent()) {
            StreamStart from = start.get();
            start = stream(open, ground, from).map(end -> attached.next(open, end));
        }
    }

    /** A gap that an earlier receiver recorded matters until a backup begins behind it, whoever takes it. */
    private void rememberGap(WalArchive archive) {
        Lsn newestBackup = place.repository().list().backups().stream()
                .map(BackupFacts::startLsn)
                .max(Comparator.naturalOrder())
                .orElse(Lsn.ZERO);
        archive.gaps().stream()
                .filter(gap -> gap.to().isAfter(newestBackup))
                .max(Comparator.comparing(WalGap::to))
                .ifPresentOrElse(place.monitor()::gap, () -> place.monitor().backupTaken(newestBackup));
    }

    private Optional<TimelineEnd> stream(ReplicationConnection open, StreamGround ground, StreamStart start) {
        Attachment attached = requireNonNull(attachment);
        ground.leaveAllBut(ground.segmentAt(start));
        try {
            WalStream stream = open.startReplication(options.slot(), start.from(), start.timeline());
            try (StreamSession running =
                    new StreamSession(stream, start, ground, attached.archivedOn(start.timeline()))) {
                session = running;
                return running.run();
            } finally {
                session = null;
            }
        } catch (DrException e) {
            String state = e.details().getOrDefault(SQL_STATE, "");
            if (state.equals(FILE_REMOVED)) {
                attached.walWasRemoved();
            } else if (state.equals(SLOT_INVALID)) {
                attached.slotWasLost();
            }
            throw e;
        }
    }

    private void judge(DrException e) {
        if (monitor.isClosing()) {
            LOG.debug("the stream has ended: {}", e.getMessage());
        } else if (e.code() == ErrorCode.CONFLICT && !e.details().containsKey(SQL_STATE)) {
            LOG.error("the WAL receiver stops: {}", e.getMessage());
            monitor.failed(e);
        } else {
            LOG.warn("WAL is not streaming: {}", e.getMessage());
            monitor.disconnected(
                    e.code() == ErrorCode.CONFLICT ? ReceiverState.CONFLICT : ReceiverState.DISCONNECTED, e);
        }
    }

    private void startArchiver(StreamGround ground) {
        if (archiver == null) {
            archiver = new Thread(
                    new SegmentArchiver(ground, options.tailInterval()), "signal-dr-wal-archiver " + options.slot());
            archiver.start();
        }
    }

    /** Whatever it waits for: the spool must not be given up while the archiver uses it. */
    private void awaitArchiver() {
        Thread running = archiver;
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Errors too: a thread that dies without a word would leave a receiver that seems to stream. */
    private void fail(Throwable cause) {
        LOG.error("the WAL receiver has failed", cause);
        monitor.failed(
                cause instanceof DrException known
                        ? known
                        : DrException.create(
                                ErrorCode.INTERNAL,
                                "receive WAL",
                                String.valueOf(cause),
                                failure -> failure.cause(cause)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
