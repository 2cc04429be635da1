package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** Opens a replication connection, and says in plain words why the server would not have it. */
final class ReplicationLogin {

    private static final int OLDEST_MAJOR = 15;
    private static final int NEWEST_MAJOR = 18;
    private static final Pattern MAJOR = Pattern.compile("\\d+");

    private ReplicationLogin() {}

    static ReplicationConnection open(PostgresEndpoint endpoint, String applicationName) {
        Path unixPath = endpoint.socketDirectory()
                .map(directory -> directory.resolve(".s.PGSQL." + endpoint.port()))
                .orElse(null);
        try (SocketCapture capture = SocketCapture.begin(unixPath)) {
            Connection connection = endpoint.connect(properties(applicationName, capture.token()));
            return handOver(endpoint, connection, capture);
        } catch (DrException e) {
            throw explain(endpoint, e);
        }
    }

    private static Map<String, String> properties(String applicationName, String token) {
        Map<String, String> properties = new HashMap<>();
        properties.put(PGProperty.REPLICATION.getName(), "true");
        properties.put(PGProperty.PREFER_QUERY_MODE.getName(), "simple");
        properties.put(PGProperty.ASSUME_MIN_SERVER_VERSION.getName(), Integer.toString(OLDEST_MAJOR));
        properties.put(PGProperty.APPLICATION_NAME.getName(), applicationName);
        properties.put(PGProperty.SOCKET_FACTORY.getName(), CapturingSocketFactory.class.getName());
        properties.put(PGProperty.SOCKET_FACTORY_ARG.getName(), token);
        properties.put(PGProperty.SSL_FACTORY.getName(), CapturingSslSocketFactory.class.getName());
        return properties;
    }

    private static ReplicationConnection handOver(
            PostgresEndpoint endpoint, Connection connection, SocketCapture capture) {
        boolean complete = false;
        try {
            requireKnownVersion(endpoint, connection);
            ReplicationConnection session = new ReplicationConnection(
                    endpoint, connection, capture.plain(), new MessageStream(capture.session()));
            requireWal(endpoint, session.show("wal_level"));
            complete = true;
            return session;
        } catch (SQLException e) {
            throw PostgresErrors.onRead("connect to " + endpoint, e);
        } catch (IOException e) {
            throw PostgresErrors.onRead("connect to " + endpoint, e);
        } finally {
            if (!complete) {
                closeQuietly(connection);
            }
        }
    }

    private static void requireKnownVersion(PostgresEndpoint endpoint, Connection connection) throws SQLException {
        String version = connection.unwrap(PGConnection.class).getParameterStatus("server_version");
        Matcher matcher = MAJOR.matcher(version == null ? "" : version);
        int major = matcher.lookingAt() ? Integer.parseInt(matcher.group()) : 0;
        if (major < OLDEST_MAJOR || major > NEWEST_MAJOR) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    "connect to " + endpoint,
                    "the server is PostgreSQL " + version + "; versions " + OLDEST_MAJOR + " to " + NEWEST_MAJOR
                            + " are supported",
                    failure -> failure.hint("Upgrade the " + (major < OLDEST_MAJOR ? "server" : "library") + "."));
        }
    }

    private static void requireWal(PostgresEndpoint endpoint, String walLevel) {
        if (walLevel.equals("minimal")) {
            throw minimalWal(endpoint);
        }
    }

    private static DrException minimalWal(PostgresEndpoint endpoint) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "connect to " + endpoint,
                "wal_level is minimal, so the WAL does not hold what a recovery needs",
                failure -> failure.hint("Set wal_level = replica and max_wal_senders = 10, then restart the server."));
    }

    private static DrException explain(PostgresEndpoint endpoint, DrException refusal) {
        String sqlState = refusal.details().getOrDefault("sqlState", "");
        return switch (sqlState) {
            case "42501" ->
                again(
                        refusal,
                        "role " + endpoint.user() + " lacks the REPLICATION attribute",
                        "Run as a superuser: ALTER ROLE " + identifier(endpoint.user()) + " WITH REPLICATION;");
            case "53300" -> noSender(endpoint, refusal);
            default -> refusal;
        };
    }

    private static DrException noSender(PostgresEndpoint endpoint, DrException refusal) {
        Map<String, String> settings = settings(endpoint);
        if ("minimal".equals(settings.get("wal_level"))) {
            return minimalWal(endpoint);
        }
        String senders = settings.get("max_wal_senders");
        return senders == null
                ? refusal
                : again(
                        refusal,
                        "no WAL sender is free: max_wal_senders is " + senders,
                        "Raise max_wal_senders and restart the server, or end a session of pg_stat_replication.");
    }

    /** Asks over an ordinary connection; an empty answer means that it could not be asked. */
    private static Map<String, String> settings(PostgresEndpoint endpoint) {
        Map<String, String> settings = new HashMap<>();
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select name, setting from pg_settings where name in ('wal_level', 'max_wal_senders')")) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        } catch (SQLException | DrException e) {
            settings.clear();
        }
        return settings;
    }

    private static DrException again(DrException refusal, String problem, String hint) {
        return DrException.create(refusal.code(), refusal.operation(), problem, failure -> {
            failure.hint(hint).cause(refusal);
            refusal.details().forEach(failure::detail);
        });
    }

    private static String identifier(String name) {
        boolean plain = name.equals(name.toLowerCase(Locale.ROOT)) && name.matches("[a-z_][a-z0-9_]*");
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // The failure that led here is the one to report.
            return;
        }
    }
}
