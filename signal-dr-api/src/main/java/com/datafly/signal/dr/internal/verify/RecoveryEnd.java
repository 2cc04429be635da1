package com.datafly.signal.dr.internal.verify;

import com.datafly.signal.dr.database.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's recovery ended. After its promotion a server goes on to write, so its position says little; the
 * history file of its timeline says at which position the timeline began.
 *
 * @param recovering whether the server is still in recovery
 * @param timeline the timeline it writes; 0 while it recovers
 * @param position the replayed or written position
 * @param switchPoint where its timeline began, or null if that cannot be told
 * @param problem why it cannot be told, or empty
 */
public record RecoveryEnd(
        boolean recovering,
        int timeline,
        Lsn position,
        @Nullable Lsn switchPoint,
        String problem) {

    private static final String STATE = """
            SELECT pg_is_in_recovery() AS recovering,
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS position,
                   CASE WHEN pg_is_in_recovery() THEN '00000000'
                        ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline
            """;

    /** Looks at a server. */
    public static RecoveryEnd read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            boolean recovering;
            Lsn position;
            int timeline;
            try (ResultSet row = statement.executeQuery(STATE)) {
                row.next();
                recovering = row.getBoolean("recovering");
                String text = row.getString("position");
                position = text == null ? Lsn.ZERO : Lsn.parse(text);
                timeline = Integer.parseUnsignedInt(row.getString("timeline"), 16);
            }
            if (recovering) {
                return new RecoveryEnd(true, 0, position, null, "the server is in recovery");
            }
            return withHistory(statement, position, timeline);
        }
    }

    /**
     * Returns a position in a form that can be compared. The end of a record and the beginning of the next have two
     * names where a page ends between them: before the page's header or behind it.
     */
    public static Lsn normalized(Lsn lsn) {
        long inPage = lsn.value() & 8191;
        return inPage == 24 || inPage == 40 ? lsn.plus(-inPage) : lsn;
    }

    private static RecoveryEnd withHistory(Statement statement, Lsn position, int timeline) {
        String file = String.format(Locale.ROOT, "pg_wal/%08X.history", timeline);
        try (ResultSet row = statement.executeQuery("SELECT pg_read_file('" + file + "', 0, 1048576, true)")) {
            String text = row.next() ? row.getString(1) : null;
            Lsn begin = text == null ? null : lastSwitch(text);
            String problem = begin == null ? "timeline " + timeline + " has no history, so no recovery ended here" : "";
            return new RecoveryEnd(false, timeline, position, begin, problem);
        } catch (SQLException e) {
            return new RecoveryEnd(false, timeline, position, null, SqlErrors.message(e));
        }
    }

    private static @Nullable Lsn lastSwitch(String history) {
        return history.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("\\s+", 3))
                .filter(fields -> fields.length >= 2)
                .map(fields -> Lsn.parse(fields[1]))
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
