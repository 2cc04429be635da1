package com.datafly.signal.dr.internal.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions whose settings do not depend on the role, the database or the server's configuration, so that the same
 * value has the same text everywhere. Settings are local to the transaction: a pooled connection goes back unchanged.
 */
public final class PinnedSession {

    private static final List<String> SETTINGS = List.of(
            "search_path = pg_catalog",
            "datestyle = 'ISO, YMD'",
            "timezone = 'UTC'",
            "intervalstyle = 'postgres'",
            "extra_float_digits = 1",
            "bytea_output = 'hex'",
            "lc_monetary = 'C'",
            "xmlbinary = 'base64'",
            "row_security = off",
            "jit = off",
            "idle_in_transaction_session_timeout = 0");

    private static final Logger LOG = LoggerFactory.getLogger(PinnedSession.class);

    private PinnedSession() {}

    /** Begins a transaction in which every statement sees the same snapshot; none is taken yet. */
    public static void beginRepeatableRead(Connection connection, Duration statementLimit) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }
        pin(connection, statementLimit);
    }

    /** Begins a transaction in which every statement sees what is committed by then. */
    public static void beginReadCommitted(Connection connection, Duration statementLimit) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY");
        }
        pin(connection, statementLimit);
    }

    /** Limits every later statement of the transaction. */
    public static void limit(Connection connection, Duration statementLimit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = " + millis(statementLimit));
        }
    }

    /** Returns a duration as PostgreSQL takes it: at least one millisecond, because zero would mean no limit. */
    public static long millis(Duration limit) {
        return Math.min(Math.max(1, limit.toMillis()), Integer.MAX_VALUE);
    }

    /**
     * Ends the transaction and restores auto-commit; for use in {@code finally}, so a dead connection is no failure.
     */
    public static void end(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debug("connection is gone", e);
        }
    }

    /** Returns {@code name} as an SQL identifier. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns {@code schema.name} as an SQL identifier. */
    public static String quoted(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    /** Returns {@code text} as an SQL literal, whatever {@code standard_conforming_strings} says. */
    public static String literal(String text) {
        return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static void pin(Connection connection, Duration statementLimit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute("SET LOCAL " + setting);
            }
        }
        limit(connection, statementLimit);
    }
}
