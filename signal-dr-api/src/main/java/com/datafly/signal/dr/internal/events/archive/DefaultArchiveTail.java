package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveTail;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An archiver on a thread of its own. */
public final class DefaultArchiveTail implements ArchiveTail {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultArchiveTail.class);
    private static final Set<ErrorCode> FINAL =
            Set.of(ErrorCode.CONFLICT, ErrorCode.INTEGRITY_FAILED, ErrorCode.PERMISSION_DENIED);

    private final Supplier<ArchiveReport> round;
    private final Duration interval;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong rounds = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable ArchiveReport last;
    private volatile @Nullable DrException failure;
    private volatile boolean running = true;

    private DefaultArchiveTail(Supplier<ArchiveReport> round, Duration interval) {
        this.round = round;
        this.interval = interval;
        this.thread = new Thread(this::run, "signal-dr-archive");
        thread.setDaemon(true);
    }

    static DefaultArchiveTail start(Supplier<ArchiveReport> round, Duration interval) {
        DefaultArchiveTail tail = new DefaultArchiveTail(round, interval);
        tail.thread.start();
        return tail;
    }

    @Override
    public Optional<ArchiveReport> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public long rounds() {
        return rounds.get();
    }

    @Override
    public Optional<DrException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean closed = false;
            while (!closed && running) {
                closed = closing.await(
                        rounds.get() == 0 && failure == null ? 0 : interval.toNanos(), TimeUnit.NANOSECONDS);
                attempt();
            }
        } catch (InterruptedException e) {
            LOG.debug("archiving was interrupted", e);
        } finally {
            running = false;
        }
    }

    private void attempt() {
        try {
            ArchiveReport report = round.get();
            last = report;
            failure = report.failed().values().stream().findFirst().orElse(null);
            rounds.incrementAndGet();
        } catch (DrException e) {
            failed(e, !FINAL.contains(e.code()));
        } catch (RuntimeException | Error e) {
            failed(
                    DrException.create(ErrorCode.INTERNAL, "archive events", String.valueOf(e), more -> more.cause(e)),
                    false);
        }
    }

    private void failed(DrException e, boolean goesOn) {
        LOG.warn("archiving failed{}: {}", goesOn ? ", it will be tried again" : " and ends", e.getMessage());
        failure = e;
        running = goesOn;
    }
}
