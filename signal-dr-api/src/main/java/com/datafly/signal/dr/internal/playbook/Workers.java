package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the steps in flight. They are daemons: the run's own thread, which is none, lives as long as a step is
 * waited for, and one that ignores its interruption must not keep the host's process alive behind that.
 *
 * <p>Used by the run's thread alone, but for the threads themselves.
 */
final class Workers {

    /** How long a step may take to notice that it was interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final TimeSource time;
    private final ExecutorService threads;
    private final Map<String, Work> inFlight = new LinkedHashMap<>();
    private final Map<String, Work> stuck = new HashMap<>();

    Workers(String runId, TimeSource time) {
        this.time = time;
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "signal-dr-step-" + runId);
            thread.setDaemon(true);
            return thread;
        };
        this.threads = Executors.newCachedThreadPool(daemons);
    }

    /** Begins an attempt; {@code finished} hears of its end on its thread. */
    void start(Attempt attempt, Supplier<Fact.Settled> work, Consumer<Fact.Settled> finished) {
        Work started = new Work(attempt);
        inFlight.put(attempt.step().id(), started);
        threads.execute(() -> started.run(work, finished));
    }

    /** Takes note that an attempt ended; false if it was given up before. */
    boolean finish(Attempt attempt) {
        Work work = inFlight.get(attempt.step().id());
        boolean expected = work != null && work.attempt.equals(attempt);
        return expected && inFlight.remove(attempt.step().id(), work);
    }

    /** Tells whether an attempt was interrupted because its time was over. */
    boolean isLate(Attempt attempt) {
        Work work = inFlight.get(attempt.step().id());
        return work != null && work.interruptedAt != 0;
    }

    /** Interrupts what is over time, and gives up and returns what did not heed that. */
    List<Attempt> giveUpOverdue() {
        List<Attempt> ignoring = new ArrayList<>();
        for (Iterator<Work> works = inFlight.values().iterator(); works.hasNext(); ) {
            Work work = works.next();
            if (work.interruptedAt == 0) {
                if (!work.attempt.remaining(time).minusNanos(1).isNegative()) {
                    continue;
                }
                work.interrupt();
            } else if (System.nanoTime() - work.interruptedAt > GRACE.toNanos()) {
                works.remove();
                stuck.put(work.attempt.step().id(), work);
                ignoring.add(work.attempt);
            }
        }
        return ignoring;
    }

    /** Returns how long nothing can become overdue, at most {@code most}. */
    Duration quiet(Duration most) {
        Duration quiet = most;
        for (Work work : inFlight.values()) {
            Duration left = work.interruptedAt == 0
                    ? work.attempt.remaining(time)
                    : GRACE.minusNanos(System.nanoTime() - work.interruptedAt);
            quiet = left.compareTo(quiet) < 0 ? left : quiet;
        }
        return quiet.isNegative() ? Duration.ZERO : quiet;
    }

    /** Tells whether the thread of an attempt that was given up still runs. */
    boolean isStuck(String step) {
        Work work = stuck.get(step);
        return work != null && work.isAlive();
    }

    /** Interrupts everything. */
    void interrupt() {
        inFlight.values().forEach(Work::interrupt);
    }

    /**
     * Waits for the threads to end, for a time.
     *
     * @return whether they did
     */
    boolean awaitEnd() {
        threads.shutdown();
        try {
            return threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Work {
        private final Attempt attempt;
        private long interruptedAt;
        private @Nullable Thread thread;
        private boolean interrupted;
        private volatile boolean ended;

        Work(Attempt attempt) {
            this.attempt = attempt;
        }

        void run(Supplier<Fact.Settled> work, Consumer<Fact.Settled> finished) {
            synchronized (this) {
                thread = Thread.currentThread();
                if (interrupted) {
                    thread.interrupt();
                }
            }
            try {
                finished.accept(work.get());
            } finally {
                synchronized (this) {
                    thread = null;
                }
                ended = true;
            }
        }

        /** Only while the attempt is at work: its thread belongs to another one afterwards. */
        void interrupt() {
            interruptedAt = System.nanoTime() | 1;
            synchronized (this) {
                interrupted = true;
                if (thread != null) {
                    thread.interrupt();
                }
            }
        }

        boolean isAlive() {
            return !ended;
        }
    }
}
