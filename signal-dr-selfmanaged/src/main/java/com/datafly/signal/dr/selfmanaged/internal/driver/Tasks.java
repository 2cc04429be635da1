package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The work that this process does itself, where a cloud's own machines would: a thread for each key.
 *
 * <p>What a task leaves behind, a new process finds in the repository or beside the restored data; here is only what is
 * under way, and why what ended here failed.
 */
final class Tasks implements AutoCloseable {

    private final Map<OperationKey, Task> tasks = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Work that returns the id of its result, and stops soon after its thread was interrupted. */
    interface Body {
        String run(ProgressListener progress);
    }

    /** Starts the work, unless work of that key is under way. */
    void start(OperationKey key, String name, Body body) {
        if (closed) {
            throw DrException.of(ErrorCode.CANCELLED, name, "the database was closed");
        }
        tasks.compute(key, (same, existing) -> {
            if (existing != null && existing.isRunning()) {
                return existing;
            }
            Task task = new Task(name, body);
            task.thread.start();
            return task;
        });
    }

    /** Returns what became of the work of that key, if it was this process's. */
    Optional<OperationStatus> find(OperationKey key) {
        return Optional.ofNullable(tasks.get(key)).map(task -> task.status);
    }

    /** Interrupts all work and waits for it to end. */
    @Override
    public void close() {
        closed = true;
        tasks.values().forEach(task -> task.thread.interrupt());
        boolean interrupted = false;
        for (Task task : tasks.values()) {
            while (task.thread.isAlive()) {
                try {
                    task.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Task {
        private final Thread thread;
        private volatile OperationStatus status;

        Task(String name, Body body) {
            this.status = OperationStatus.running(Progress.of("start", 0, "bytes"));
            this.thread = new Thread(() -> run(name, body), "signal-dr " + name);
            this.thread.setDaemon(true);
        }

        boolean isRunning() {
            return thread.isAlive();
        }

        private void run(String name, Body body) {
            try {
                status = OperationStatus.succeeded(
                        body.run(progress -> status = OperationStatus.running(progress)));
            } catch (DrException e) {
                status = OperationStatus.failed(e);
            } catch (RuntimeException | Error e) {
                status = OperationStatus.failed(DrException.create(
                        ErrorCode.INTERNAL,
                        name,
                        "an unexpected failure: " + e,
                        failure -> failure.effect(Effect.UNKNOWN).cause(e)));
                if (e instanceof Error error) {
                    throw error;
                }
            }
        }
    }
}
