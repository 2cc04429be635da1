package com.datafly.signal.dr.verify;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A canary writer's connection and its place in the series. Used by the writer's thread; {@link #abort} by any. */
final class CanarySession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CanarySession.class);

    /** Looked at in the statement itself, so that the answer belongs to the very commit that waits for the standby. */
    private static final String SYNCHRONOUS = "current_setting('synchronous_commit') IN ('on', 'remote_apply')"
            + " AND current_setting('synchronous_standby_names') <> ''"
            + " AND EXISTS (SELECT FROM pg_catalog.pg_stat_replication"
            + " WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum'))";

    private static final String INSERT = "INSERT INTO " + Canary.TABLE + " (series, seq, written_at, nonce)"
            + " VALUES (?, ?, clock_timestamp(), ?) ON CONFLICT (series, seq) DO NOTHING RETURNING written_at, "
            + SYNCHRONOUS;
    private static final String FIND =
            "SELECT written_at, nonce FROM " + Canary.TABLE + " WHERE series = ? AND seq = ?";
    private static final String PRUNE = "DELETE FROM " + Canary.TABLE + " WHERE series = ? AND seq <= ?"
            + " OR series <> ? AND written_at < clock_timestamp() - interval '7 days'";

    private final DataSource database;
    private final int kept;
    private final int timeoutMillis;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable Connection connection;
    private volatile boolean aborted;
    private String series = UUID.randomUUID().toString();
    private long acknowledged;
    private @Nullable Attempt pending;

    CanarySession(DataSource database, int kept, Duration timeout) {
        this.database = database;
        this.kept = kept;
        this.timeoutMillis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    }

    /** A row that was sent and may or may not be committed. */
    private record Attempt(long seq, String nonce, long begun) {}

    /** Writes the next row, or finds out what became of the last one. */
    CanaryRow write() throws SQLException {
        Connection current = connected();
        Attempt attempt = pending;
        if (attempt == null) {
            attempt = new Attempt(acknowledged + 1, nonce(), System.nanoTime());
            pending = attempt;
        }
        CanaryRow row = insert(current, attempt);
        acknowledged = attempt.seq;
        pending = null;
        if (acknowledged % 100 == 0) {
            prune(current);
        }
        return row;
    }

    /** Ends the connection from any thread; {@link #write} fails, now and later. */
    void abort() {
        aborted = true;
        disconnect();
    }

    void disconnect() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("connection is gone", e);
            }
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current != null) {
            return current;
        }
        current = database.getConnection();
        connection = current;
        if (aborted) {
            disconnect();
            throw new SQLException("the canary writer is closed", "57014");
        }
        current.setAutoCommit(true);
        current.setNetworkTimeout(Runnable::run, timeoutMillis);
        if (acknowledged > 0 && find(current, acknowledged) == null) {
            LOG.warn("the database has lost acknowledged canaries of series {}; a new series begins", series);
            series = UUID.randomUUID().toString();
            acknowledged = 0;
            pending = null;
        }
        return current;
    }

    private CanaryRow insert(Connection current, Attempt attempt) throws SQLException {
        try (PreparedStatement insert = current.prepareStatement(INSERT)) {
            insert.setString(1, series);
            insert.setLong(2, attempt.seq);
            insert.setString(3, attempt.nonce);
            try (ResultSet row = insert.executeQuery()) {
                if (row.next()) {
                    boolean synchronous = row.getBoolean(2) && insert.getWarnings() == null;
                    return row(attempt, instant(row), synchronous);
                }
            }
        }
        CanaryRow earlier = find(current, attempt.seq);
        if (earlier == null || !earlier.nonce().equals(attempt.nonce)) {
            throw new SQLException("somebody else writes to canary series " + series, "23505");
        }
        return row(attempt, earlier.writtenAt(), false);
    }

    private CanaryRow row(Attempt attempt, Instant writtenAt, boolean synchronous) {
        Duration roundTrip = Duration.ofNanos(System.nanoTime() - attempt.begun);
        return new CanaryRow(series, attempt.seq, writtenAt, attempt.nonce, roundTrip, synchronous);
    }

    private @Nullable CanaryRow find(Connection current, long seq) throws SQLException {
        try (PreparedStatement find = current.prepareStatement(FIND)) {
            find.setString(1, series);
            find.setLong(2, seq);
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? CanaryRow.of(series, seq, instant(row), row.getString(2)) : null;
            }
        }
    }

    private void prune(Connection current) {
        try (PreparedStatement prune = current.prepareStatement(PRUNE)) {
            prune.setString(1, series);
            prune.setLong(2, acknowledged - kept);
            prune.setString(3, series);
            prune.executeUpdate();
        } catch (SQLException e) {
            LOG.warn("old canaries could not be deleted", e);
        }
    }

    private String nonce() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject(1, OffsetDateTime.class).toInstant();
    }
}
