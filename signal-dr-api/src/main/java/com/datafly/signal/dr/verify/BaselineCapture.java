package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.internal.verify.PinnedSession;
import com.datafly.signal.dr.internal.verify.SqlErrors;
import com.datafly.signal.dr.verify.BaselineCatalog.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Takes a snapshot of which the place in the write-ahead log is known exactly.
 *
 * <p>PostgreSQL writes a commit to the log first and lets snapshots see it a moment later, so a snapshot and a log
 * position read one after the other need not belong together. A transaction gives its table locks back after both.
 * Hence: one connection (the lock) holds the tables in SHARE mode, which waits for writers and keeps them out, while
 * another (the holder) takes its snapshot and reads the position.
 */
final class BaselineCapture {

    /** If this process stops dead while it holds the lock, the server takes the lock away after this time. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private static final String OPERATION = "capture a baseline";
    private static final String MOMENT = """
            SELECT pg_export_snapshot() AS snapshot, clock_timestamp() AS instant, current_database() AS database,
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                        ELSE pg_current_wal_insert_lsn() END::text AS lsn,
                   (SELECT system_identifier FROM pg_control_system())::text AS system_identifier,
                   CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
                        ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int
                   END AS timeline,
                   current_setting('server_version') AS version
            """;

    private final DataSource database;
    private final BaselineOptions options;
    private final Consumer<String> progress;
    private final long deadline;

    BaselineCapture(DataSource database, BaselineOptions options, Consumer<String> progress) {
        this.database = database;
        this.options = options;
        this.progress = progress;
        this.deadline = System.nanoTime() + options.timeAllowed().toNanos();
    }

    private record Snapshot(String id, BaselineOrigin origin) {}

    /** A snapshot, for as long as its holder's transaction lasts. */
    private record Moment(String snapshot, BaselineOrigin origin, List<Table> tables) {}

    Baseline capture() {
        try (Connection holder = database.getConnection()) {
            try {
                List<SequenceFacts> sequences = sequences(holder);
                Moment moment = options.exact() ? exactMoment(holder) : looseMoment(holder);
                PinnedSession.limit(holder, remaining());
                List<String> notCovered = BaselineCatalog.notCovered(holder);
                List<TableFacts> tables = new TableReader(database, options, progress, this::remaining)
                        .read(holder, moment.snapshot, moment.tables);
                return new Baseline(moment.origin, options, tables, sequences, notCovered);
            } finally {
                PinnedSession.end(holder);
            }
        } catch (SQLException e) {
            throw SqlErrors.onRead(OPERATION, e);
        }
    }

    /** Read before the log's position, so that a copy recovered to there can only be further on. */
    private List<SequenceFacts> sequences(Connection holder) throws SQLException {
        PinnedSession.beginReadCommitted(holder, remaining());
        try {
            return BaselineCatalog.sequences(holder, options);
        } finally {
            PinnedSession.end(holder);
        }
    }

    private Moment exactMoment(Connection holder) throws SQLException {
        SQLException last = new SQLException("the tables kept changing", "55P03");
        try (Connection lock = database.getConnection()) {
            for (int attempt = 0; attempt < options.attempts(); attempt++) {
                try {
                    Optional<Moment> moment = lockedMoment(holder, lock, options.lockLimit(attempt));
                    if (moment.isPresent()) {
                        return moment.get();
                    }
                } catch (SQLException e) {
                    if (SqlErrors.isForbidden(e)) {
                        throw mayNotLock(e);
                    }
                    if (!SqlErrors.isLockFailure(e) && !SqlErrors.isCancelled(e) && !SqlErrors.isUndefined(e)) {
                        throw e;
                    }
                    last = e;
                }
                PinnedSession.end(holder);
                progress.accept("attempt " + (attempt + 1) + " found no moment without writers");
            }
        }
        throw noMoment(last);
    }

    /** Returns empty if tables came or went meanwhile. */
    private Optional<Moment> lockedMoment(Connection holder, Connection lock, Duration limit) throws SQLException {
        try {
            PinnedSession.beginReadCommitted(lock, remaining());
            requirePrimary(lock);
            List<Table> tables = BaselineCatalog.tables(lock, options);
            List<String> lockable = tables.stream()
                    .filter(table -> table.kind() == TableFacts.Kind.TABLE)
                    .map(Table::sql)
                    .toList();
            PinnedSession.beginRepeatableRead(holder, remaining());
            lock(holder, lockable, "ACCESS SHARE", limit);
            PinnedSession.limit(holder, LONGEST_HOLD);
            long asked = System.nanoTime();
            lock(lock, lockable, "SHARE", limit);
            long granted = System.nanoTime();
            Snapshot snapshot = snapshot(holder, true);
            lock.rollback();
            long released = System.nanoTime();
            PinnedSession.limit(holder, remaining());
            PinnedSession.beginReadCommitted(lock, remaining());
            Set<Table> locked = Set.copyOf(tables);
            if (!locked.equals(Set.copyOf(BaselineCatalog.tables(lock, options)))
                    || !locked.equals(Set.copyOf(BaselineCatalog.tables(holder, options)))) {
                return Optional.empty();
            }
            Duration wait = Duration.ofNanos(granted - asked);
            Duration hold = Duration.ofNanos(released - granted);
            return Optional.of(new Moment(snapshot.id, snapshot.origin.locked(wait, hold), tables));
        } finally {
            PinnedSession.end(lock);
        }
    }

    private Moment looseMoment(Connection holder) throws SQLException {
        PinnedSession.beginRepeatableRead(holder, remaining());
        Snapshot snapshot = snapshot(holder, false);
        return new Moment(snapshot.id, snapshot.origin, BaselineCatalog.tables(holder, options));
    }

    private static Snapshot snapshot(Connection holder, boolean exact) throws SQLException {
        try (Statement statement = holder.createStatement();
                ResultSet row = statement.executeQuery(MOMENT)) {
            row.next();
            BaselineOrigin origin = new BaselineOrigin(
                    row.getString("system_identifier"),
                    row.getInt("timeline"),
                    row.getString("database"),
                    row.getString("version"),
                    Lsn.parse(row.getString("lsn")),
                    row.getObject("instant", OffsetDateTime.class).toInstant(),
                    exact,
                    Duration.ZERO,
                    Duration.ZERO);
            return new Snapshot(row.getString("snapshot"), origin);
        }
    }

    private static void lock(Connection connection, List<String> tables, String mode, Duration limit)
            throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + limit.toMillis());
            statement.execute("SET LOCAL statement_timeout = " + limit.toMillis());
            if (mode.equals("SHARE")) {
                statement.execute("SET LOCAL idle_in_transaction_session_timeout = " + LONGEST_HOLD.toMillis());
            }
            statement.execute(
                    tables.stream().map(name -> "ONLY " + name).collect(Collectors.joining(", ", "LOCK TABLE ", ""))
                            + " IN " + mode + " MODE");
        }
    }

    private static void requirePrimary(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            if (row.getBoolean(1)) {
                throw DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        OPERATION,
                        "the server is a standby or still in recovery",
                        failure -> failure.hint("Capture on the primary, where the tables can be locked."));
            }
        }
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private static DrException mayNotLock(SQLException cause) {
        return DrException.create(
                ErrorCode.PERMISSION_DENIED,
                OPERATION,
                SqlErrors.message(cause),
                failure -> failure.cause(cause)
                        .hint(
                                "LOCK TABLE ... IN SHARE MODE needs UPDATE, DELETE or TRUNCATE on each table, or MAINTAIN"
                                        + " from PostgreSQL 17 on; or use withoutLocks(), with which a difference proves nothing."));
    }

    private DrException noMoment(SQLException cause) {
        return DrException.create(
                ErrorCode.CONFLICT,
                OPERATION,
                "no moment without writers in " + options.attempts() + " attempts: " + SqlErrors.message(cause),
                failure -> failure.cause(cause)
                        .hint(
                                "A transaction that has written is open for longer than the lock limit: see pg_locks and"
                                        + " pg_prepared_xacts. Capture at a quieter time, raise lockLimit, or exclude the table."));
    }
}
