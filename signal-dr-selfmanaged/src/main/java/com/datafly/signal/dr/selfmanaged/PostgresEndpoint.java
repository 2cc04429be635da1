package com.datafly.signal.dr.selfmanaged;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import com.datafly.signal.dr.selfmanaged.internal.protocol.UnixSocketFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a PostgreSQL server is reached, and as whom.
 *
 * <p>Immutable and thread-safe; holds no connection. Passwords are kept as {@link Secret} and never printed. Where no
 * password is given, pgjdbc still looks into {@code ~/.pgpass}.
 *
 * @since 0.1
 */
public final class PostgresEndpoint {

    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> CHANNEL_BINDINGS = Set.of("disable", "prefer", "require");

    private final String host;
    private final int port;
    private final String database;
    private final String user;
    private final @Nullable Path socketDirectory;
    private final @Nullable Secret password;
    private final String sslMode;
    private final @Nullable Path sslRootCertificate;
    private final @Nullable Path sslCertificate;
    private final @Nullable Path sslKey;
    private final String channelBinding;
    private final Duration connectTimeout;

    private PostgresEndpoint(Builder builder) {
        this.host = builder.host;
        this.port = builder.port;
        this.database = builder.database;
        this.user = builder.user;
        this.socketDirectory = builder.socketDirectory;
        this.password = builder.password;
        this.sslMode = builder.sslMode;
        this.sslRootCertificate = builder.sslRootCertificate;
        this.sslCertificate = builder.sslCertificate;
        this.sslKey = builder.sslKey;
        this.channelBinding = builder.channelBinding;
        this.connectTimeout = builder.connectTimeout;
    }

    /**
     * Describes a server that is reached over TCP.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if a name is empty, the port is not in 1 to 65535, or an option
     *     has no such value
     */
    public static PostgresEndpoint create(
            String host, int port, String database, String user, Consumer<Builder> options) {
        Builder builder = new Builder(host, port, database, user);
        options.accept(builder);
        return builder.build();
    }

    /**
     * Describes a server on this machine that is reached over a Unix-domain socket, without TLS.
     *
     * @param socketDirectory the directory of {@code .s.PGSQL.<port>}
     * @throws DrException with {@code INVALID_ARGUMENT} if a name is empty or the port is not in 1 to 65535
     */
    public static PostgresEndpoint onSocket(Path socketDirectory, int port, String database, String user) {
        Builder builder = new Builder("localhost", port, database, user).sslMode("disable");
        builder.socketDirectory = requireNonNull(socketDirectory, "socketDirectory");
        return builder.build();
    }

    /**
     * Reads libpq's notation {@code postgresql://user[:password]@host[:port]/database[?option=value&...]}. Options:
     * {@code sslmode}, {@code sslrootcert}, {@code sslcert}, {@code sslkey}, {@code channel_binding},
     * {@code connect_timeout} in seconds, and {@code host} for a Unix socket's directory. The port defaults to 5432,
     * the database to the user's name.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the text has another form, several hosts, or an unknown
     *     option
     */
    public static PostgresEndpoint parse(String uri) {
        return EndpointUri.parse(uri);
    }

    /** Returns the server's name or address; {@code localhost} for a Unix socket. */
    public String host() {
        return host;
    }

    /** Returns the server's port. */
    public int port() {
        return port;
    }

    /** Returns the database that ordinary connections enter. */
    public String database() {
        return database;
    }

    /** Returns the role that connects. */
    public String user() {
        return user;
    }

    /** Returns the directory of the Unix socket, or empty for TCP. */
    public Optional<Path> socketDirectory() {
        return Optional.ofNullable(socketDirectory);
    }

    /** Returns how long an attempt to connect may take. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Returns the same endpoint with another database. */
    public PostgresEndpoint withDatabase(String database) {
        return copy(database).build();
    }

    /** Returns the same endpoint with that password. */
    public PostgresEndpoint withPassword(Secret password) {
        return copy(database).password(password).build();
    }

    private Builder copy(String database) {
        Builder builder = new Builder(host, port, database, user)
                .sslMode(sslMode)
                .channelBinding(channelBinding)
                .connectTimeout(connectTimeout);
        builder.socketDirectory = socketDirectory;
        builder.password = password;
        builder.sslRootCertificate = sslRootCertificate;
        builder.sslCertificate = sslCertificate;
        builder.sslKey = sslKey;
        return builder;
    }

    /**
     * Opens an ordinary SQL connection. The caller closes it.
     *
     * @throws DrException with {@code UNAUTHENTICATED}, {@code PERMISSION_DENIED}, {@code NOT_FOUND} (no such
     *     database), {@code QUOTA} (no free connection) or {@code UNAVAILABLE}; effect {@code NONE}
     */
    public Connection connect() {
        return connect(Map.of());
    }

    /**
     * Opens a connection with further pgjdbc properties, which win over those of this endpoint. The caller closes it.
     *
     * @throws DrException as {@link #connect()}
     */
    public Connection connect(Map<String, String> driverProperties) {
        Properties properties = driverProperties();
        driverProperties.forEach(properties::setProperty);
        String operation = "connect to " + this;
        try {
            Connection connection = new Driver().connect("jdbc:postgresql://", properties);
            if (connection == null) {
                throw DrException.of(ErrorCode.INTERNAL, operation, "pgjdbc refused its own URL");
            }
            return connection;
        } catch (SQLException e) {
            throw PostgresErrors.onRead(operation, e);
        }
    }

    private Properties driverProperties() {
        Properties properties = new Properties();
        PGProperty.PG_HOST.set(properties, host);
        PGProperty.PG_PORT.set(properties, port);
        PGProperty.PG_DBNAME.set(properties, database);
        PGProperty.USER.set(properties, user);
        PGProperty.SSL_MODE.set(properties, sslMode);
        PGProperty.SSL_ROOT_CERT.set(properties, text(sslRootCertificate));
        PGProperty.SSL_CERT.set(properties, text(sslCertificate));
        PGProperty.SSL_KEY.set(properties, text(sslKey));
        PGProperty.CHANNEL_BINDING.set(properties, channelBinding);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "signal-dr");
        // The login timeout also covers a server that accepts the connection and then says nothing.
        int seconds = Math.toIntExact(Math.max(1, connectTimeout.toSeconds()));
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
        if (socketDirectory != null) {
            PGProperty.SOCKET_FACTORY.set(properties, UnixSocketFactory.class.getName());
            PGProperty.SOCKET_FACTORY_ARG.set(properties, socketPath(socketDirectory, port));
        }
        if (password != null) {
            String plain = password.use(String::new);
            PGProperty.PASSWORD.set(properties, plain);
        }
        return properties;
    }

    private static String socketPath(Path directory, int port) {
        return directory.resolve(".s.PGSQL." + port).toString();
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    /** Returns the endpoint in libpq's notation, without the password. */
    @Override
    public String toString() {
        String place = socketDirectory == null ? host + ":" + port : socketPath(socketDirectory, port);
        return "postgresql://" + user + "@" + place + "/" + database;
    }

    /**
     * Collects what is optional about an endpoint. Not thread-safe. By default:
     *
     * <ul>
     *   <li>there is no password and no client certificate,
     *   <li>the TLS mode is {@code prefer}, libpq's own default, which protects against nobody in the middle; set
     *       {@code verify-full} wherever the network is not trusted,
     *   <li>SCRAM is tied to the TLS session where the server can do that,
     *   <li>connecting may take 10 seconds.
     * </ul>
     *
     * @since 0.1
     */
    public static final class Builder {

        private final String host;
        private final int port;
        private final String database;
        private final String user;
        private @Nullable Path socketDirectory;
        private @Nullable Secret password;
        private String sslMode = "prefer";
        private @Nullable Path sslRootCertificate;
        private @Nullable Path sslCertificate;
        private @Nullable Path sslKey;
        private String channelBinding = "prefer";
        private Duration connectTimeout = Duration.ofSeconds(10);

        Builder(String host, int port, String database, String user) {
            this.host = named("host", host);
            this.port = port;
            this.database = named("database", database);
            this.user = named("user", user);
        }

        /** Sets the role's password; used for SCRAM, MD5 and clear-text authentication. */
        public Builder password(Secret password) {
            this.password = requireNonNull(password, "password");
            return this;
        }

        /** Sets the TLS mode: disable, allow, prefer, require, verify-ca or verify-full. */
        public Builder sslMode(String sslMode) {
            this.sslMode = requireNonNull(sslMode, "sslMode");
            return this;
        }

        /** Sets the PEM file of the certificate authorities that may vouch for the server. */
        public Builder sslRootCertificate(Path file) {
            this.sslRootCertificate = requireNonNull(file, "file");
            return this;
        }

        /** Sets the PEM file of our own certificate. Needs {@link #sslKey(Path)}. */
        public Builder sslCertificate(Path file) {
            this.sslCertificate = requireNonNull(file, "file");
            return this;
        }

        /** Sets the file of our own private key: PKCS #8 in DER (.pk8) or PKCS #12 (.p12). */
        public Builder sslKey(Path file) {
            this.sslKey = requireNonNull(file, "file");
            return this;
        }

        /** Sets whether SCRAM is tied to the TLS session: disable, prefer or require. */
        public Builder channelBinding(String channelBinding) {
            this.channelBinding = requireNonNull(channelBinding, "channelBinding");
            return this;
        }

        /** Sets how long an attempt to connect may take, in whole seconds, at least one. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = requireNonNull(connectTimeout, "connectTimeout");
            return this;
        }

        void socketDirectory(Path directory) {
            this.socketDirectory = directory;
            this.sslMode = "disable";
        }

        PostgresEndpoint build() {
            if (port < 1 || port > 65535) {
                throw invalid("port is " + port, "Use a port from 1 to 65535; PostgreSQL's own is 5432.");
            }
            if (!SSL_MODES.contains(sslMode)) {
                throw invalid(
                        "sslMode is '" + sslMode + "'",
                        "Use disable, allow, prefer, require, verify-ca or verify-full.");
            }
            if (!CHANNEL_BINDINGS.contains(channelBinding)) {
                throw invalid("channelBinding is '" + channelBinding + "'", "Use disable, prefer or require.");
            }
            if (connectTimeout.isNegative() || connectTimeout.isZero() || connectTimeout.toDays() > 1) {
                throw invalid("connectTimeout is " + connectTimeout, "Use a duration from one second to a day.");
            }
            return new PostgresEndpoint(this);
        }

        private static String named(String field, String value) {
            if (requireNonNull(value, field).isBlank() || value.indexOf('\0') >= 0) {
                throw invalid(field + " is '" + value + "'", "Give the " + field + " a name.");
            }
            return value;
        }
    }

    static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "describe a PostgreSQL endpoint", problem, failure -> failure.hint(hint));
    }
}
