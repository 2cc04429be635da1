package com.datafly.signal.dr.selfmanaged.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * A small, fast server for a test, killed and forgotten on closing. Its data directory belongs in a temporary
 * directory.
 */
public final class TestServer implements AutoCloseable {

    /** The superuser's password. */
    public static final String PASSWORD = "a 'quoted' \\ pass word";

    private final PostgresServer server;

    private TestServer(PostgresServer server) {
        this.server = server;
    }

    /** Makes and starts a server that is ready for backups and does not wait for the disk. */
    public static TestServer start(PostgresInstallation installation, Path dataDirectory) {
        return start(installation, dataDirectory, builder -> {});
    }

    /** Makes and starts a server. */
    public static TestServer start(
            PostgresInstallation installation, Path dataDirectory, Consumer<PostgresServer.Builder> more) {
        PostgresServer server = PostgresServer.create(
                installation,
                dataDirectory,
                builder -> more.accept(fast(builder)
                        .setting("wal_level", "replica")
                        .superuserPassword(Secret.of(PASSWORD))
                        .listenOnLoopback()));
        startOnAFreePort(server);
        return new TestServer(server);
    }

    /** Starts a server, on another port if somebody has taken its own since that was chosen. */
    public static void startOnAFreePort(PostgresServer server) {
        try {
            server.start();
        } catch (DrException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            PostgresServer.open(server.installation(), server.dataDirectory(), builder -> builder.port(0))
                    .start();
        }
    }

    /** Sets what makes a server quick to start and careless of power cuts. */
    public static PostgresServer.Builder fast(PostgresServer.Builder builder) {
        return builder.setting("fsync", "off")
                .setting("full_page_writes", "on")
                .setting("max_connections", "20")
                .setting("shared_buffers", "16MB");
    }

    /** Returns the server. */
    public PostgresServer server() {
        return server;
    }

    /** Opens a connection to a database. */
    public Connection connect(String database) {
        return server.endpoint(database).connect();
    }

    /** Runs a statement in the database {@code postgres}. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of the first row of a query in the database {@code postgres}. */
    public String query(String sql) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() {
        server.kill();
        server.stop();
    }
}
