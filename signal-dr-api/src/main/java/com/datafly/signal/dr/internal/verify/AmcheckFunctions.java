package com.datafly.signal.dr.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The functions that the installed version of amcheck offers on this server.
 *
 * @param schema the extension's schema, quoted
 * @param recovering whether the server is in recovery, where only the weaker index check can lock
 * @param checkUnique whether B-tree checks can look at uniqueness too (amcheck 1.4)
 * @param gin whether there is a check for GIN indexes (amcheck 1.5)
 * @param serverVersion {@code server_version_num}
 */
public record AmcheckFunctions(String schema, boolean recovering, boolean checkUnique, boolean gin, int serverVersion) {

    private static final String PROBE = """
            SELECT pg_catalog.quote_ident(n.nspname) AS schema, pg_catalog.pg_is_in_recovery() AS recovering,
                   pg_catalog.current_setting('server_version_num')::int AS version,
                   EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid
                            AND p.proname = 'verify_heapam') AS heap,
                   EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid
                            AND p.proname = 'bt_index_parent_check' AND p.pronargs = 4) AS check_unique,
                   EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid
                            AND p.proname = 'gin_index_check') AS gin
              FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
             WHERE e.extname = 'amcheck'
            """;

    /**
     * Looks the functions up.
     *
     * @return the functions, or null if the installed version cannot examine tables
     */
    static @Nullable AmcheckFunctions find(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PROBE)) {
            if (!row.next() || !row.getBoolean("heap")) {
                return null;
            }
            return new AmcheckFunctions(
                    row.getString("schema"),
                    row.getBoolean("recovering"),
                    row.getBoolean("check_unique"),
                    row.getBoolean("gin"),
                    row.getInt("version"));
        }
    }

    boolean coversIndexMethod(String method) {
        return method.equals("btree") || (method.equals("gin") && gin);
    }

    /** Sequences can be examined as heaps from PostgreSQL 16 on. */
    boolean coversSequences() {
        return serverVersion >= 160000;
    }

    String call(AmcheckRelation relation) {
        String target = relation.oid() + "::pg_catalog.oid";
        return switch (relation.kind()) {
            case HEAP ->
                "SELECT blkno, offnum, attnum, msg FROM " + schema + ".verify_heapam(" + target
                        + ", check_toast => true) LIMIT 1000";
            case GIN -> "SELECT " + schema + ".gin_index_check(" + target + ")";
            case BTREE ->
                "SELECT " + schema + (recovering ? ".bt_index_check(" : ".bt_index_parent_check(") + target
                        + ", heapallindexed => true" + (recovering ? "" : ", rootdescend => true")
                        + (checkUnique ? ", checkunique => " + relation.unique() : "") + ")";
        };
    }
}
