package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** What a server says of itself over SQL. */
final class ServerStatus {

    private static final String QUESTION = """
            SELECT current_setting('server_version'), pg_is_in_recovery(),
                (SELECT system_identifier FROM pg_control_system()), pg_database_size(current_database()),
                current_setting('wal_level'), current_setting('data_checksums'), current_setting('synchronous_standby_names'),
                current_setting('max_wal_senders'), current_setting('max_replication_slots'), current_setting('fsync'),
                current_setting('full_page_writes'),
                (SELECT setting FROM pg_settings WHERE name = 'data_directory')
            """;

    private ServerStatus() {}

    /** Asks the server. One that cannot be reached is a state, not a failure of asking; refused credentials are one. */
    static DatabaseStatus of(PostgresEndpoint endpoint) {
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(QUESTION)) {
            answer.next();
            return read(answer);
        } catch (SQLException e) {
            throw PostgresErrors.onRead("describe " + endpoint, e);
        } catch (DrException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return DatabaseStatus.create(
                    DatabaseState.FAILED,
                    "unknown",
                    status -> status.warning("The server cannot be reached: " + e.problem()));
        }
    }

    private static DatabaseStatus read(ResultSet answer) throws SQLException {
        boolean standby = answer.getBoolean(2);
        String version = answer.getString(1);
        String identifier = Long.toUnsignedString(answer.getLong(3));
        long size = answer.getLong(4);
        String walLevel = answer.getString(5);
        String checksums = answer.getString(6);
        String standbys = answer.getString(7);
        String senders = answer.getString(8);
        String slots = answer.getString(9);
        boolean durable = answer.getBoolean(10) && answer.getBoolean(11);
        // Shown to superusers and members of pg_read_all_settings only.
        Optional<String> directory = Optional.ofNullable(answer.getString(12));
        return DatabaseStatus.create(DatabaseState.AVAILABLE, version, status -> {
            status.role(standby ? DatabaseRole.STANDBY : DatabaseRole.PRIMARY)
                    .systemIdentifier(identifier)
                    .sizeBytes(size)
                    .detail("wal_level", walLevel)
                    .detail("data_checksums", checksums)
                    .detail("synchronous_standby_names", standbys)
                    .detail("max_wal_senders", senders)
                    .detail("max_replication_slots", slots);
            directory.map(path -> FailureDomain.of("path", path)).ifPresent(status::failureDomain);
            if ("minimal".equals(walLevel)) {
                status.warning("wal_level is minimal: no backup and no archiving is possible; set it to replica.");
            }
            if ("off".equals(checksums)) {
                status.warning("data_checksums is off: damaged pages go unnoticed into backups; enable it with"
                        + " pg_checksums.");
            }
            if (!durable) {
                status.warning(
                        "fsync or full_page_writes is off: a crash of the machine can ruin the database; set both"
                                + " on.");
            }
        });
    }
}
