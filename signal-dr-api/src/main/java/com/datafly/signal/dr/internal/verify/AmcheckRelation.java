package com.datafly.signal.dr.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A relation to be examined.
 *
 * @param oid its object id
 * @param name schema and name
 * @param kind what it is
 * @param system whether it belongs to the catalogs rather than to the application
 * @param unique whether it is a unique index
 */
public record AmcheckRelation(long oid, String name, Kind kind, boolean system, boolean unique) {

    /** What a relation is. */
    public enum Kind {
        /** A table, materialised view, TOAST table or sequence. */
        HEAP,
        /** A B-tree index. */
        BTREE,
        /** A GIN index. */
        GIN
    }

    /**
     * Largest first, so that the last worker does not end alone with the largest. Indexes that are not valid are left
     * out: the server does not use them. So are temporary relations, which belong to other sessions.
     */
    private static final String LIST = """
            SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind, a.amname,
                   n.nspname IN ('pg_catalog', 'information_schema')
                       OR (n.nspname = 'pg_toast' AND c.oid < 16384) AS system,
                   coalesce(i.indisunique, false) AS is_unique
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
              LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
             WHERE c.relpersistence <> 't'
               AND (c.relkind IN ('r', 'm', 't') AND a.amname = 'heap'
                    OR c.relkind = 'S'
                    OR c.relkind = 'i' AND i.indisvalid AND i.indisready AND i.indislive)
             ORDER BY c.relpages DESC, c.oid
            """;

    static List<AmcheckRelation> list(Connection connection, AmcheckFunctions functions) throws SQLException {
        List<AmcheckRelation> relations = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LIST)) {
            while (rows.next()) {
                String relkind = rows.getString("relkind");
                if ((relkind.equals("i") && !functions.coversIndexMethod(rows.getString("amname")))
                        || (relkind.equals("S") && !functions.coversSequences())) {
                    continue;
                }
                Kind kind = relkind.equals("i") ? indexKind(rows.getString("amname")) : Kind.HEAP;
                relations.add(new AmcheckRelation(
                        rows.getLong("oid"),
                        rows.getString("name"),
                        kind,
                        rows.getBoolean("system"),
                        rows.getBoolean("is_unique")));
            }
        }
        return relations;
    }

    private static Kind indexKind(String method) {
        return method.equals("gin") ? Kind.GIN : Kind.BTREE;
    }
}
