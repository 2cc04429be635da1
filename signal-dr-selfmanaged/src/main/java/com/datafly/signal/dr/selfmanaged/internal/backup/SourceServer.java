package com.datafly.signal.dr.selfmanaged.internal.backup;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What only an ordinary connection tells of the server: its clock, its settings, who else backs it up. */
final class SourceServer {

    /** What a recovery has to have at least as large, or must know to start at all. */
    private static final String SETTINGS = "select name, case when name = 'wal_segment_size' then setting"
            + " else current_setting(name) end from pg_settings where name in ('max_connections',"
            + " 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction',"
            + " 'wal_segment_size', 'wal_level', 'block_size', 'wal_block_size', 'segment_size', 'data_checksums',"
            + " 'data_directory_mode', 'server_version', 'server_encoding', 'lc_collate', 'lc_ctype', 'lc_messages',"
            + " 'lc_monetary', 'lc_numeric', 'lc_time', 'default_text_search_config', 'TimeZone',"
            + " 'shared_preload_libraries', 'track_commit_timestamp', 'io_method')";

    private static final String HOLDER = "select a.application_name, a.backend_start from pg_replication_slots s"
            + " join pg_stat_activity a on a.pid = s.active_pid where s.slot_name = ?";

    private final Instant clock;
    private final long measuredAt;
    private final Map<String, String> settings;

    private SourceServer(Instant clock, Map<String, String> settings) {
        this.clock = clock;
        this.measuredAt = System.nanoTime();
        this.settings = settings;
    }

    static SourceServer ask(PostgresEndpoint endpoint) {
        String operation = "read the settings of " + endpoint;
        Map<String, String> settings = new TreeMap<>();
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(SETTINGS)) {
                while (rows.next()) {
                    settings.put(rows.getString(1), rows.getString(2));
                }
            }
            try (ResultSet row = statement.executeQuery("select clock_timestamp()")) {
                row.next();
                return new SourceServer(row.getObject(1, OffsetDateTime.class).toInstant(), settings);
            }
        } catch (SQLException e) {
            throw PostgresErrors.onRead(operation, e);
        }
    }

    /** Says who uses a slot, as far as the role may know. */
    static Optional<String> holderOf(String slot, PostgresEndpoint endpoint) {
        try (Connection connection = endpoint.connect();
                PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getString(1) == null || row.getObject(2) == null) {
                    return Optional.empty();
                }
                Instant since = row.getObject(2, OffsetDateTime.class).toInstant();
                return Optional.of("'" + row.getString(1) + "' since " + since);
            }
        } catch (SQLException | DrException e) {
            // It would only have made a message richer.
            return Optional.empty();
        }
    }

    Instant startedAt() {
        return clock;
    }

    /** Returns the server's clock as it was, moved on by the time that has passed here. */
    Instant now() {
        return clock.plus(Duration.ofNanos(System.nanoTime() - measuredAt));
    }

    Map<String, String> settings() {
        return settings;
    }

    int walSegmentSize() {
        String value = settings.get("wal_segment_size");
        if (value == null) {
            throw DrException.of(ErrorCode.INTERNAL, "read the server's settings", "wal_segment_size is missing");
        }
        return Integer.parseInt(value);
    }

    int dataDirectoryMode() {
        return Integer.parseInt(settings.getOrDefault("data_directory_mode", "0700"), 8);
    }
}
