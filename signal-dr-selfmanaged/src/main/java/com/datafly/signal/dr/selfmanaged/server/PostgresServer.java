package com.datafly.signal.dr.selfmanaged.server;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.protocol.PostgresErrors;
import com.datafly.signal.dr.selfmanaged.internal.server.Cluster;
import com.datafly.signal.dr.selfmanaged.internal.server.SettingsFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on this machine: a data directory, and the programs to run it with.
 *
 * <p>The server is a process of its own that outlives this one; {@link #open} finds it again. It listens on a
 * Unix-domain socket in a directory that only this account can enter, where every role is trusted, and on 127.0.0.1
 * only if that is asked for, with passwords. Started by root it runs without root's powers.
 *
 * <p>Settings are kept in {@code signal-dr.conf} in the data directory, which {@code postgresql.conf} includes; the log
 * is the file beside the data directory that ends in {@code .log}.
 *
 * <p>One thread at a time may start, stop and configure a server.
 *
 * @since 0.1
 */
public final class PostgresServer {

    /** Present in every cluster. */
    private static final String TEMPLATE = "template1";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final PostgresInstallation installation;
    private final Cluster cluster;
    private final String superuser;

    private PostgresServer(PostgresInstallation installation, Cluster cluster, String superuser) {
        this.installation = installation;
        this.cluster = cluster;
        this.superuser = superuser;
    }

    /**
     * Makes a new, empty database cluster. The server is not started.
     *
     * @param dataDirectory a directory that does not exist or is empty
     * @throws DrException with {@code FAILED_PRECONDITION} if there are files in the directory or initdb refuses; what
     *     initdb had written is then removed again
     */
    public static PostgresServer create(PostgresInstallation installation, Path dataDirectory, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        Cluster cluster = Cluster.at(installation.binDirectory(), dataDirectory);
        cluster.initialise(builder.initdbArguments(installation.majorVersion()), builder.password);
        cluster.configure(builder.settings, builder.port, builder.loopback);
        cluster.allow(builder.accessRules, builder.loopback);
        return new PostgresServer(installation, cluster, builder.superuser);
    }

    /** Takes a data directory that exists, its server running or not, as it is. */
    public static PostgresServer open(PostgresInstallation installation, Path dataDirectory) {
        return open(installation, dataDirectory, builder -> {});
    }

    /**
     * Takes a data directory that exists, its server running or not. Settings are added to those it has; they count
     * from the next start or {@link #reload()}. Without {@link Builder#listenOnLoopback()} and
     * {@link Builder#accessRule} the way it listens and its access rules stay.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no cluster, {@code FAILED_PRECONDITION} if it is of
     *     another major version, {@code INVALID_ARGUMENT} if the builder sets what only a new cluster can have
     */
    public static PostgresServer open(PostgresInstallation installation, Path dataDirectory, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        Cluster cluster = Cluster.at(installation.binDirectory(), dataDirectory);
        cluster.requireMajorVersion(installation.majorVersion());
        if (!builder.newCluster.isEmpty() || builder.password != null) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + dataDirectory,
                    "a cluster that exists keeps its password and the options of initdb");
        }
        cluster.configure(builder.settings, builder.port, builder.loopback);
        if (builder.loopback || !builder.accessRules.isEmpty()) {
            cluster.allow(builder.accessRules, builder.loopback);
        }
        return new PostgresServer(installation, cluster, builder.superuser);
    }

    /**
     * Starts the server and waits up to a minute until it takes connections. Starting a running server does nothing.
     */
    public void start() {
        start(DEFAULT_TIMEOUT);
    }

    /**
     * Starts the server and waits until it takes connections; one that is in recovery and has {@code hot_standby} off,
     * until the recovery has begun. Starting a running server does nothing.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and the end of the log if the server refuses to start,
     *     {@code CONFLICT} if its port is taken, {@code DEADLINE_EXCEEDED} if it is still starting when time is up
     */
    public void start(Duration timeout) {
        cluster.start(timeout);
    }

    /**
     * Waits until the server has ended its recovery and takes writes.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and the end of the log if the server ends before,
     *     {@code DEADLINE_EXCEEDED} if time is up
     */
    public void awaitPromoted(Duration timeout) {
        cluster.await(timeout, () -> cluster.isReady() && !isInRecovery());
    }

    /** A hot standby says that it is ready, too. */
    private boolean isInRecovery() {
        try (Connection connection = endpoint(TEMPLATE).connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            return !answer.next() || answer.getBoolean(1);
        } catch (SQLException e) {
            throw PostgresErrors.onRead("ask " + this + " whether it is in recovery", e);
        }
    }

    /** Ends the server's sessions, writes a checkpoint and stops. Stopping a stopped server does nothing. */
    public void stop() {
        cluster.stop("fast", DEFAULT_TIMEOUT);
    }

    /** Stops without a checkpoint: the next start recovers from the log. */
    public void stopImmediately() {
        cluster.stop("immediate", DEFAULT_TIMEOUT);
    }

    /** Kills the server and all its processes where they stand, as a power cut would. For rehearsals. */
    public void kill() {
        cluster.kill(DEFAULT_TIMEOUT);
    }

    /** Stops and starts the server, so that all settings count. */
    public void restart() {
        stop();
        start();
    }

    /** Makes the running server read its settings again. Some need a {@link #restart()}. */
    public void reload() {
        cluster.reload();
    }

    /** Writes a setting, which counts from the next {@link #reload()}, {@link #restart()} or {@link #start()}. */
    public void set(String name, String value) {
        Builder.refuseOwn(name);
        cluster.configure(Map.of(name, value), null, false);
    }

    /** Tells whether the server's process runs. */
    public boolean isRunning() {
        return cluster.process().isPresent();
    }

    /** Returns the server's process id, if it runs. */
    public Optional<Long> pid() {
        return cluster.process().map(ProcessHandle::pid);
    }

    /** Returns the programs that run this server. */
    public PostgresInstallation installation() {
        return installation;
    }

    /** Returns the data directory. */
    public Path dataDirectory() {
        return cluster.dataDirectory();
    }

    /** Returns the directory of the Unix-domain socket. */
    public Path socketDirectory() {
        return cluster.socketDirectory();
    }

    /** Returns the port: of the socket's name and, if the server listens there, on 127.0.0.1. */
    public int port() {
        return cluster.port();
    }

    /** Returns how the superuser reaches a database over the Unix-domain socket. */
    public PostgresEndpoint endpoint(String database) {
        return endpoint(database, superuser);
    }

    /** Returns how a role reaches a database over the Unix-domain socket, where it needs no password. */
    public PostgresEndpoint endpoint(String database, String user) {
        return PostgresEndpoint.onSocket(socketDirectory(), port(), database, user);
    }

    /** Returns the name of the superuser that the cluster was made with. */
    public String superuser() {
        return superuser;
    }

    /** Returns the last lines of the server's log, at most {@code lines} of them. */
    public List<String> log(int lines) {
        return cluster.log().tail(lines);
    }

    @Override
    public String toString() {
        return "PostgreSQL " + installation.version() + " on " + dataDirectory();
    }

    /**
     * Describes a server.
     *
     * <p>By default: superuser {@code postgres}, no password, Unix-domain socket only, port chosen, page checksums on,
     * WAL segments of 16 megabytes, locale {@code C} and encoding UTF-8, PostgreSQL's own settings.
     *
     * <p>Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {

        private static final Set<String> OWN = Set.of("port", "listen_addresses", "unix_socket_directories");

        private static final int CHECKSUMS_BY_DEFAULT = 18;

        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Map<String, String> newCluster = new LinkedHashMap<>();
        private final List<String> accessRules = new ArrayList<>();
        private String superuser = "postgres";
        private @Nullable Secret password;
        private @Nullable Integer port;
        private boolean loopback;

        private Builder() {}

        /** Gives a setting of {@code postgresql.conf} a value; any value survives. */
        public Builder setting(String name, String value) {
            refuseOwn(name);
            SettingsFile.check(name, value);
            settings.put(name, value);
            return this;
        }

        /** Names the superuser: of the new cluster, or that an existing one was made with. */
        public Builder superuser(String superuser) {
            this.superuser = requireNonNull(superuser, "superuser");
            return this;
        }

        /** Sets the superuser's password, which connections to 127.0.0.1 need. For a new cluster. */
        public Builder superuserPassword(Secret password) {
            this.password = requireNonNull(password, "password");
            return this;
        }

        /** Listens on 127.0.0.1 too, for roles with a password. */
        public Builder listenOnLoopback() {
            this.loopback = true;
            return this;
        }

        /** Sets the port; 0, the default, chooses a free one now and keeps it. */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw DrException.of(ErrorCode.INVALID_ARGUMENT, "configure a PostgreSQL server", "port is " + port);
            }
            this.port = port;
            return this;
        }

        /** Adds a line of {@code pg_hba.conf} that comes before the default rules. */
        public Builder accessRule(String line) {
            if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
                throw DrException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "configure a PostgreSQL server",
                        "access rule has more than one line");
            }
            accessRules.add(line);
            return this;
        }

        /** Sets whether pages carry checksums. For a new cluster. */
        public Builder dataChecksums(boolean on) {
            newCluster.put("checksums", Boolean.toString(on));
            return this;
        }

        /** Sets the size of a WAL segment, a power of two from 1 to 1024. For a new cluster. */
        public Builder walSegmentSizeMegabytes(int megabytes) {
            newCluster.put("wal-segsize", Integer.toString(megabytes));
            return this;
        }

        /** Sets the locale, as in {@code en_US.UTF-8}. For a new cluster. */
        public Builder locale(String locale) {
            newCluster.put("locale", requireNonNull(locale, "locale"));
            return this;
        }

        private static void refuseOwn(String name) {
            if (OWN.contains(name)) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "configure a PostgreSQL server",
                        "setting " + name + " is chosen by this library",
                        failure -> failure.hint("Use port(...) and listenOnLoopback()."));
            }
        }

        private List<String> initdbArguments(int majorVersion) {
            List<String> arguments = new ArrayList<>();
            arguments.add("--username=" + superuser);
            arguments.add("--encoding=UTF8");
            arguments.add("--locale=" + newCluster.getOrDefault("locale", "C"));
            if (newCluster.containsKey("wal-segsize")) {
                arguments.add("--wal-segsize=" + newCluster.get("wal-segsize"));
            }
            if (Boolean.parseBoolean(newCluster.getOrDefault("checksums", "true"))) {
                arguments.add("--data-checksums");
            } else if (majorVersion >= CHECKSUMS_BY_DEFAULT) {
                arguments.add("--no-data-checksums");
            }
            if (settings.getOrDefault("fsync", "on").equals("off")) {
                arguments.add("--no-sync");
            }
            return arguments;
        }
    }
}
