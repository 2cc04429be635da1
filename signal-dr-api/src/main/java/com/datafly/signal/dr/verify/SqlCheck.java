package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.internal.verify.PinnedSession;
import com.datafly.signal.dr.internal.verify.SqlErrors;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A query of the application, run in a read-only transaction. */
final class SqlCheck implements Check {

    private final String name;
    private final String query;
    private final @Nullable Object expected;

    /**
     * Creates a check.
     *
     * @param expected the one value that the query must return, or null if it must return no row
     */
    SqlCheck(String name, String query, @Nullable Object expected) {
        this.name = name;
        this.query = query;
        this.expected = expected;
    }

    @Override
    public String name() {
        return name;
    }

    /** That nothing was found proves nothing about the data: an empty database would pass too. */
    @Override
    public boolean provesData() {
        return expected != null;
    }

    @Override
    public CheckResult run(CheckContext context) throws SQLException {
        try (Connection connection = context.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION READ ONLY");
                statement.execute("SET LOCAL statement_timeout = " + PinnedSession.millis(context.remaining()));
                try (ResultSet rows = statement.executeQuery(query)) {
                    return expected == null ? noRows(rows) : oneValue(rows, expected);
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            if (SqlErrors.isForbidden(e) || SqlErrors.isCancelled(e)) {
                return CheckResult.of(name, Verdict.UNPROVEN, SqlErrors.message(e));
            }
            throw e;
        }
    }

    private CheckResult oneValue(ResultSet rows, Object wanted) throws SQLException {
        if (rows.getMetaData().getColumnCount() != 1 || !rows.next()) {
            return CheckResult.of(name, Verdict.FAILED, "the query must return one row of one column");
        }
        boolean equal = equal(rows, wanted);
        String actual = String.valueOf(rows.getString(1));
        if (rows.next()) {
            return CheckResult.of(name, Verdict.FAILED, "the query returned more than one row");
        }
        return CheckResult.create(
                name,
                equal ? Verdict.PASSED : Verdict.FAILED,
                equal ? "is " + actual : "is " + actual + ", must be " + wanted,
                result -> result.detail("query", query));
    }

    private static boolean equal(ResultSet row, Object wanted) throws SQLException {
        if (row.getString(1) == null) {
            return false;
        }
        if (wanted instanceof Boolean flag) {
            return row.getBoolean(1) == flag;
        }
        if (wanted instanceof Number) {
            BigDecimal actual = row.getBigDecimal(1);
            return actual != null && actual.compareTo(new BigDecimal(wanted.toString())) == 0;
        }
        return row.getString(1).equals(wanted.toString());
    }

    private CheckResult noRows(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return CheckResult.create(
                    name,
                    Verdict.PASSED,
                    "nothing found, as it must be",
                    result -> result.provesData(false).detail("query", query));
        }
        ResultSetMetaData columns = rows.getMetaData();
        StringJoiner first = new StringJoiner(", ");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            first.add(columns.getColumnLabel(i) + " = " + rows.getString(i));
        }
        return CheckResult.create(
                name, Verdict.FAILED, "found a row: " + first, result -> result.detail("query", query));
    }
}
