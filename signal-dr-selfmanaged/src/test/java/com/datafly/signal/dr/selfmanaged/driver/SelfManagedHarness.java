package com.datafly.signal.dr.selfmanaged.driver;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.selfmanaged.PostgresProvider;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.tck.DatabaseHarness;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.SecretRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A real server with a repository beside it, whose WAL is archived while the harness is open. */
final class SelfManagedHarness implements DatabaseHarness, AutoCloseable {

    private final Path directory;
    private final Map<String, String> options;
    private final SecretRecorder secrets = SecretRecorder.create();
    private final Secret password = secrets.plant("password");
    private final TestServer server;
    private final DatabaseDriver archivist;

    SelfManagedHarness(PostgresInstallation installation, Path directory) throws SQLException {
        this.directory = directory;
        this.options = Map.of(
                "user",
                "keeper",
                "repository",
                "file:" + directory.resolve("repository"),
                "restores",
                directory.resolve("restores").toString(),
                "spool",
                directory.resolve("spool").toString(),
                "postgres",
                installation.binDirectory().toString(),
                "archive-interval",
                "PT0.2S");
        this.server = TestServer.start(installation, directory.resolve("source"));
        String role = password.use(chars -> "CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '" + new String(chars) + "'");
        server.execute(role);
        server.execute("CREATE TABLE markers (number serial, marker text)");
        this.archivist = newDriver();
        archivist.unwrap(WalArchiving.class).orElseThrow().start();
    }

    @Override
    public DatabaseDriver newDriver() {
        return driver("postgres");
    }

    private DatabaseDriver driver(String database) {
        String location = "127.0.0.1:" + server.server().port() + "/" + database;
        return new PostgresProvider()
                .open(
                        new ResourceAddress("postgres", location),
                        DriverOptions.of(options).with("password", password));
    }

    @Override
    public Instant write(String marker) {
        try (Connection connection = server.connect("postgres");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO markers (marker) VALUES (?)")) {
            insert.setString(1, marker);
            insert.executeUpdate();
            try (Statement clock = connection.createStatement();
                    ResultSet now = clock.executeQuery("SELECT clock_timestamp()")) {
                now.next();
                return now.getObject(1, OffsetDateTime.class).toInstant();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> markers(DatabaseDriver restored) {
        try (Connection connection = restored.sql().orElseThrow().getConnection();
                Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SELECT marker FROM markers ORDER BY number")) {
            List<String> markers = new ArrayList<>();
            while (rows.next()) {
                markers.add(rows.getString(1));
            }
            return markers;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SecretRecorder secrets() {
        return secrets;
    }

    @Override
    public Set<Hook> hooks() {
        return Set.of(Hook.MISSING, Hook.OCCUPY);
    }

    @Override
    public DatabaseDriver missingDriver() {
        return driver("no_such_database");
    }

    @Override
    public void occupy(String name) {
        try {
            Files.createDirectories(directory.resolve("restores").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void searchForSecrets() {
        for (String written : List.of("repository", "restores", "spool")) {
            if (Files.exists(directory.resolve(written))) {
                secrets.search(directory.resolve(written));
            }
        }
    }

    @Override
    public void close() {
        archivist.close();
        server.close();
    }
}
