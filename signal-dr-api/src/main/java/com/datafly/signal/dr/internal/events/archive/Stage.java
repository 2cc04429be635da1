package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a pipeline: lanes, each of which does its work in order on a thread of its own. Whoever brings more than
 * a lane can hold waits. After the first failure nothing more is done, and everybody hears of it.
 */
final class Stage implements AutoCloseable {

    private final List<ExecutorService> lanes = new ArrayList<>();
    private final List<Semaphore> room = new ArrayList<>();
    private final int pending;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /**
     * Starts a stage.
     *
     * @param name the beginning of its threads' names
     * @param lanes how many threads there are
     * @param pending how much work may wait for each
     */
    Stage(String name, int lanes, int pending) {
        this.pending = pending;
        for (int lane = 0; lane < lanes; lane++) {
            String thread = name + "-" + lane;
            this.lanes.add(Executors.newSingleThreadExecutor(work -> {
                Thread worker = new Thread(work, thread);
                worker.setDaemon(true);
                return worker;
            }));
            room.add(new Semaphore(pending));
        }
    }

    /** Brings work for the lane that {@code of} always goes to, or throws the stage's first failure. */
    void submit(Object of, Runnable work) {
        int lane = Math.floorMod(of.hashCode(), lanes.size());
        requireSound();
        acquire(room.get(lane), 1);
        lanes.get(lane).execute(() -> {
            try {
                if (failure.get() == null) {
                    work.run();
                }
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } catch (Error e) {
                // What this lane dropped must not be taken for offsets without an event.
                failure.compareAndSet(null, broken(e));
                throw e;
            } finally {
                room.get(lane).release();
            }
        });
    }

    /** Waits until everything is done, or throws the stage's first failure. */
    void drain() {
        for (Semaphore lane : room) {
            acquire(lane, pending);
            lane.release(pending);
        }
        requireSound();
    }

    /** Drops what waits, and waits for what is being done: it does not touch the store afterwards. */
    @Override
    public void close() {
        failure.compareAndSet(null, cancelled());
        for (Semaphore lane : room) {
            lane.acquireUninterruptibly(pending);
        }
        lanes.forEach(ExecutorService::shutdown);
    }

    private void requireSound() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private static void acquire(Semaphore lane, int permits) {
        try {
            lane.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
    }

    private static DrException broken(Error cause) {
        return DrException.create(
                ErrorCode.INTERNAL, "archive events", String.valueOf(cause), failure -> failure.cause(cause));
    }

    private static DrException cancelled() {
        return DrException.of(ErrorCode.CANCELLED, "archive events", "the work was ended");
    }
}
