package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a repository's WAL archive current: receives the log from a server as it is written, makes it durable in a
 * local spool, acknowledges it, and carries it to the repository.
 *
 * <p>It acknowledges the end of the last record that is verified and forced to disk. So it may be named in
 * {@code synchronous_standby_names}: a commit that has returned survives the loss of the server. It uses a physical
 * replication slot, which the server keeps WAL for while nobody receives; the slot outlives the receiver.
 *
 * <p>It reconnects by itself, follows the server to new timelines, and goes on after a crash where the spool ends.
 * Where WAL is lost for good, it records the gap in the archive, says {@link ReceiverState#GAP}, and goes on behind it.
 * It stops with {@link ReceiverState#FAILED} where going on could mix the logs of two servers.
 *
 * <p>Thread-safe. Uses three threads of its own until it is closed.
 */
public final class WalReceiver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WalReceiver.class);
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final ReceiverOptions options;
    private final ReceiverMonitor monitor;
    private final ReceiverLoop loop;
    private final List<Thread> threads = new ArrayList<>();

    private WalReceiver(ReceiverOptions options, ReceiverMonitor monitor, ReceiverLoop loop) {
        this.options = options;
        this.monitor = monitor;
        this.loop = loop;
    }

    /**
     * Starts to receive. Returns at once; {@link #awaitStreaming} waits until it works.
     *
     * @throws DrException with {@code CONFLICT} if another receiver uses the spool
     */
    public static WalReceiver start(PostgresEndpoint endpoint, Repository repository, ReceiverOptions options) {
        return start(endpoint, repository, options, DurableSteps.UNOBSERVED);
    }

    static WalReceiver start(
            PostgresEndpoint endpoint, Repository repository, ReceiverOptions options, DurableSteps steps) {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(repository, "repository");
        ReceiverMonitor monitor = new ReceiverMonitor(options);
        Spool spool = Spool.open(options.spool(), steps);
        ReceiverLoop loop =
                new ReceiverLoop(endpoint, options, new ReceiverLoop.Place(repository, spool, monitor, steps));
        WalReceiver receiver = new WalReceiver(options, monitor, loop);
        receiver.run("receiver", loop);
        receiver.run("status", loop::beat);
        return receiver;
    }

    /** Returns where it is. */
    public ReceiverStatus status() {
        return monitor.status();
    }

    /**
     * Waits until WAL is streaming.
     *
     * @throws DrException with what keeps it from streaming, or {@code DEADLINE_EXCEEDED}
     */
    public void awaitStreaming(Duration timeout) {
        if (!monitor.awaitStreaming(timeout)) {
            throw failure("wait for WAL to stream", "it does not within " + timeout);
        }
    }

    /**
     * Archives what was acknowledged, without waiting for the interval.
     *
     * @return the end of what is in the repository now
     * @throws DrException as {@link #awaitArchived}
     */
    public Lsn flush(Duration timeout) {
        awaitArchived(monitor.acknowledgedEnd(), timeout);
        return status().archived();
    }

    /**
     * Waits until every record before {@code lsn} is in the repository, and sees to it that it gets there.
     *
     * @throws DrException with {@code DEADLINE_EXCEEDED} if it does not get there in time, or with what keeps it from
     *     getting there
     */
    public void awaitArchived(Lsn lsn, Duration timeout) {
        if (!monitor.awaitArchived(lsn, timeout)) {
            throw failure(
                    "wait for WAL up to " + lsn + " to be archived",
                    "it is archived only up to " + status().archived());
        }
    }

    /** Takes note that a base backup begins at {@code start}: a gap before it no longer matters to the state. */
    public void backupTaken(Lsn start) {
        monitor.backupTaken(start);
    }

    /**
     * Stops receiving, archives what was received if the repository takes it within half a minute, and ends the
     * threads. The slot stays, and so does what could not be archived, for the next receiver on the same spool. Threads
     * that do not end in time, because the disk or the repository does not answer, keep the spool until they end.
     */
    @Override
    public void close() {
        monitor.closing();
        loop.abort();
        awaitThreads();
        if (threads.stream().anyMatch(Thread::isAlive)) {
            LOG.warn("the WAL receiver is closed but still at work; nobody else gets its spool until that has ended");
        }
        monitor.closed();
    }

    private void awaitThreads() {
        long deadline = System.nanoTime() + CLOSING.toNanos();
        try {
            for (Thread thread : threads) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                thread.join(Math.max(1, left.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(String role, Runnable work) {
        Thread thread = new Thread(work, "signal-dr-wal-" + role + " " + options.slot());
        threads.add(thread);
        thread.start();
    }

    private DrException failure(String operation, String problem) {
        DrException cause = status().failure();
        ErrorCode code = cause == null ? ErrorCode.DEADLINE_EXCEEDED : cause.code();
        return DrException.create(
                code, operation, cause == null ? problem : problem + "; " + cause.getMessage(), failure -> {
                    if (cause != null) {
                        failure.cause(cause);
                    }
                });
    }
}
