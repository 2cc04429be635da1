package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real server whose write-ahead log a test looks at. */
final class WalSource implements AutoCloseable {

    private static final Path BINARIES =
            Path.of(System.getProperty("signal-dr.postgres.binaries", "target/postgres-binaries"));

    private static final Map<Integer, PostgresInstallation> INSTALLATIONS = new ConcurrentHashMap<>();

    private final PostgresServer server;

    private WalSource(PostgresServer server) {
        this.server = server;
    }

    static PostgresInstallation installation(int majorVersion) {
        return INSTALLATIONS.computeIfAbsent(majorVersion, WalSource::unpack);
    }

    private static PostgresInstallation unpack(int majorVersion) {
        try (Stream<Path> jars = Files.list(BINARIES)) {
            Path jar = jars.filter(path -> path.getFileName().toString().contains("-" + majorVersion + "."))
                    .findFirst()
                    .orElseThrow();
            return PostgresInstallation.embedded(jar);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static WalSource create(int majorVersion, Path directory, Consumer<PostgresServer.Builder> more) {
        PostgresServer server = PostgresServer.create(
                installation(majorVersion),
                directory.resolve("pg" + majorVersion),
                more.andThen(
                        builder -> builder.setting("autovacuum", "off").setting("max_prepared_transactions", "5")));
        TestServer.startOnAFreePort(server);
        return new WalSource(server);
    }

    static WalSource of(PostgresServer server) {
        return new WalSource(server);
    }

    PostgresServer server() {
        return server;
    }

    PostgresEndpoint endpoint() {
        return PostgresEndpoint.onSocket(server.socketDirectory(), server.port(), "postgres", server.superuser());
    }

    /** Runs statements, each in a transaction of its own, and returns the last one's first value. */
    String sql(String... statements) {
        try (Connection connection = endpoint().connect();
                Statement statement = connection.createStatement()) {
            String value = "";
            for (String text : statements) {
                if (statement.execute(text)) {
                    value = first(statement);
                }
            }
            return value;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Lsn flushed() {
        return Lsn.parse(sql("select pg_current_wal_flush_lsn()"));
    }

    WalIdentity identity() {
        return identity(TimelineHistory.of(1));
    }

    WalIdentity identity(TimelineHistory timelines) {
        long system = Long.parseLong(sql("select system_identifier from pg_control_system()"));
        int segmentSize = Integer.parseInt(sql("select setting from pg_settings where name = 'wal_segment_size'"));
        return new WalIdentity(system, segmentSize, timelines);
    }

    /** Returns the segment files in their order, those that are only prepared for later use included. */
    List<Path> segments() {
        try (Stream<Path> files = Files.list(server.dataDirectory().resolve("pg_wal"))) {
            return files.filter(path -> SegmentName.isSegment(path.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (server.isRunning()) {
            server.stopImmediately();
        }
    }

    private static String first(Statement statement) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
