package com.datafly.signal.dr.selfmanaged.verify;

import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A test server whose databases can be had as data sources. */
final class VerifiedServer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final PostgresServer server;

    private VerifiedServer(PostgresServer server) {
        this.server = server;
    }

    static VerifiedServer start(
            PostgresInstallation installation, Path directory, Consumer<PostgresServer.Builder> more) {
        return new VerifiedServer(
                TestServer.start(installation, directory, more).server());
    }

    /** Starts a server that exists. */
    static VerifiedServer start(PostgresServer server) {
        TestServer.startOnAFreePort(server);
        return new VerifiedServer(server);
    }

    PostgresServer server() {
        return server;
    }

    /** Makes an empty database. */
    Database create(String name) throws SQLException {
        database("postgres").execute("CREATE DATABASE " + name);
        return database(name);
    }

    /** Makes a database with the content of another, once nobody is connected to that. */
    Database copy(Database source, String name) throws SQLException {
        awaitNobodyIn(source);
        database("postgres").execute("CREATE DATABASE " + name + " TEMPLATE " + source.name);
        return database(name);
    }

    /** A session lasts on the server for some time after its client has closed it. */
    void awaitNobodyIn(Database database) {
        Waiting.until(LIMIT, () -> sessionsIn(database).equals("0"));
    }

    private String sessionsIn(Database database) {
        try {
            return database("postgres")
                    .query("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = '"
                            + database.name + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Database database(String name) {
        return new Database(name, "");
    }

    @Override
    public void close() {
        server.kill();
        server.stop();
    }

    /** One database of the server. */
    final class Database implements DataSource {

        private final String name;
        private final String role;

        private Database(String name, String role) {
            this.name = name;
            this.role = role;
        }

        /** Returns the same database as a role sees it. */
        Database as(String otherRole) {
            return new Database(name, otherRole);
        }

        Database execute(String... statements) throws SQLException {
            try (Connection connection = getConnection();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return this;
        }

        String query(String sql) throws SQLException {
            try (Connection connection = getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = server.endpoint(name).connect();
            if (!role.isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET SESSION AUTHORIZATION " + role);
                }
            }
            return connection;
        }

        @Override
        public Connection getConnection(String username, String password) {
            return server.endpoint(name, username).connect();
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
