package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes canaries from a thread of its own until it is closed, and remembers those that the database acknowledged.
 *
 * <p>It survives the loss of its connection: it connects again, and a row whose outcome was unknown is looked up before
 * anything else is written, so that its series has no gaps. If the database has lost acknowledged rows, as after a
 * fail-over, a new series begins. Thread-safe.
 *
 * @since 0.1
 */
public final class CanaryWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CanaryWriter.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final Duration interval;
    private final Clock clock;
    private final int kept;
    private final CanarySession session;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Deque<CanaryRow> acknowledged = new ArrayDeque<>();
    private final Deque<CanaryOutage> outages = new ArrayDeque<>();
    private @Nullable DatabaseClock databaseClock;
    private @Nullable Outage outage;

    private CanaryWriter(DataSource database, Builder builder) {
        this.interval = builder.interval;
        this.clock = builder.clock;
        this.kept = builder.kept;
        this.session = new CanarySession(database, builder.kept, builder.timeout);
        this.thread = new Thread(this::run, "signal-dr-canary");
    }

    /** Starts a writer on a database in which {@link Canary#install} has made the table. */
    static CanaryWriter start(DataSource database, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        CanaryWriter writer = new CanaryWriter(requireNonNull(database, "database"), builder);
        writer.thread.start();
        return writer;
    }

    /** Returns the rows whose commit the database has acknowledged, oldest first; at most as many as are kept. */
    public List<CanaryRow> acknowledged() {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    /** Returns the times during which nothing could be written, oldest first, the present one included. */
    public List<CanaryOutage> outages() {
        synchronized (acknowledged) {
            List<CanaryOutage> all = new ArrayList<>(outages);
            if (outage != null) {
                all.add(outage.soFar());
            }
            return all;
        }
    }

    /** Returns how the database's clock was seen last; empty before the first acknowledgement. */
    public Optional<DatabaseClock> databaseClock() {
        synchronized (acknowledged) {
            return Optional.ofNullable(databaseClock);
        }
    }

    /** Returns the time between two rows. */
    public Duration interval() {
        return interval;
    }

    /**
     * Waits until {@code count} rows are acknowledged in all.
     *
     * @return whether they are; false if {@code limit} was over first
     */
    public boolean awaitAcknowledged(int count, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (acknowledged) {
            while (acknowledged.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                acknowledged.wait(left);
            }
            return true;
        }
    }

    /** Stops writing and waits for the thread to end. The rows stay in the table. Repetition does no harm. */
    @Override
    public void close() {
        closing.countDown();
        session.abort();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long next = System.nanoTime();
        try {
            do {
                writeOne();
                next = Math.max(next + interval.toNanos(), System.nanoTime());
            } while (!closing.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.close();
        }
    }

    private void writeOne() {
        try {
            Instant before = clock.instant();
            CanaryRow row = session.write();
            acknowledge(row, before, clock.instant());
        } catch (SQLException | RuntimeException e) {
            session.disconnect();
            if (closing.getCount() > 0) {
                interrupted(e);
            }
        }
    }

    private void acknowledge(CanaryRow row, Instant before, Instant after) {
        synchronized (acknowledged) {
            acknowledged.addLast(row);
            if (acknowledged.size() > kept) {
                acknowledged.removeFirst();
            }
            Duration half = Duration.between(before, after).abs().dividedBy(2);
            databaseClock = new DatabaseClock(Duration.between(before.plus(half), row.writtenAt()), half);
            if (outage != null) {
                outages.addLast(outage.soFar());
                outage = null;
                LOG.info("canaries are written again");
            }
            acknowledged.notifyAll();
        }
    }

    private void interrupted(Exception failure) {
        synchronized (acknowledged) {
            if (outage == null) {
                String reason = String.valueOf(failure.getMessage());
                outage = new Outage(clock.instant(), System.nanoTime(), reason);
                LOG.warn("canaries cannot be written: {}", reason);
            }
        }
    }

    private record Outage(Instant from, long nanos, String reason) {
        CanaryOutage soFar() {
            return new CanaryOutage(from, Duration.ofNanos(System.nanoTime() - nanos), reason);
        }
    }

    /**
     * Collects a writer's settings. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Duration interval = Duration.ofSeconds(1);
        private Duration timeout = Duration.ofSeconds(10);
        private Clock clock = Clock.systemUTC();
        private int kept = 100_000;

        private Builder() {}

        /**
         * Sets the time between two rows, which is also the precision of the recovery point. Default: one second.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if shorter than a millisecond
         */
        public Builder interval(Duration interval) {
            if (interval.toMillis() < 1) {
                throw invalid("interval", interval, "Use a millisecond or more.");
            }
            this.interval = interval;
            return this;
        }

        /** Sets after which silence of the server the connection is given up. Default: ten seconds. */
        public Builder timeout(Duration timeout) {
            this.timeout = requireNonNull(timeout, "timeout");
            return this;
        }

        /** Sets the clock of this process. Default: the system's. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets how many rows are kept, in memory and in the table. Default: 100,000, about 28 hours at one a second.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if less than 10
         */
        public Builder keep(int rows) {
            if (rows < 10) {
                throw invalid("keep", rows, "Use 10 or more.");
            }
            this.kept = rows;
            return this;
        }

        private static DrException invalid(String field, Object value, String hint) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "start a canary writer",
                    field + " is " + value,
                    failure -> failure.hint(hint));
        }
    }
}
