package com.datafly.signal.dr.internal.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Works through a list with several connections at once. The first failure stops the others at their next item. */
public final class Workers {

    /**
     * What is done with one item.
     *
     * @param <T> the kind of item
     */
    @FunctionalInterface
    public interface Work<T> {
        /** Does the work for {@code item}. */
        void on(Connection connection, T item) throws SQLException;
    }

    /** Where a worker gets its connection, ready for use, and gives it back. */
    public interface Connections {
        /** Returns a prepared connection. */
        Connection open() throws SQLException;

        /** Takes a connection back. */
        void release(Connection connection) throws SQLException;
    }

    private Workers() {}

    /**
     * Runs {@code work} on every item, in the order of the list as workers become free.
     *
     * @throws SQLException a failure, after all workers have ended; a refused permission rather than what followed from
     *     it
     */
    public static <T> void forEach(Collection<T> items, int parallelism, Connections connections, Work<? super T> work)
            throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        Queue<T> queue = new ConcurrentLinkedQueue<>(items);
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(parallelism, items.size()),
                task -> daemon(task, "signal-dr-verify-" + number.incrementAndGet()));
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(parallelism, items.size()); i++) {
                running.add(threads.submit(() -> drain(queue, connections, work)));
            }
            awaitAll(running);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> @Nullable Void drain(Queue<T> queue, Connections connections, Work<? super T> work)
            throws SQLException {
        Connection connection = connections.open();
        try {
            for (T item = queue.poll(); item != null && !Thread.interrupted(); item = queue.poll()) {
                work.on(connection, item);
            }
        } catch (SQLException | RuntimeException e) {
            queue.clear();
            throw e;
        } finally {
            connections.release(connection);
        }
        return null;
    }

    private static void awaitAll(List<Future<?>> running) throws SQLException {
        @Nullable Throwable failure = null;
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                failure = failure == null || isForbidden(e.getCause()) ? e.getCause() : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", "57014", e);
            }
        }
        if (failure instanceof SQLException sql) {
            throw sql;
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** A refusal in one transaction ends the snapshot that the others import, so theirs are only its consequence. */
    private static boolean isForbidden(@Nullable Throwable failure) {
        return failure instanceof SQLException sql && SqlErrors.isForbidden(sql);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
