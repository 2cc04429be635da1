package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.internal.verify.PinnedSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the catalogs say about the tables of a baseline. */
final class BaselineCatalog {

    private static final String APPLICATION =
            "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'";

    /** Partitioned tables hold no rows themselves: their leaves do. */
    private static final String TABLES = "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relpages,"
            + " quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name"
            + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind IN ('r', 'm') AND " + APPLICATION + " ORDER BY c.relpages DESC, c.oid";

    private static final String COLUMNS = "SELECT quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)"
            + " || CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || quote_ident(o.collname) ELSE '' END"
            + " || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END"
            + " || CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END"
            + " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
            + " LEFT JOIN pg_collation o ON o.oid = a.attcollation"
            + " WHERE a.attrelid = %d AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

    private static final String SEQUENCES = "SELECT n.nspname, c.relname, s.seqincrement, s.seqcycle,"
            + " quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, pg_sequence_last_value(c.oid) AS last"
            + " FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relpersistence = 'p' AND " + APPLICATION + " ORDER BY name";

    private static final String NOT_COVERED =
            "SELECT (SELECT count(*) FROM pg_class WHERE relkind = 'f') AS foreign_tables,"
                    + " (SELECT count(*) FROM pg_largeobject_metadata) AS large_objects,"
                    + " (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + "   WHERE c.relkind = 'r' AND c.relpersistence = 'u' AND n.nspname NOT LIKE 'pg\\_%') AS unlogged";

    private BaselineCatalog() {}

    /**
     * A table to be read.
     *
     * @param sql its name as an SQL identifier
     * @param name its name for people, quoted where SQL needs it
     */
    record Table(long oid, String sql, String name, TableFacts.Kind kind) {
        boolean isReadable() {
            return kind != TableFacts.Kind.UNLOGGED_TABLE;
        }
    }

    static List<Table> tables(Connection connection, BaselineOptions options) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                String schema = rows.getString("nspname");
                String relation = rows.getString("relname");
                boolean view = rows.getString("relkind").equals("m");
                if (options.covers(schema, relation) && (!view || options.materializedViews())) {
                    TableFacts.Kind kind = view
                            ? TableFacts.Kind.MATERIALIZED_VIEW
                            : rows.getString("relpersistence").equals("u")
                                    ? TableFacts.Kind.UNLOGGED_TABLE
                                    : TableFacts.Kind.TABLE;
                    String sql = PinnedSession.quoted(schema, relation);
                    tables.add(new Table(rows.getLong("oid"), sql, rows.getString("name"), kind));
                }
            }
        }
        return tables;
    }

    static List<String> columns(Connection connection, Table table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COLUMNS.replace("%d", Long.toString(table.oid())))) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
    }

    static List<SequenceFacts> sequences(Connection connection, BaselineOptions options) throws SQLException {
        List<SequenceFacts> sequences = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SEQUENCES)) {
            while (rows.next()) {
                if (options.covers(rows.getString("nspname"), rows.getString("relname"))) {
                    long last = rows.getLong("last");
                    sequences.add(new SequenceFacts(
                            rows.getString("name"),
                            rows.getLong("seqincrement"),
                            rows.getBoolean("seqcycle"),
                            rows.wasNull() ? null : last));
                }
            }
        }
        return sequences;
    }

    static List<String> notCovered(Connection connection) throws SQLException {
        List<String> notCovered = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NOT_COVERED)) {
            row.next();
            add(notCovered, row.getLong("foreign_tables"), "foreign tables");
            add(notCovered, row.getLong("large_objects"), "large objects");
            add(notCovered, row.getLong("unlogged"), "unlogged tables (definition only)");
        }
        return notCovered;
    }

    private static void add(List<String> notCovered, long count, String what) {
        if (count > 0) {
            notCovered.add(count + " " + what);
        }
    }
}
