package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays;
import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Keys;
import com.datafly.signal.dr.tck.DataPlane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Everything that the account has in RDS, in all regions, under one lock. Thread-safe by {@link #look}. */
public final class World {

    private static final Duration PATIENCE_IN_REAL_TIME = Duration.ofMillis(20);
    private static final Duration PATIENCE_IN_TIME_THAT_IS_SET = Duration.ofMinutes(1);

    private final Object lock = new Object();
    private final String account;
    private final Clock clock;
    private final DataPlane data;
    private final Keys letters;
    private final Agenda agenda;
    private final Map<String, Region> regions = new TreeMap<>();
    private Delays delays;
    private Duration lag = Duration.ZERO;
    private long changes;
    private long changesBeforeTheLastCall = Long.MAX_VALUE;

    /** Creates an account without databases. */
    public World(Keys letters, Clock clock, DataPlane data, Executor threads) {
        this.account = letters.account();
        this.letters = letters;
        this.clock = clock;
        this.data = data;
        this.agenda = new Agenda(threads);
        this.delays = Delays.typical();
    }

    /**
     * Lets happen what is due, and then does something while nothing else changes.
     *
     * <p>Data whose time is over but that are still being moved are waited for, if time does not pass by itself: time
     * that is set by its onlookers would otherwise run out meanwhile.
     */
    public <T> T look(Supplier<T> body) {
        boolean passes = clock.equals(Clock.systemUTC());
        Duration patience = passes ? PATIENCE_IN_REAL_TIME : PATIENCE_IN_TIME_THAT_IS_SET;
        long began = System.nanoTime();
        while (true) {
            CompletableFuture<?> moving;
            long left = patience.toNanos() - (System.nanoTime() - began);
            synchronized (lock) {
                boolean inOrder = !passes && left > 0;
                Optional<CompletableFuture<?>> unfinished = agenda.settle(clock.instant(), inOrder);
                if (unfinished.isEmpty() || left <= 0) {
                    return body.get();
                }
                moving = unfinished.get();
            }
            awaitAtMost(moving, left);
        }
    }

    /** Lets happen what is due, and then does something while nothing else changes. */
    public void run(Runnable body) {
        look(() -> {
            body.run();
            return this;
        });
    }

    /** Does a call that may change something, so that what was before it can be told. */
    <T> T change(Supplier<T> body) {
        return look(() -> {
            long before = changes;
            try {
                return body.get();
            } finally {
                if (changes > before) {
                    changesBeforeTheLastCall = before;
                }
            }
        });
    }

    private static void awaitAtMost(CompletableFuture<?> moving, long nanos) {
        try {
            moving.handle((done, failure) -> "").get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns a region; any name is one. */
    public Region region(String name) {
        synchronized (lock) {
            return regions.computeIfAbsent(name, unknown -> new Region(this, unknown));
        }
    }

    /** Returns all regions that were named so far. */
    public Collection<Region> regions() {
        return List.copyOf(regions.values());
    }

    /** Returns what a description shows, that of before the last change if it is stale. */
    Sight sight(boolean stale) {
        Instant until = lag.isZero() ? Instant.MAX : now().minus(lag);
        return new Sight(until, stale ? changesBeforeTheLastCall : Long.MAX_VALUE);
    }

    /** Numbers a change. */
    long nextChange() {
        return ++changes;
    }

    /** Returns the account's number. */
    public String account() {
        return account;
    }

    /** Returns the time, to the millisecond; while something happens that was due, the time when it was. */
    public Instant now() {
        return agenda.happening().orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Returns when work that begins now is due. */
    public Instant due(Work work) {
        return now().plus(delays.of(work));
    }

    /** Returns how long a kind of work takes. */
    public Duration delay(Work work) {
        return delays.of(work);
    }

    /** Sets how long work takes that begins from now on. */
    public void delays(Delays changed) {
        synchronized (lock) {
            delays = changed;
        }
    }

    /** Sets how old descriptions are. */
    public void lag(Duration changed) {
        synchronized (lock) {
            lag = changed;
        }
    }

    /** Returns what will happen. */
    public Agenda agenda() {
        return agenda;
    }

    /** Returns where the data are. */
    public DataPlane data() {
        return data;
    }

    /** Returns an id that was not used before, as in {@code db-ABCDEFGHIJKLMNOPQRSTUVWXYZ}. */
    public String newId(String prefix) {
        return prefix + letters.letters(26);
    }
}
