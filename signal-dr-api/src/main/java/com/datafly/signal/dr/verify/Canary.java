package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.verify.SqlErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Rows written at a steady pace into a small table of their own, {@code signal_dr.canary}. The newest one that a
 * recovered database holds tells how much was lost; one that is missing before it tells of a hole.
 *
 * @since 0.1
 */
public final class Canary {

    static final String SCHEMA = "signal_dr";
    static final String TABLE = "signal_dr.canary";

    private static final List<String> DEFINITION = List.of(
            "CREATE SCHEMA IF NOT EXISTS signal_dr",
            "CREATE TABLE IF NOT EXISTS signal_dr.canary (series text NOT NULL, seq bigint NOT NULL,"
                    + " written_at timestamptz NOT NULL DEFAULT clock_timestamp(), nonce text NOT NULL,"
                    + " PRIMARY KEY (series, seq))");

    private Canary() {}

    /**
     * Creates the schema and the table where they are absent. Repetition does no harm.
     *
     * @throws DrException with {@code PERMISSION_DENIED} if the role may not create a schema, {@code UNAVAILABLE} if
     *     the connection breaks
     */
    public static void install(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (!isInstalled(statement)) {
                for (String sql : DEFINITION) {
                    statement.execute(sql);
                }
            }
        } catch (SQLException e) {
            throw SqlErrors.onRead("install the canary table " + TABLE, e);
        }
    }

    /**
     * Installs the table and starts to write.
     *
     * @throws DrException as {@link #install}
     */
    public static CanaryWriter startWriter(DataSource database, Consumer<CanaryWriter.Builder> more) {
        install(database);
        return CanaryWriter.start(database, more);
    }

    /**
     * Reads what a database holds. A database without the table holds none.
     *
     * @throws DrException with {@code PERMISSION_DENIED} if the role may not read the table, {@code UNAVAILABLE} if the
     *     connection breaks
     */
    public static CanaryReading read(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            List<CanaryRow> rows = new ArrayList<>();
            if (isInstalled(statement)) {
                try (ResultSet row = statement.executeQuery("SELECT series, seq, written_at, nonce FROM " + TABLE)) {
                    while (row.next()) {
                        rows.add(CanaryRow.of(
                                row.getString(1),
                                row.getLong(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getString(4)));
                    }
                }
            }
            return CanaryReading.of(rows);
        } catch (SQLException e) {
            throw SqlErrors.onRead("read the canary table " + TABLE, e);
        }
    }

    private static boolean isInstalled(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_catalog.to_regclass('" + TABLE + "') IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
