package com.datafly.signal.dr.selfmanaged.testing;

import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.tck.DataPlane.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Lets the first user of a managed database in, with the rights that such services give instead of a superuser's. */
final class FirstLogin {

    private static final String MAINTENANCE = "postgres";

    private FirstLogin() {}

    static void admit(Login login, PostgresServer server) {
        try {
            makeRole(login, server);
            allowAmcheck(login, server);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot admit " + login.user() + " to " + server, e);
        }
    }

    private static void makeRole(Login login, PostgresServer server) throws SQLException {
        try (Connection connection = server.endpoint(MAINTENANCE).connect();
                Statement statement = connection.createStatement()) {
            String user = statement.enquoteIdentifier(login.user(), true);
            String password = literal(statement, login.password().use(String::new));
            statement.execute("CREATE ROLE " + user + " LOGIN CREATEDB CREATEROLE PASSWORD " + password);
            statement.execute("GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO " + user + " WITH ADMIN OPTION");
            statement.execute("ALTER DATABASE " + MAINTENANCE + " OWNER TO " + user);
            if (!login.databaseName().equals(MAINTENANCE)) {
                statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(login.databaseName(), true)
                        + " OWNER " + user);
            }
        }
    }

    /** The extension is the administrator's, for only a superuser may make it. */
    private static void allowAmcheck(Login login, PostgresServer server) throws SQLException {
        try (Connection connection = server.endpoint(login.databaseName()).connect();
                Statement statement = connection.createStatement()) {
            String user = statement.enquoteIdentifier(login.user(), true);
            statement.execute("CREATE SCHEMA amcheck");
            statement.execute("CREATE EXTENSION amcheck SCHEMA amcheck");
            statement.execute("GRANT USAGE ON SCHEMA amcheck TO " + user);
            statement.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA amcheck TO " + user);
        }
    }

    /** Backslashes stay as they are, for {@code standard_conforming_strings} is on. */
    private static String literal(Statement statement, String text) throws SQLException {
        return statement.enquoteLiteral(text);
    }
}
