package com.datafly.signal.dr.selfmanaged.verify;

import com.datafly.signal.dr.selfmanaged.server.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Writes the same number into the tables {@code pairs} and {@code twins}, one transaction after the other. */
final class PairWriter implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final DataSource database;
    private final AtomicLong acknowledged = new AtomicLong();
    private final CompletableFuture<Void> running;
    private volatile boolean closing;

    private PairWriter(DataSource database) {
        this.database = database;
        this.running = CompletableFuture.runAsync(this::write, task -> new Thread(task, "pair-writer").start());
    }

    /** Starts one and waits until it writes. */
    static PairWriter start(DataSource database) {
        PairWriter writer = new PairWriter(database);
        Waiting.until(LIMIT, () -> writer.acknowledged() > 0 || writer.running.isDone());
        return writer;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() {
        closing = true;
        running.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
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
