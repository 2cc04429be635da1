package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.internal.events.StateTopic;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches a replication on a thread of its own. What one look found is kept together or not at all. */
public final class DefaultReplicationWatch implements ReplicationWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultReplicationWatch.class);

    private static final Duration SOONER_OR_LATER = Duration.ofSeconds(3);

    private final ReplicaLink link;
    private final StateTopic state;
    private final String alias;
    private final ScheduledExecutorService thread;
    private @Nullable ReplicationMemory memory;
    private @Nullable Look look;
    private @Nullable EventWriter writer;
    private @Nullable StandbyTurn standby;
    private volatile @Nullable Instant lastLook;
    private volatile @Nullable DrException trouble;

    private DefaultReplicationWatch(ReplicaLink link, StateTopic state) {
        this.link = link;
        this.state = state;
        this.alias = link.driver().sourceAlias();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "signal-dr-replication-" + alias);
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins to watch. */
    static DefaultReplicationWatch begin(ReplicaLink link, StateTopic state, Duration interval) {
        DefaultReplicationWatch watch = new DefaultReplicationWatch(link, state);
        var unused =
                watch.thread.scheduleWithFixedDelay(watch::lookQuietly, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    @Override
    public synchronized void look() {
        try {
            trouble = lookOnce().orElse(null);
            standby = null;
        } catch (DrException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            throw failed(DrException.create(
                    ErrorCode.INTERNAL, "watch the replication from " + alias, String.valueOf(e), f -> f.cause(e)));
        }
    }

    private DrException failed(DrException e) {
        trouble = e;
        standby = e.code() == ErrorCode.FENCED ? new StandbyTurn(state, alias) : null;
        forget();
        return e;
    }

    @Override
    public Optional<Instant> lastLook() {
        return Optional.ofNullable(lastLook);
    }

    @Override
    public Optional<DrException> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            // A look that takes longer waits for a cluster that is lost.
            if (!thread.awaitTermination(SOONER_OR_LATER.toNanos(), TimeUnit.NANOSECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            forget();
        }
    }

    /** Nothing may come out of it: the thread would never look again. */
    private void lookQuietly() {
        try {
            if (isMyTurn()) {
                look();
            }
        } catch (RuntimeException e) {
            LOG.warn("looking at the replication from {} failed: {}", alias, e.getMessage());
        }
    }

    private synchronized boolean isMyTurn() {
        StandbyTurn other = standby;
        return other == null || other.takesOver();
    }

    /** Looks, and keeps what was found; returns what could not be read. */
    private Optional<DrException> lookOnce() {
        ReplicationMemory known = memory;
        Look looking = look;
        if (known == null || looking == null) {
            writer = open();
            known = ReplicationMemory.load(state, alias);
            looking = new Look(link, known);
            memory = known;
            look = looking;
        }
        Instant now = link.target().clock().instant();
        Optional<DrException> unread = looking.once(now);
        keep(known);
        if (unread.isEmpty()) {
            lastLook = now;
        }
        return unread;
    }

    /** Opens the one writer that keeps what is found: it fences off that of a watch that began earlier. */
    private EventWriter open() {
        state.ensure();
        boolean transactions = link.target()
                .read("ask what " + link.target().address() + " can do", EventStreamDriver::capabilities)
                .supports(EventCapability.TRANSACTIONS);
        WriterSettings settings =
                transactions ? WriterSettings.transactional("signal-dr.replication." + alias) : WriterSettings.plain();
        return link.target().driver().writer(settings);
    }

    private void keep(ReplicationMemory known) {
        Map<String, Optional<byte[]>> changes = known.changes();
        EventWriter out = writer;
        if (changes.isEmpty() || out == null) {
            return;
        }
        try {
            out.begin();
            changes.forEach((key, value) -> out.append(state.event(key, value)));
            out.commit();
        } catch (DrException e) {
            throw link.target().named(e);
        }
        known.kept(changes);
    }

    /** Drops what is in memory: the next look begins with what is kept. */
    private void forget() {
        EventWriter open = writer;
        writer = null;
        memory = null;
        look = null;
        if (open != null) {
            open.close();
        }
    }
}
