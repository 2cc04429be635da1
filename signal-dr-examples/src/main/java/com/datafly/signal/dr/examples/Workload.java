package com.datafly.signal.dr.examples;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to Datafly's tables without a pause, as the product would, until it is closed or the database is gone. */
final class Workload implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workload.class);
    private static final long PAUSE_NANOS = 2_000_000;
    private static final int SEED = 20250115;

    private final DataSource database;
    private final AtomicLong commits = new AtomicLong();
    private final Thread thread;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean closed;

    private Workload(DataSource database) {
        this.database = database;
        this.thread = new Thread(this::run, "datafly-workload");
    }

    static Workload start(DataSource database) {
        Workload workload = new Workload(database);
        workload.thread.start();
        return workload;
    }

    /** Returns how many transactions the database has acknowledged. */
    long commits() {
        return commits.get();
    }

    /** What is done while the workload waits. */
    interface Deed<T> {
        T run() throws SQLException;
    }

    /** Does something between two transactions of the workload. */
    <T> T whilePaused(Deed<T> deed) throws SQLException {
        turn.lock();
        try {
            return deed.run();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        SplittableRandom random = new SplittableRandom(SEED);
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE pipelines SET version = version + 1, definition = jsonb_set(definition, '{step}', to_jsonb(?))"
                                + " WHERE id = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO audit_log (organisation_id, actor, action, detail, at)"
                                + " VALUES (?, 'workload', 'update', jsonb_build_object('pipeline', ?), clock_timestamp())")) {
            connection.setAutoCommit(false);
            while (!closed) {
                whilePaused(() -> write(connection, update, insert, random));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            LOG.debug("the workload ended with its database", e);
        }
    }

    private long write(
            Connection connection, PreparedStatement update, PreparedStatement insert, SplittableRandom random)
            throws SQLException {
        long pipeline = random.nextLong(1, 20_001);
        update.setLong(1, random.nextLong(1_000_000));
        update.setLong(2, pipeline);
        update.executeUpdate();
        insert.setLong(1, random.nextLong(1, 501));
        insert.setLong(2, pipeline);
        insert.executeUpdate();
        connection.commit();
        return commits.incrementAndGet();
    }
}
