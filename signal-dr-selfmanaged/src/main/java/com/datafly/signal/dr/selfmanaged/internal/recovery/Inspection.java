package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks a recovered server about itself. */
final class Inspection {

    /** Present in every cluster, and nobody's working database. */
    private static final String DATABASE = "template1";

    private static final String COLLATIONS = "select c.collname, c.collversion, pg_collation_actual_version(c.oid)"
            + " from pg_collation c where c.collversion is distinct from pg_collation_actual_version(c.oid)"
            + " and c.collversion is not null order by 1";

    private final PostgresServer server;
    private final String operation;

    Inspection(PostgresServer server, String operation) {
        this.server = server;
        this.operation = operation;
    }

    /**
     * Returns the values of all settings that the superuser sees, as {@code SHOW} prints them.
     *
     * @throws DrException with {@code UNAUTHENTICATED} or {@code NOT_FOUND} if the superuser has another name
     */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        query(
                DATABASE,
                "select name, current_setting(name) from pg_settings order by 1",
                row -> settings.put(row.getString(1), Objects.requireNonNullElse(row.getString(2), "")));
        return settings;
    }

    /**
     * Asserts that the copy is apart from its source.
     *
     * @throws DrException with {@code INTERNAL} if it is not
     */
    void requireIsolation(Map<String, String> settings, int majorVersion) {
        Fence.settings(majorVersion).forEach((name, value) -> {
            // PostgreSQL shows the archive command as "(disabled)" while archive_mode is off.
            if (!name.equals("archive_command") && !value.equals(settings.get(name))) {
                throw DrException.of(
                        ErrorCode.INTERNAL,
                        operation,
                        name + " is " + settings.get(name) + " in the copy, not " + value);
            }
        });
        List<String> slots = new ArrayList<>();
        query(DATABASE, "select slot_name from pg_replication_slots", row -> slots.add(row.getString(1)));
        if (!slots.isEmpty()) {
            throw DrException.of(ErrorCode.INTERNAL, operation, "the copy has replication slots: " + slots);
        }
    }

    /** Returns the databases and collations that were built under another version of their collation library. */
    List<String> collationWarnings() {
        List<String> warnings = new ArrayList<>();
        Map<String, Boolean> databases = new LinkedHashMap<>();
        String query = "select datname, datallowconn, datcollversion, pg_database_collation_actual_version(oid),"
                + " datcollversion is distinct from pg_database_collation_actual_version(oid)"
                + " and datcollversion is not null from pg_database order by 1";
        query(DATABASE, query, row -> {
            databases.put(row.getString(1), row.getBoolean(2));
            if (row.getBoolean(5)) {
                warnings.add(warning("database " + row.getString(1), row.getString(3), row.getString(4)));
            }
        });
        databases.forEach((database, connectable) -> {
            if (connectable) {
                addCollations(database, warnings);
            }
        });
        return warnings;
    }

    private void addCollations(String database, List<String> warnings) {
        try {
            query(
                    database,
                    COLLATIONS,
                    row -> warnings.add(warning(
                            "collation " + row.getString(1) + " in database " + database,
                            row.getString(2),
                            row.getString(3))));
        } catch (DrException e) {
            warnings.add("database " + database + " cannot be entered: " + e.getMessage());
        }
    }

    private static String warning(String what, String recorded, String actual) {
        return what + " was built under collation version " + recorded + ", this machine has " + actual
                + ": rebuild the indexes that depend on it before relying on them";
    }

    /** Takes one row. */
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String database, String sql, RowReader reader) {
        PostgresEndpoint endpoint = server.endpoint(database);
        try (Connection connection = endpoint.connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        } catch (SQLException e) {
            throw PostgresErrors.onRead(operation, e);
        }
    }
}
