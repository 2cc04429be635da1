package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.observe.EventDispatcher;
import com.datafly.signal.dr.internal.observe.LogContext;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.report.Report;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one run. Each turn takes what came in, works out what follows, writes it all as one block, and only
 * then lets it happen. The ledger is touched by this thread alone, and under the lock, which is held until a turn's
 * block is durable: whoever looks sees nothing that a crash could take back.
 */
final class RunLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);
    private static final int MOST_AT_ONCE = 1000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RunEnvironment environment;
    private final RunJournal journal;
    private final LeaseKeeper leases;
    private final Ledger ledger;
    private final RunLogic logic;
    private final EventDispatcher listeners;
    private final Announcer announcer;
    private final Workers workers;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turned = lock.newCondition();
    private final Deque<Task> inTurn = new ArrayDeque<>();
    private final boolean leavesFiles;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean begun;
    private volatile boolean ended;
    private volatile boolean over;
    private @Nullable DrException lost;

    RunLoop(RunParts parts) {
        this.environment = parts.environment();
        this.journal = parts.journal();
        this.leases = parts.leases();
        this.ledger = parts.ledger();
        this.leavesFiles = RunFiles.mayBeLeftBy(parts.playbook());
        this.listeners = EventDispatcher.to(environment.listeners(), environment.redactor());
        this.announcer = new Announcer(ledger, environment.clock(), listeners::publish);
        this.workers = new Workers(ledger.runId(), environment.time());
        this.logic = new RunLogic(this, parts, workers);
        this.thread = new Thread(this, "signal-dr-run-" + ledger.runId());
    }

    /** Something for the run's thread to do in its next turn. */
    interface Task {

        void run(Block block);

        /** The run is over before it was done. */
        default void drop(DrException why) {}
    }

    void start() {
        leases.keep(
                this::anchor,
                failure -> post(block -> {
                    throw failure;
                }));
        post(logic::recover);
        thread.start();
    }

    void post(Task task) {
        tasks.add(task);
        if (over) {
            dropTasks();
        }
    }

    /** Looks at the ledger. */
    <T> T read(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Returns why this process does no more for the run; empty as long as it does, or if the run ended. */
    Optional<DrException> lost() {
        return read(() -> Optional.ofNullable(lost));
    }

    /** Asks something of the run. */
    void ask(Ask ask) {
        post(new Task() {
            @Override
            public void run(Block block) {
                logic.handle(ask, block);
            }

            @Override
            public void drop(DrException why) {
                ask.drop(why);
            }
        });
    }

    Announcer announcer() {
        return announcer;
    }

    /** Waits until the run has come to rest; false if the time is over first. */
    boolean awaitRest(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            long nanos = end - System.nanoTime();
            while (!isAtRest()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = turned.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean isAtRest() {
        return over || (begun && tasks.isEmpty() && logic.isAtRest());
    }

    /** Stops; what is in flight is interrupted and left to the next runner. */
    void close() {
        closing.countDown();
        post(block -> {});
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    @SuppressWarnings("try") // the context is there for what is logged meanwhile
    public void run() {
        try (LogContext context = LogContext.of(ledger.runId())) {
            announcer.started();
            while (!isClosing() && !ended) {
                turn();
            }
        } catch (Throwable thrown) {
            lose(thrown);
        } finally {
            end();
        }
    }

    private void turn() throws InterruptedException {
        Task first = tasks.poll(workers.quiet(environment.poll()).toNanos() + 1, TimeUnit.NANOSECONDS);
        lock.lock();
        try {
            if (first != null) {
                inTurn.add(first);
                tasks.drainTo(inTurn, MOST_AT_ONCE);
            }
            Block block = new Block(ledger, environment.clock());
            logic.before(block);
            inTurn.forEach(task -> task.run(block));
            logic.after(block);
            commit(block);
            ended = ledger.finished().isPresent();
            removeFiles();
            inTurn.clear();
            begun = true;
            block.facts().forEach(announcer::tell);
            block.goOn();
            if (logic.announce()) {
                anchor();
            }
            if (isAtRest()) {
                turned.signalAll();
            }
        } catch (Throwable thrown) {
            // Before the lock is let go: the ledger has taken what never became durable.
            lost = ended ? null : reason(thrown);
            throw thrown;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a block; while the journal's place cannot take it, nothing happens. The lock is kept meanwhile: the ledger
     * has taken what is not durable yet.
     */
    private void commit(Block block) throws InterruptedException {
        if (block.isEmpty()) {
            return;
        }
        long begin = System.nanoTime();
        while (true) {
            leases.requireHeld();
            try {
                block.write(journal);
                return;
            } catch (DrException failure) {
                if (!mayPass(failure)
                        || System.nanoTime() - begin > environment.patience().toNanos()) {
                    throw failure;
                }
                LOG.warn("the journal takes nothing now, so the run stands still: {}", failure.getMessage());
                if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw failure;
                }
            }
        }
    }

    /** A full disk is emptied, and a network comes back. */
    private static boolean mayPass(DrException failure) {
        return failure.effect() == Effect.NONE
                && switch (failure.code()) {
                    case QUOTA, UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED, PERMISSION_DENIED, UNAUTHENTICATED -> true;
                    default -> false;
                };
    }

    /** An anchor that cannot be set makes the next audit weaker, and nothing else. */
    private void anchor() {
        try {
            journal.anchor();
        } catch (DrException e) {
            LOG.warn("the journal's head could not be anchored: {}", e.getMessage());
        }
    }

    private DrException reason(Throwable thrown) {
        return thrown instanceof DrException known
                ? known
                : DrException.create(
                        ErrorCode.INTERNAL,
                        "run " + ledger.runId(),
                        "its thread ended by " + environment.redactor().apply(String.valueOf(thrown)),
                        failure -> failure.hint("Resume the run."));
    }

    private void lose(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        String masked = environment.redactor().apply(trace.toString());
        if (ended) {
            LOG.error("run {} has ended, and then its thread failed: {}", ledger.runId(), masked);
            return;
        }
        LOG.error("run {} is lost to this process: {}", ledger.runId(), masked);
        DrException reason = reason(thrown);
        lock.lock();
        try {
            lost = reason;
        } finally {
            lock.unlock();
        }
        announcer.lost(reason.problem());
    }

    private void end() {
        if (!ended) {
            workers.interrupt();
        }
        lock.lock();
        try {
            over = true;
            turned.signalAll();
        } finally {
            lock.unlock();
        }
        dropTasks();
        if (ended) {
            anchor();
            logic.keepDurations();
            announceEnd();
        }
        if (workers.awaitEnd()) {
            removeFiles();
            leases.release();
        } else {
            leases.letExpire();
        }
        logic.close();
        listeners.close();
    }

    /** Once before anybody hears of the end, and once more for what a step in flight still left. */
    private void removeFiles() {
        if (ended && leavesFiles) {
            RunFiles.removeAfter(journal);
        }
    }

    private void announceEnd() {
        try {
            Report report = RunReport.of(journal, environment);
            keep(report);
            announcer.finished(report);
        } catch (RuntimeException unreadable) {
            LOG.warn("what the run achieved cannot be told: {}", unreadable.getMessage());
            announcer.finished();
        }
    }

    /** Keeps what the run achieved for later reports; a history that cannot be written is no reason to fail. */
    private void keep(Report report) {
        try {
            environment.past().ifPresent(past -> past.record(ledger, report));
        } catch (DrException e) {
            LOG.warn("what the run achieved could not be kept for later reports: {}", e.getMessage());
        }
    }

    private void dropTasks() {
        DrException why = lost().orElseGet(() -> DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "control run " + ledger.runId(),
                isClosing() ? "this process has stopped working on it" : "it has ended",
                failure -> failure.hint("Look at the run's status.")));
        List<Task> dropped = new ArrayList<>();
        read(() -> dropped.addAll(inTurn));
        tasks.drainTo(dropped);
        dropped.forEach(task -> task.drop(why));
    }
}
