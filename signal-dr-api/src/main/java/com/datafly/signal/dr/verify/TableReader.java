package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.internal.verify.PinnedSession;
import com.datafly.signal.dr.internal.verify.Workers;
import com.datafly.signal.dr.verify.BaselineCatalog.Table;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Counts and fingerprints tables, with several connections that share one snapshot. */
final class TableReader {

    /**
     * The sum of the rows' hashes does not depend on their order, and a row that occurs twice counts twice. Two sums
     * with different seeds make 128 bits.
     */
    private static final String FINGERPRINT = "SELECT count(*),"
            + " coalesce(sum(hashtextextended(signal_dr_text COLLATE \"C\", 1)::numeric), 0)::text,"
            + " coalesce(sum(hashtextextended(signal_dr_text COLLATE \"C\", 7046029254386353131)::numeric), 0)::text"
            + " FROM (SELECT (signal_dr_row.*)::text AS signal_dr_text FROM %s AS signal_dr_row) AS signal_dr_rows";

    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);

    private final DataSource database;
    private final BaselineOptions options;
    private final Consumer<String> progress;
    private final Supplier<Duration> remaining;

    TableReader(DataSource database, BaselineOptions options, Consumer<String> progress, Supplier<Duration> remaining) {
        this.database = database;
        this.options = options;
        this.progress = progress;
        this.remaining = remaining;
    }

    List<TableFacts> read(Connection holder, String snapshot, List<Table> tables) throws SQLException {
        ConcurrentLinkedQueue<TableFacts> facts = new ConcurrentLinkedQueue<>();
        Workers.forEach(tables, options.parallelism(), new Sessions(holder, snapshot), (connection, table) -> {
            TableFacts read = read(connection, table);
            facts.add(read);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%d of %d tables: %s, %d rows",
                    facts.size(),
                    tables.size(),
                    read.name(),
                    read.rows()));
        });
        List<TableFacts> sorted = new ArrayList<>(facts);
        sorted.sort(Comparator.comparing(TableFacts::name));
        return sorted;
    }

    private TableFacts read(Connection connection, Table table) throws SQLException {
        PinnedSession.limit(connection, remaining.get());
        List<String> columns = BaselineCatalog.columns(connection, table);
        if (!table.isReadable()) {
            return new TableFacts(table.name(), table.kind(), columns, 0, "");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FINGERPRINT.replace("%s", from(table)))) {
            row.next();
            String fingerprint = hex(row.getString(2)) + hex(row.getString(3));
            return new TableFacts(table.name(), table.kind(), columns, row.getLong(1), fingerprint);
        }
    }

    /** {@code ONLY} keeps a table's rows apart from those of tables that inherit from it. */
    private static String from(Table table) {
        return table.kind() == TableFacts.Kind.MATERIALIZED_VIEW ? table.sql() : "ONLY " + table.sql();
    }

    private static String hex(String sum) {
        String digits = new BigInteger(sum).mod(MODULUS).toString(16);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /** The first worker uses the holder's own connection, so that two connections are enough for everything. */
    private final class Sessions implements Workers.Connections {

        private final Connection holder;
        private final String snapshot;
        private final AtomicBoolean holderTaken = new AtomicBoolean();

        private Sessions(Connection holder, String snapshot) {
            this.holder = holder;
            this.snapshot = snapshot;
        }

        @Override
        public Connection open() throws SQLException {
            if (holderTaken.compareAndSet(false, true)) {
                return holder;
            }
            Connection connection = database.getConnection();
            try {
                PinnedSession.beginRepeatableRead(connection, remaining.get());
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET TRANSACTION SNAPSHOT" + PinnedSession.literal(snapshot));
                }
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // it is this very connection that stays open
        public void release(Connection connection) throws SQLException {
            if (connection != holder) {
                PinnedSession.end(connection);
                connection.close();
            }
        }
    }
}
