package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.spi.ConnectingDataSource;
import com.datafly.signal.dr.spi.DriverContext;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;
import software.amazon.awssdk.services.rds.model.GenerateAuthenticationTokenRequest;

/**
 * How SQL is spoken to an instance: as whom, to which database, over what kind of TLS.
 *
 * <p>Options: {@code user} (default: the master user), {@code database} (default: the one made with the instance, else
 * {@code postgres}), {@code sslmode} (default {@code require}, or {@code verify-full} with {@code sslrootcert}),
 * {@code sslrootcert}, and either the secret {@code password} or {@code sql-auth=iam}. Without a password and without
 * IAM there is no SQL.
 */
public final class SqlAccess {

    /** The names of the options that are read here. */
    public static final Set<String> OPTIONS = Set.of("user", "database", "sslmode", "sslrootcert", "sql-auth");

    private static final String OPENING = "open SQL access to RDS";
    private static final Set<String> SSL_MODES = Set.of("disable", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> WITHOUT_TLS = Set.of("disable", "prefer");
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final AwsSession session;
    private final DriverContext context;

    private SqlAccess(AwsSession session, DriverContext context) {
        this.session = session;
        this.context = context;
    }

    /**
     * Reads the options. Connects to nothing.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if one is malformed or does not go with another
     */
    public static SqlAccess open(AwsSession session, DriverContext context) {
        SqlAccess access = new SqlAccess(session, context);
        access.check();
        return access;
    }

    /**
     * Where an instance answers.
     *
     * @param host the endpoint's name
     * @param port the endpoint's port
     * @param masterUser the user that the instance was made with
     * @param database the database that the instance was made with, where RDS tells
     */
    public record Server(String host, int port, String masterUser, Optional<String> database) {}

    /** Returns SQL access to an instance; empty without a password and without IAM. */
    public Optional<DataSource> to(Server server) {
        String user = context.option("user").orElse(server.masterUser());
        String database = context.option("database").or(server::database).orElse("postgres");
        return password(server, user).map(password -> {
            Properties properties = new Properties();
            PGProperty.PG_HOST.set(properties, server.host());
            PGProperty.PG_PORT.set(properties, server.port());
            PGProperty.PG_DBNAME.set(properties, database);
            PGProperty.USER.set(properties, user);
            PGProperty.SSL_MODE.set(properties, sslMode());
            context.option("sslrootcert").ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file));
            PGProperty.GSS_ENC_MODE.set(properties, "disable");
            PGProperty.TCP_KEEP_ALIVE.set(properties, true);
            PGProperty.APPLICATION_NAME.set(properties, "signal-dr");
            int seconds = Math.toIntExact(CONNECT.toSeconds());
            PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
            PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
            return ConnectingDataSource.of(CONNECT, () -> connect(properties, password.get()));
        });
    }

    private static Connection connect(Properties properties, String password) throws SQLException {
        Properties complete = new Properties();
        complete.putAll(properties);
        PGProperty.PASSWORD.set(complete, password);
        Connection connection = new Driver().connect("jdbc:postgresql://", complete);
        if (connection == null) {
            throw new SQLException("pgjdbc refused its own URL");
        }
        return connection;
    }

    /** A token of IAM is good for 15 minutes, so each connection gets its own. It is signed here, without a call. */
    private Optional<Supplier<String>> password(Server server, String user) {
        if (!byIam()) {
            return context.secret("password").map(secret -> () -> secret.use(String::new));
        }
        RdsUtilities utilities = RdsUtilities.builder()
                .region(Region.of(session.region()))
                .credentialsProvider(session.credentials())
                .build();
        GenerateAuthenticationTokenRequest request = GenerateAuthenticationTokenRequest.builder()
                .hostname(server.host())
                .port(server.port())
                .username(user)
                .build();
        return Optional.of(() -> utilities.generateAuthenticationToken(request));
    }

    private boolean byIam() {
        return context.option("sql-auth").isPresent();
    }

    private String sslMode() {
        return context.option("sslmode").orElse(context.option("sslrootcert").isPresent() ? "verify-full" : "require");
    }

    private void check() {
        Optional<String> auth = context.option("sql-auth");
        if (auth.isPresent() && !auth.get().equals("iam")) {
            throw invalid("option sql-auth is '" + auth.get() + "'", "Set it to iam, or leave it out.");
        }
        Optional<Secret> password = context.secret("password");
        if (byIam() && password.isPresent()) {
            throw invalid("a password is given together with sql-auth=iam", "Keep one of the two.");
        }
        if (!SSL_MODES.contains(sslMode())) {
            throw invalid(
                    "option sslmode is '" + sslMode() + "'",
                    "Use one of disable, prefer, require, verify-ca and verify-full.");
        }
        if (byIam() && WITHOUT_TLS.contains(sslMode())) {
            throw invalid("sql-auth=iam does not go with sslmode " + sslMode(), "RDS takes its tokens over TLS only.");
        }
        context.option("sslrootcert").ifPresent(SqlAccess::requireFile);
    }

    private static void requireFile(String file) {
        boolean readable;
        try {
            readable = Files.isReadable(Path.of(file));
        } catch (InvalidPathException e) {
            readable = false;
        }
        if (!readable) {
            throw invalid(
                    "option sslrootcert is '" + file + "', which cannot be read",
                    "Give the file with AWS's certificate bundle, as from truststore.pki.rds.amazonaws.com.");
        }
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> failure.hint(hint));
    }
}
