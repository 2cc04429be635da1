package com.datafly.signal.dr.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Examines every relation of a database, catalogs included, with the functions of the contrib extension amcheck. */
public final class Amcheck {

    private static final int PARALLELISM = 2;

    private final DataSource database;
    private final Supplier<Duration> remaining;
    private final Consumer<String> progress;
    private final List<AmcheckFinding> findings = Collections.synchronizedList(new ArrayList<>());
    private final List<AmcheckFinding> unexamined = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger examined = new AtomicInteger();

    /**
     * Prepares an examination.
     *
     * @param remaining how much time is left
     * @param progress hears of every tenth relation
     */
    public Amcheck(DataSource database, Supplier<Duration> remaining, Consumer<String> progress) {
        this.database = database;
        this.remaining = remaining;
        this.progress = progress;
    }

    /** Examines, with at most two connections at a time. */
    public AmcheckOutcome examine(AmcheckFunctions functions) throws SQLException {
        List<AmcheckRelation> relations;
        Map<String, Integer> notCovered;
        try (Connection connection = database.getConnection()) {
            relations = AmcheckRelation.list(connection, functions);
            notCovered = notCovered(connection, functions);
        }
        boolean userData = relations.stream().anyMatch(r -> !r.system() && r.kind() == AmcheckRelation.Kind.HEAP);
        Workers.forEach(relations, PARALLELISM, new Sessions(), (connection, relation) -> {
            examine(connection, relation, functions.call(relation));
            int count = examined.incrementAndGet();
            if (count % 10 == 0 || count == relations.size()) {
                progress.accept(count + " of " + relations.size() + " relations examined");
            }
        });
        return new AmcheckOutcome(relations, List.copyOf(findings), List.copyOf(unexamined), notCovered, userData);
    }

    private void examine(Connection connection, AmcheckRelation relation, String call) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + PinnedSession.millis(remaining.get()));
            try (ResultSet rows = statement.executeQuery(call)) {
                while (relation.kind() == AmcheckRelation.Kind.HEAP && rows.next()) {
                    findings.add(new AmcheckFinding(relation.name(), place(rows), rows.getString("msg")));
                }
            }
        } catch (SQLException e) {
            record(relation, e);
        }
    }

    private void record(AmcheckRelation relation, SQLException failure) throws SQLException {
        AmcheckFinding finding = new AmcheckFinding(relation.name(), "", SqlErrors.message(failure));
        if (SqlErrors.isDamage(failure)) {
            findings.add(finding);
        } else if (SqlErrors.isForbidden(failure) || SqlErrors.isCancelled(failure)) {
            unexamined.add(finding);
        } else if (!SqlErrors.isUndefined(failure)) {
            throw new SQLException(
                    "while examining " + relation.name() + ": " + SqlErrors.message(failure),
                    failure.getSQLState(),
                    failure);
        }
    }

    private static String place(ResultSet row) throws SQLException {
        StringBuilder place = new StringBuilder("block ").append(row.getString("blkno"));
        if (row.getString("offnum") != null) {
            place.append(" offset ").append(row.getString("offnum"));
        }
        if (row.getString("attnum") != null) {
            place.append(" column ").append(row.getString("attnum"));
        }
        return place.toString();
    }

    private static Map<String, Integer> notCovered(Connection connection, AmcheckFunctions functions)
            throws SQLException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT a.amname, count(*)::int FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_am a ON a.oid = c.relam WHERE c.relkind = 'i'"
                        + " AND a.amname <> 'btree' GROUP BY a.amname")) {
            while (rows.next()) {
                if (!functions.coversIndexMethod(rows.getString(1))) {
                    counts.put(rows.getString(1) + " indexes", rows.getInt(2));
                }
            }
        }
        return counts;
    }

    private final class Sessions implements Workers.Connections {
        @Override
        public Connection open() throws SQLException {
            return database.getConnection();
        }

        @Override
        public void release(Connection connection) throws SQLException {
            try (connection;
                    Statement statement = connection.createStatement()) {
                statement.execute("RESET statement_timeout");
            }
        }
    }
}
