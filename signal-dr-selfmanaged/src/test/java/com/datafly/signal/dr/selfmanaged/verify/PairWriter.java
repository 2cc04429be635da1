package com.datafly.signal.dr.selfmanaged.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Writes the same number into the tables {@code pairs} and {@code twins}, one transaction after the other. */
final class PairWriter implements AutoCloseable {

    private final DataSource database;
    private final AtomicLong acknowledged = new AtomicLong();
    private final CompletableFuture<Void> running;
    private volatile boolean closing;

    private PairWriter(DataSource database) {
        this.database = database;
        this.running = CompletableFuture.runAsync(this::write);
    }

    static PairWriter start(DataSource database) {
        return new PairWriter(database);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() {
        closing = true;
        running.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void write() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            while (!closing) {
                statement.execute("WITH n AS (INSERT INTO pairs DEFAULT VALUES RETURNING n)"
                        + " INSERT INTO twins SELECT n FROM n");
                acknowledged.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
