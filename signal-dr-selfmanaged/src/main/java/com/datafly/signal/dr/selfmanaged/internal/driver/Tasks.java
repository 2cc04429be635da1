package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.operation.ProgressListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The work that this process does itself, where a cloud's own machines would: a thread for each key.
 *
 * <p>Like a cloud's, it goes on when the driver that started it is closed, and ends with the process. What it leaves
 * behind, a new process finds in the repository or beside the restored data; here is only what is under way, and why
 * what ended here failed.
 */
final class Tasks {

    private static final int REMEMBERED = 1000;
    private static final Map<OperationKey, Task> TASKS = new LinkedHashMap<>();

    private Tasks() {}

    /** Work that returns the id of its result. */
    interface Body {
        String run(ProgressListener progress);
    }

    /** Starts the work, unless work of that key is under way. */
    static void start(OperationKey key, String name, Body body) {
        synchronized (TASKS) {
            Task existing = TASKS.get(key);
            if (existing != null && existing.thread.isAlive()) {
                return;
            }
            TASKS.values().removeIf(task -> TASKS.size() > REMEMBERED && !task.thread.isAlive());
            Task task = new Task(name, body);
            TASKS.put(key, task);
            task.thread.start();
        }
    }

    /** Returns what became of the work of that key, if it was this process's. */
    static Optional<OperationStatus> find(OperationKey key) {
        synchronized (TASKS) {
            return Optional.ofNullable(TASKS.get(key)).map(task -> task.status);
        }
    }

    /** Tells whether this process does the work of that key at this moment. */
    static boolean isRunning(OperationKey key) {
        return find(key)
                .filter(status -> status.state() == OperationState.RUNNING)
                .isPresent();
    }

    private static final class Task {
        private final Thread thread;
        private volatile OperationStatus status;

        Task(String name, Body body) {
            this.status = OperationStatus.running(Progress.of("start", 0, "bytes"));
            this.thread = new Thread(() -> run(name, body), "signal-dr " + name);
            this.thread.setDaemon(true);
        }

        private void run(String name, Body body) {
            try {
                status = OperationStatus.succeeded(body.run(progress -> status = OperationStatus.running(progress)));
            } catch (DrException e) {
                status = OperationStatus.failed(e);
            } catch (RuntimeException | Error e) {
                status = OperationStatus.failed(DrException.create(
                        ErrorCode.INTERNAL,
                        name,
                        "an unexpected failure: " + e,
                        failure -> failure.effect(Effect.UNKNOWN)
                                .hint(
                                        "Please report it with the stack trace; look at what is there before a repetition.")
                                .cause(e)));
                if (e instanceof Error error) {
                    throw error;
                }
            }
        }
    }
}
